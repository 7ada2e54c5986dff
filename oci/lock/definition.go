package lock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// Kinds of definitions.
const (
	Tool             = "tool"
	Resource         = "resource"
	ResourceTemplate = "resource-template"
	Prompt           = "prompt"
)

// Definition is what a component says of one of its tools, resources or prompts.
type Definition struct {
	Kind string
	// Name is that of a tool or prompt, the URI of a resource, the template of a template.
	Name string
	// JSON is the definition as MCP lists it: without white space, members sorted, what cannot be seen
	// escaped.
	JSON string
}

// Define makes a definition of the JSON in which it was listed.
func Define(kind, name string, raw []byte) (Definition, error) {
	v, err := decode(raw)
	if err != nil {
		return Definition{}, errors.New("the definition is not JSON")
	}
	if _, ok := v.(map[string]any); !ok {
		return Definition{}, errors.New("the definition is not a JSON object")
	}
	return Definition{Kind: kind, Name: name, JSON: encode(v)}, nil
}

// Digest is that of the JSON.
func (d Definition) Digest() digest.Digest { return digest.FromString(d.JSON) }

// decode keeps numbers as they are written.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the value")
	}
	return v, nil
}

// encode sorts members, as encoding/json does with maps, and escapes what cannot be seen: a
// description can hide instructions in characters that have no shape.
func encode(v any) string {
	var s strings.Builder
	for _, r := range string(jsontext.Encode(v)) {
		switch { // beyond ASCII there are only the insides of strings
		case strconv.IsPrint(r) || r < 0x7f:
			s.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&s, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&s, `\u%04x`, r)
		}
	}
	return s.String()
}

// Change is a place in a definition where it differs. A side that is absent is empty.
type Change struct {
	// Path is the way to the place: member names with points between them, quoted where they are no
	// plain words.
	Path     string
	Old, New string
}

// Changes lists where two definitions differ, by path.
func Changes(old, new Definition) []Change {
	a, _ := decode([]byte(old.JSON))
	b, _ := decode([]byte(new.JSON))
	return changes(nil, "", a, b)
}

// plainKey tells whether a member's name needs no quotes.
func plainKey(key string) bool {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$-"
	return key != "" && strings.Trim(key, plain) == ""
}

func changes(all []Change, path string, a, b any) []Change {
	join := func(key string) string {
		if !plainKey(key) {
			key = encode(key)
		}
		if path == "" {
			return key
		}
		return path + "." + key
	}
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			break
		}
		var keys []string
		for k := range x {
			keys = append(keys, k)
		}
		for k := range y {
			if _, both := x[k]; !both {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			v, inOld := x[k]
			w, inNew := y[k]
			switch {
			case !inOld:
				all = append(all, Change{Path: join(k), New: encode(w)})
			case !inNew:
				all = append(all, Change{Path: join(k), Old: encode(v)})
			default:
				all = changes(all, join(k), v, w)
			}
		}
		return all
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			break
		}
		for i := range x {
			all = changes(all, fmt.Sprintf("%s[%d]", path, i), x[i], y[i])
		}
		return all
	}
	if old, new := encode(a), encode(b); old != new {
		all = append(all, Change{Path: path, Old: encode(a), New: encode(b)})
	}
	return all
}
