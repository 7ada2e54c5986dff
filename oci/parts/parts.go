package parts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// MediaType is that of an index, and its artifact type.
const MediaType = "application/vnd.wasmcp.framework.v1+json"

// Repositories that are no part, under the prefix.
const (
	IndexRepository    = "framework"
	ContractRepository = "mcp"
)

// contractTag is before the contract's version in tags of indexes.
const contractTag = "contract-"

// Index lists the parts of a framework.
type Index struct {
	// Version is the framework's own, Contract that of the contract which it speaks.
	Version  string `json:"version"`
	Contract string `json:"contract"`
	// Toolchain is what the parts were built with.
	Toolchain string `json:"toolchain,omitempty"`
	// Parts are sorted by name.
	Parts []Part `json:"parts"`
}

// Part is a component of a framework.
type Part struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Size    int64  `json:"size"`
	// Manifest is the digest of the artifact's manifest, Layer that of the component.
	Manifest digest.Digest `json:"manifest"`
	Layer    digest.Digest `json:"layer"`
	// Sources is the digest of what it was built from, in hexadecimal.
	Sources string `json:"sources,omitempty"`
}

// Part finds a part.
func (x *Index) Part(name string) (Part, bool) {
	i := slices.IndexFunc(x.Parts, func(p Part) bool { return p.Name == name })
	if i < 0 {
		return Part{}, false
	}
	return x.Parts[i], true
}

// NoFrameworkError is a prefix without a framework for a contract, or without the one that its tag
// means.
type NoFrameworkError struct {
	Prefix oci.Reference
	// Contract is the version that was looked for; Found are those that there are.
	Contract string
	Found    []string
	// Tags are those that there are, newest first, where one was looked for.
	Tags []string
}

func (e *NoFrameworkError) Error() string {
	if e.Prefix.Tag != "" {
		return fmt.Sprintf("%s: no such framework\n  the registry has: %s", e.Prefix, strings.Join(e.Tags, ", "))
	}
	found := "none"
	if len(e.Found) > 0 {
		found = "for " + strings.Join(e.Found, ", ")
	}
	return fmt.Sprintf("%s has no framework for the contract\n  found:    %s\n  expected: for %s", e.Prefix.Name(), found, e.Contract)
}

// NoPartError is a framework without a part.
type NoPartError struct {
	// Framework is where the part was looked for.
	Framework, Name string
	Known           []string
}

func (e *NoPartError) Error() string {
	return fmt.Sprintf("%s has no part %q\n  it has: %s", e.Framework, e.Name, strings.Join(e.Known, ", "))
}

// IndexError is an index that cannot be used.
type IndexError struct {
	Reference oci.Reference
	Problem   string
}

func (e *IndexError) Error() string { return e.Reference.String() + ": " + e.Problem }

// At returns the repository of a name under a prefix.
func At(prefix oci.Reference, name string) oci.Reference {
	r := oci.Reference{Registry: prefix.Registry}
	if prefix.Layout != "" {
		r.Layout = filepath.Join(prefix.Layout, name)
	} else {
		r.Repository = path.Join(prefix.Repository, name)
	}
	return r
}

// Reference returns where a part is.
func (p Part) Reference(prefix oci.Reference) oci.Reference {
	return At(prefix, p.Name).WithTag(p.Version).WithDigest(p.Manifest)
}

// Find reads the index of the framework under a prefix. A prefix with a tag or a digest means that
// index, others mean the newest one for the contract.
func Find(ctx context.Context, c *oci.Client, prefix oci.Reference, contract string) (*Index, error) {
	ref := At(prefix, IndexRepository)
	ref.Tag, ref.Digest = prefix.Tag, prefix.Digest
	newest := ref.Tag == "" && ref.Digest == ""
	if newest {
		ref = ref.WithTag(contractTag + contract)
	}
	a, err := c.PullAs(ctx, ref, MediaType)
	if none := (*oci.NotFoundError)(nil); errors.As(err, &none) {
		switch {
		case newest:
			return nil, &NoFrameworkError{Prefix: prefix, Contract: contract, Found: contracts(none.Tags)}
		case prefix.Digest == "" && len(none.Tags) > 0:
			return nil, &NoFrameworkError{Prefix: prefix, Contract: contract, Tags: none.Tags}
		}
	}
	if err != nil {
		return nil, err
	}
	return parse(a)
}

// contracts lists the versions of contracts that tags of indexes are for.
func contracts(tags []string) []string {
	var all []string
	for _, t := range tags {
		if v, ok := strings.CutPrefix(t, contractTag); ok {
			all = append(all, oci.VersionOf(v))
		}
	}
	return all
}

func parse(a *oci.Artifact) (*Index, error) {
	x := new(Index)
	if err := json.Unmarshal(a.Bytes, x); err != nil {
		return nil, &IndexError{a.Reference, "the index of the framework cannot be read"}
	}
	if err := x.CheckNames(); err != nil {
		return nil, &IndexError{a.Reference, err.Error()}
	}
	for _, p := range x.Parts {
		if p.Manifest.Validate() != nil || p.Layer.Validate() != nil {
			return nil, &IndexError{a.Reference, fmt.Sprintf("the index of the framework has no digest of %q", p.Name)}
		}
	}
	return x, nil
}

// partName matches names that are one element of a path, and versionName those that can be tags.
var (
	partName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	})
	versionName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$`) })
)

// CheckNames refuses names and versions of parts that would lead elsewhere than to a part, and a
// framework without any.
func (x *Index) CheckNames() error {
	if len(x.Parts) == 0 {
		return errors.New("the framework has no parts")
	}
	for _, p := range x.Parts {
		if !partName().MatchString(p.Name) {
			return fmt.Errorf("the framework calls a part %q (want lower-case letters, digits and -)", p.Name)
		}
		if !versionName().MatchString(p.Version) {
			return fmt.Errorf("the framework says that %s is of version %q (want one that can be a tag)", p.Name, p.Version)
		}
	}
	return nil
}

// Content is what is published.
type Content struct {
	// Index is that of the parts; digests and sizes in it are not looked at.
	Index Index
	// Components are the parts' bytes, by name.
	Components map[string][]byte
	// WIT is the contract, as a WIT package in binary form.
	WIT []byte
	// Annotations are given to all artifacts.
	Annotations map[string]string
}

// artifact is what goes to a reference.
type artifact struct {
	*oci.Artifact
	refs []oci.Reference
}

// Push publishes a framework under a prefix and returns what is there now: the parts, the contract
// and, last, the index. With a tag in the prefix, the index has that tag alone. The same content has the
// same digests.
//
// Tags are pushed when everything else is there. Before that, about, unless it is nil, is called for
// each artifact, to push what is about it: with its digest, and the references it will have.
func Push(ctx context.Context, c *oci.Client, prefix oci.Reference, content Content,
	about func(ctx context.Context, r oci.Reference, tagged []oci.Reference) error) ([]oci.Reference, error) {
	artifacts, err := content.build(prefix)
	if err != nil {
		return nil, err
	}
	for _, a := range artifacts {
		r := a.refs[0].ByDigest(a.Descriptor.Digest)
		if _, err := c.Push(ctx, a.Artifact, r); err != nil {
			return nil, err
		}
		if about == nil {
			continue
		}
		if err := about(ctx, r, a.refs); err != nil {
			return nil, err
		}
	}
	var pushed []oci.Reference
	for _, a := range artifacts {
		if _, err := c.Push(ctx, a.Artifact, a.refs...); err != nil {
			return nil, err
		}
		pushed = append(pushed, a.refs[0].WithDigest(a.Descriptor.Digest))
	}
	return pushed, nil
}

func (content Content) build(prefix oci.Reference) ([]artifact, error) {
	var all []artifact
	x := content.Index
	x.Parts = slices.Clone(x.Parts)
	slices.SortFunc(x.Parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	wasm := func(name, version string, b []byte) (*oci.Artifact, error) {
		annotations := map[string]string{oci.AnnotationVersion: version}
		for k, v := range content.Annotations {
			annotations[k] = v
		}
		a, err := oci.Build(name, b, oci.BuildOptions{Title: name + ".wasm", Annotations: annotations})
		if err == nil {
			all = append(all, artifact{a, []oci.Reference{At(prefix, name).WithTag(version)}})
		}
		return a, err
	}
	for i := range x.Parts {
		p := &x.Parts[i]
		a, err := wasm(p.Name, p.Version, content.Components[p.Name])
		if err != nil {
			return nil, err
		}
		p.Size, p.Layer, p.Manifest = a.Layer().Size, a.Layer().Digest, a.Descriptor.Digest
	}
	if _, err := wasm(ContractRepository, x.Contract, content.WIT); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := json.Indent(&text, jsontext.Encode(x), "", "  "); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	annotations := map[string]string{oci.AnnotationVersion: x.Version}
	for k, v := range content.Annotations {
		annotations[k] = v
	}
	index := oci.Data{ArtifactType: MediaType, MediaType: MediaType, Bytes: text.Bytes(), Annotations: annotations,
		LayerAnnotations: map[string]string{oci.AnnotationTitle: "framework.json"}}.Artifact()
	at := At(prefix, IndexRepository)
	refs := []oci.Reference{at.WithTag(x.Version), at.WithTag(contractTag + x.Contract)}
	if prefix.Tag != "" {
		refs = []oci.Reference{at.WithTag(prefix.Tag)}
	}
	return append(all, artifact{index, refs}), nil
}
