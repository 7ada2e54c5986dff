// Package arguments makes the arguments of a tool out of words on a command line, by the JSON Schema
// of the tool's input.
package arguments

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Parameter is one that an input schema names.
type Parameter struct {
	Name string
	// Type is what it takes, in words: the schema's types, or the values that it allows.
	Type     string
	Required bool
}

// Parameters lists those that a schema names, in its order.
func Parameters(input json.RawMessage) []Parameter {
	s := newSchemas(input)
	root := s.resolve(input)
	var all []Parameter
	for _, p := range root.properties() {
		all = append(all, Parameter{p.name, s.describe(p.schema), slices.Contains(root.Required, p.name)})
	}
	return all
}

// schemas are the subschemas of one document.
type schemas struct {
	root json.RawMessage
	// left is how many subschemas may yet be looked at: a few that refer to each other can stand for
	// any number.
	left int
}

func newSchemas(root json.RawMessage) *schemas { return &schemas{root, mostSchemas} }

// mostSchemas is more than what any tool has needed.
const mostSchemas = 2000

// schema holds the keywords that say which values fit. What has the wrong type is taken as absent:
// schemas are the server's to check.
type schema struct {
	Types      types             `json:"type"`
	Enum       []json.RawMessage `json:"enum"`
	Const      json.RawMessage   `json:"const"`
	AnyOf      []json.RawMessage `json:"anyOf"`
	OneOf      []json.RawMessage `json:"oneOf"`
	AllOf      []json.RawMessage `json:"allOf"`
	Ref        string            `json:"$ref"`
	Properties json.RawMessage   `json:"properties"`
	Patterns   json.RawMessage   `json:"patternProperties"`
	Additional json.RawMessage   `json:"additionalProperties"`
	Required   []string          `json:"required"`
	Items      json.RawMessage   `json:"items"`
}

// types is the keyword type: one, or several.
type types []string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *types) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = types{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// mostRefs is how many references are followed in a row.
const mostRefs = 16

// resolve reads a schema; one that only refers to another is that other.
func (s *schemas) resolve(raw json.RawMessage) schema {
	var found schema
	for range mostRefs {
		found = schema{}
		if json.Unmarshal(raw, &found) != nil || found.Ref == "" || found.Types != nil {
			break
		}
		next, ok := s.at(found.Ref)
		if !ok {
			break
		}
		raw = next
	}
	return found
}

// at finds the schema that a reference inside the document points to.
//
// [RFC 6901]: https://www.rfc-editor.org/rfc/rfc6901
func (s *schemas) at(ref string) (json.RawMessage, bool) {
	pointer, ok := strings.CutPrefix(ref, "#")
	at := s.root
	for pointer != "" {
		var token string
		pointer, ok = strings.CutPrefix(pointer, "/")
		if !ok {
			return nil, false
		}
		token, pointer = cutToken(pointer)
		var object map[string]json.RawMessage
		if json.Unmarshal(at, &object) != nil || object[token] == nil {
			return nil, false
		}
		at = object[token]
	}
	return at, ok
}

// cutToken takes the first reference token of a pointer off.
func cutToken(pointer string) (token, rest string) {
	token = pointer
	if i := strings.IndexByte(pointer, '/'); i >= 0 {
		token, rest = pointer[:i], pointer[i:]
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token), rest
}

// property is one of an object's.
type property struct {
	name   string
	schema json.RawMessage
}

// properties lists them in order.
func (s schema) properties() []property {
	var all []property
	d := json.NewDecoder(bytes.NewReader(s.Properties))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return all
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return all
		}
		all = append(all, property{name.(string), value})
	}
	return all
}

// open reports whether the object may have properties that the schema does not name. A schema that
// names some and says nothing of others is taken to mean those alone.
func (s schema) open() bool {
	switch string(bytes.TrimSpace(s.Additional)) {
	case "":
		return len(s.properties()) == 0 || s.Patterns != nil
	case "false":
		return s.Patterns != nil
	}
	return true
}

// kinds are the types that a value may have; nil is any.
func (s *schemas) kinds(raw json.RawMessage) []string { return s.kindsWithin(raw, mostRefs) }

func (s *schemas) kindsWithin(raw json.RawMessage, depth int) []string {
	if s.left--; depth == 0 || s.left < 0 {
		return nil
	}
	one := s.resolve(raw)
	if one.Types != nil {
		return one.Types
	}
	if values := one.values(); values != nil {
		var kinds []string
		for _, v := range values {
			kinds = append(kinds, kindOf(v))
		}
		return kinds
	}
	if either := slices.Concat(one.AnyOf, one.OneOf); either != nil {
		var kinds []string
		for _, e := range either {
			k := s.kindsWithin(e, depth-1)
			if k == nil {
				return nil
			}
			kinds = append(kinds, k...)
		}
		return kinds
	}
	for _, e := range one.AllOf {
		if k := s.kindsWithin(e, depth-1); k != nil {
			return k
		}
	}
	return nil
}

// values lists what is allowed, where the schema says it value for value.
func (s schema) values() []json.RawMessage {
	if s.Const != nil {
		return []json.RawMessage{s.Const}
	}
	return s.Enum
}

// describe says what fits, in words.
func (s *schemas) describe(raw json.RawMessage) string {
	one := s.resolve(raw)
	if values := one.values(); values != nil {
		return list(values)
	}
	kinds := unique(s.kinds(raw))
	if kinds == nil {
		return "any"
	}
	for i, k := range kinds {
		if k == "array" && one.Items != nil {
			if inner := s.kinds(one.Items); inner != nil {
				kinds[i] = "array of " + strings.Join(unique(inner), "|")
			}
		}
	}
	return strings.Join(kinds, "|")
}

// list joins values as they are written.
func list(values []json.RawMessage) string {
	const most = 8
	var words []string
	for i, v := range values {
		if i == most {
			words = append(words, "…")
			break
		}
		words = append(words, string(v))
	}
	return strings.Join(words, "|")
}

// unique leaves out what was there before.
func unique(words []string) []string {
	var all []string
	for _, w := range words {
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}
