package materials

import (
	"net/url"
	"path"
	"strings"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Item is a component: the server, or one that went into it.
type Item struct {
	// Name is what people call it.
	Name string
	// Part is the framework's part that it fills, empty for a link of the chain.
	Part string
	// Digest is that of the component's bytes.
	Digest digest.Digest
	// Reference is where it was fetched from or pushed to, with its digest; nil for files.
	Reference *oci.Reference
	// Metadata is what it says of itself.
	Metadata component.Metadata
}

// Read makes an item of a component's bytes.
func Read(name string, b []byte) (Item, error) {
	_, meta, err := oci.Inspect(name, b)
	if err != nil {
		return Item{}, err
	}
	return Item{Name: name, Digest: digest.FromBytes(b), Metadata: meta}, nil
}

// PackageURL names an item fetched from a registry as package URLs do; empty for files.
func (i Item) PackageURL() string {
	r := i.Reference
	if r == nil || r.Layout != "" || r.Digest == "" {
		return ""
	}
	query := "repository_url=" + escape(r.Name())
	if r.Tag != "" {
		query += "&tag=" + escape(r.Tag)
	}
	return "pkg:oci/" + escape(path.Base(r.Repository)) + "@" + escape(r.Digest.String()) + "?" + query
}

// escape leaves slashes as they are, as the purl specification wants in qualifiers.
func escape(s string) string {
	return strings.NewReplacer("%2F", "/", "+", "%20").Replace(url.QueryEscape(s))
}

// version is what the item says, else what its tag stands for.
func (i Item) version() string {
	if i.Metadata.Version == "" && i.Reference != nil {
		return oci.VersionOf(i.Reference.Tag)
	}
	return i.Metadata.Version
}

// id names an item inside a document. An item that goes in twice is there once.
func (i Item) id() string { return i.Digest.String() }
