package materials

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// Types of a bill of materials, for [oci.Data].
const (
	CycloneDXType = "application/vnd.cyclonedx+json"
	// CycloneDXPredicate is its type as a statement, for sign.Attest.
	CycloneDXPredicate = "https://cyclonedx.org/bom"
)

// Tool is what made a document.
type Tool struct{ Name, Version string }

// CycloneDX returns a bill of materials in CycloneDX 1.6 JSON. A time of zero is left out.
func CycloneDX(server Item, items []Item, tool Tool, at time.Time) ([]byte, error) {
	bom := cdx.NewBOM()
	bom.SpecVersion = cdx.SpecVersion1_6
	bom.JSONSchema = "http://cyclonedx.org/schema/bom-1.6.schema.json"
	bom.SerialNumber = serialNumber(server)
	whole := describe(server, cdx.ComponentTypeApplication)
	bom.Metadata = &cdx.Metadata{
		Component: &whole,
		Tools: &cdx.ToolsChoice{Components: &[]cdx.Component{{
			Type: cdx.ComponentTypeApplication, Name: tool.Name, Version: tool.Version}}},
	}
	if !at.IsZero() {
		bom.Metadata.Timestamp = at.UTC().Format(time.RFC3339)
	}
	var ids []string
	components := []cdx.Component{}
	dependencies := []cdx.Dependency{{Ref: server.id(), Dependencies: &ids}}
	for _, i := range items {
		if slices.Contains(ids, i.id()) {
			continue
		}
		ids = append(ids, i.id())
		components = append(components, describe(i, cdx.ComponentTypeLibrary))
		dependencies = append(dependencies, cdx.Dependency{Ref: i.id()})
	}
	bom.Components = &components
	bom.Dependencies = &dependencies
	var b bytes.Buffer
	if err := cdx.NewBOMEncoder(&b, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).Encode(bom); err != nil {
		return nil, fmt.Errorf("bill of materials: %w", err)
	}
	return b.Bytes(), nil
}

func describe(i Item, kind cdx.ComponentType) cdx.Component {
	c := cdx.Component{
		BOMRef:      i.id(),
		MIMEType:    "application/wasm",
		Type:        kind,
		Name:        i.Name,
		Version:     i.version(),
		Description: i.Metadata.Description,
		PackageURL:  i.PackageURL(),
		Hashes:      &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: i.Digest.Encoded()}},
	}
	if i.Metadata.Authors != "" {
		c.Authors = &[]cdx.OrganizationalContact{{Name: i.Metadata.Authors}}
	}
	if i.Metadata.Licenses != "" {
		c.Licenses = &cdx.Licenses{{Expression: i.Metadata.Licenses}}
	}
	var links []cdx.ExternalReference
	if i.Metadata.Homepage != "" {
		links = append(links, cdx.ExternalReference{Type: cdx.ERTypeWebsite, URL: i.Metadata.Homepage})
	}
	if i.Metadata.Source != "" {
		links = append(links, cdx.ExternalReference{Type: cdx.ERTypeVCS, URL: i.Metadata.Source})
	}
	if links != nil {
		c.ExternalReferences = &links
	}
	if i.Part != "" {
		c.Properties = &[]cdx.Property{{Name: "wasmcp:part", Value: i.Part}}
	}
	return c
}

// serialNumber is a UUID made of the server's digest: the same server has the same document.
func serialNumber(server Item) string {
	h := []byte(server.Digest.Encoded()[:32])
	h[12] = '8' // made in a way of our own, as RFC 9562 calls it
	h[16] = "89ab"[h[16]&3]
	return fmt.Sprintf("urn:uuid:%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:32])
}
