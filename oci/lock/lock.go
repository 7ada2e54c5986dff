package lock

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/internal/tomltext"
)

// FileName is the name of the file beside wasmcp.toml.
const FileName = "wasmcp.lock"

// Version is the version of the format that this package writes.
const Version = 1

// File is a lock.
type File struct {
	// Contract is the version of the wasmcp:mcp package.
	Contract string
	// Inputs are sorted by Part, then Spec, by [New] and [Parse].
	Inputs []Input
}

// Input is one component that goes into a server.
type Input struct {
	// Part is the framework's part that the component fills, empty for a link of the chain. Of a
	// component of the framework itself, it is the name.
	Part string
	// Spec is what was asked for: a path, a reference or a package; where a framework's component
	// came from, that is the framework.
	Spec string
	// Reference is what it stood for, with its tag; empty for paths.
	Reference string
	// Manifest is the digest of the artifact's manifest; empty for paths.
	Manifest digest.Digest
	// Layer is the digest of the component.
	Layer digest.Digest
	// Definitions are sorted by Kind, then Name.
	Definitions []Definition
	// Unasked says that the component was not asked for its definitions. It is not written.
	Unasked bool
}

// Label is what messages call the input.
func (i Input) Label() string {
	if i.Part == "" {
		return i.Spec
	}
	return i.Part + " (" + i.Spec + ")"
}

// same tells whether two entries are about the same thing.
func (i Input) same(j Input) bool { return i.Part == j.Part && i.Spec == j.Spec }

// New returns a lock of the inputs, in its order. What is given twice is there once.
func New(contract string, inputs []Input) *File {
	f := &File{Contract: contract, Inputs: slices.Clone(inputs)}
	f.sort()
	f.Inputs = slices.CompactFunc(f.Inputs, Input.same)
	return f
}

func (f *File) sort() {
	slices.SortStableFunc(f.Inputs, func(a, b Input) int {
		return cmp.Or(strings.Compare(a.Part, b.Part), strings.Compare(a.Spec, b.Spec))
	})
	for i := range f.Inputs {
		f.Inputs[i].Definitions = slices.Clone(f.Inputs[i].Definitions)
		slices.SortStableFunc(f.Inputs[i].Definitions, func(a, b Definition) int {
			return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
		})
	}
}

// Find returns the entry for what was asked for.
func (f *File) Find(part, spec string) (Input, bool) {
	for _, i := range f.Inputs {
		if i.Part == part && i.Spec == spec {
			return i, true
		}
	}
	return Input{}, false
}

// Encode returns the file's text. Equal locks have equal texts.
func (f *File) Encode() []byte {
	g := New(f.Contract, f.Inputs)
	var b bytes.Buffer
	b.WriteString("# Written by wasmcp: what the server is made of. Keep it with the sources.\n")
	fmt.Fprintf(&b, "version = %d\n", Version)
	field(&b, "contract", g.Contract)
	for _, i := range g.Inputs {
		b.WriteString("\n[[input]]\n")
		field(&b, "part", i.Part)
		field(&b, "spec", i.Spec)
		field(&b, "reference", i.Reference)
		field(&b, "manifest", i.Manifest.String())
		field(&b, "layer", i.Layer.String())
		for _, d := range i.Definitions {
			b.WriteString("\n[[input.definition]]\n")
			field(&b, "kind", d.Kind)
			field(&b, "name", d.Name)
			field(&b, "digest", d.Digest().String())
			field(&b, "json", d.JSON)
		}
	}
	return b.Bytes()
}

func field(b *bytes.Buffer, key, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s = %s\n", key, tomlString(value))
	}
}

// tomlString prefers the form without escapes, in which JSON can be read.
func tomlString(s string) string {
	plain := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f || r == '\'' }
	if !strings.ContainsFunc(s, plain) {
		return "'" + s + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// SyntaxError is a lock that cannot be read.
type SyntaxError struct {
	Name string
	// Detail says where and what, over several lines where the source is shown.
	Detail string
}

func (e *SyntaxError) Error() string { return e.Name + " is not valid: " + e.Detail }

// FormatError is a lock of a version that this package does not know.
type FormatError struct {
	Name  string
	Found int64
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s has another format\n  found:    version %d\n  expected: version %d", e.Name, e.Found, Version)
}

// Parse reads a lock. name is what errors call it.
func Parse(name string, text []byte) (*File, error) {
	var in struct {
		Version  int64  `toml:"version"`
		Contract string `toml:"contract"`
		Inputs   []struct {
			Part        string        `toml:"part"`
			Spec        string        `toml:"spec"`
			Reference   string        `toml:"reference"`
			Manifest    digest.Digest `toml:"manifest"`
			Layer       digest.Digest `toml:"layer"`
			Definitions []struct {
				Kind   string        `toml:"kind"`
				Name   string        `toml:"name"`
				Digest digest.Digest `toml:"digest"`
				JSON   string        `toml:"json"`
			} `toml:"definition"`
		} `toml:"input"`
	}
	meta, err := tomltext.Decode(string(text), &in)
	if err != nil {
		return nil, &SyntaxError{name, err.Error()}
	}
	if in.Version != Version {
		return nil, &FormatError{name, in.Version}
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, &SyntaxError{name, "it has unknown keys: " + unknown[0].String()}
	}
	f := &File{Contract: in.Contract}
	for _, i := range in.Inputs {
		input := Input{Part: i.Part, Spec: i.Spec, Reference: i.Reference, Manifest: i.Manifest, Layer: i.Layer}
		if i.Spec == "" || i.Layer.Validate() != nil || i.Manifest != "" && i.Manifest.Validate() != nil {
			return nil, &SyntaxError{name, fmt.Sprintf("input %q has no spec or no digest", i.Spec)}
		}
		if _, twice := f.Find(i.Part, i.Spec); twice {
			return nil, &SyntaxError{name, fmt.Sprintf("input %q is there twice", i.Spec)}
		}
		for _, d := range i.Definitions {
			def, err := Define(d.Kind, d.Name, []byte(d.JSON))
			if err != nil {
				return nil, &SyntaxError{name, fmt.Sprintf("%s %q of %s: %v", d.Kind, d.Name, i.Spec, err)}
			}
			if def.Digest() != d.Digest {
				return nil, &SyntaxError{name, fmt.Sprintf("%s %q of %s does not have the digest beside it", d.Kind, d.Name, i.Spec)}
			}
			input.Definitions = append(input.Definitions, def)
		}
		f.Inputs = append(f.Inputs, input)
	}
	f.sort()
	return f, nil
}
