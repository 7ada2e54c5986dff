package ship

import (
	"path/filepath"
	"strings"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// localBuilder stands for whoever runs wasmcp on a machine of their own.
const localBuilder = "https://github.com/wasmcp/wasmcp-go/local"

// composedDocuments says of a file what it was composed of, and how, as far as options want it. Of what was
// not composed there is nothing to say. It depends on the file, on what options say and on the
// wasmcp.lock that is here, which knows where components came from.
func composedDocuments(file string, b []byte, o *attachOptions, build oci.BuildOptions) (*attachments, error) {
	docs := &attachments{}
	if o.noSBOM && o.noProvenance || !component.IsComponent(b) {
		return docs, nil
	}
	c, err := component.Decode(b)
	if err != nil {
		return nil, &chain.DamagedError{Name: filepath.Base(file), Err: err}
	}
	d, err := chain.Describe(c)
	if err != nil || d == nil {
		return docs, err
	}
	from, err := lockedReferences()
	if err != nil {
		return nil, err
	}
	items := server.MadeOf(c, d, from)
	name, version, _ := strings.Cut(d.Tool, " ")
	tool := materials.Tool{Name: name, Version: version}
	if !o.noSBOM {
		whole := materials.Item{Name: filepath.Base(file), Digest: digest.FromBytes(b), Metadata: component.ReadMetadata(c)}
		if d.Server != nil {
			whole.Name = d.Server.Name
			cli.SetDefault(&whole.Metadata.Version, d.Server.Version)
		}
		if docs.sbom, err = materials.CycloneDX(whole, items, tool, build.Created); err != nil {
			return nil, err
		}
	}
	if !o.noProvenance {
		docs.provenance = materials.Provenance(items, materials.Build{
			Builder: o.builder, Tool: tool, Source: build.Checkout,
			Parameters: struct {
				Composition *chain.Description `json:"composition"`
			}{d},
		})
	}
	return docs, nil
}

// lockedReferences are where components came from, by their digests, as the wasmcp.lock here has it.
func lockedReferences() (map[digest.Digest]*oci.Reference, error) {
	f, err := server.ReadLock(".")
	if err != nil || f == nil {
		return nil, err
	}
	return f.References()
}
