package mcp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gowebpki/jcs"
)

// Definition is the definition of a tool, resource, resource template or prompt.
type Definition struct {
	// Name is what tells it from others of its kind: a name, a URI or a URI template.
	Name string
	// JSON is the whole definition as it came.
	JSON json.RawMessage
}

// Definitions are all that a server lists, each kind in the server's order.
type Definitions struct {
	Tools, Resources, Templates, Prompts []Definition
}

// Of returns the definitions of a kind.
func (d *Definitions) Of(kind Kind) []Definition { return *d.of(kind) }

func (d *Definitions) of(kind Kind) *[]Definition {
	switch kind {
	case Tools:
		return &d.Tools
	case Resources:
		return &d.Resources
	case Templates:
		return &d.Templates
	}
	return &d.Prompts
}

// definitionTexts are the form in which definitions are kept, and passed from one process to another: the text of
// each, by kind.
type definitionTexts map[Kind][]string

// MarshalJSON implements [json.Marshaler].
func (d *Definitions) MarshalJSON() ([]byte, error) {
	k := definitionTexts{}
	for _, kind := range Kinds() {
		for _, one := range d.Of(kind) {
			k[kind] = append(k[kind], string(one.JSON))
		}
	}
	return json.Marshal(k)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (d *Definitions) UnmarshalJSON(b []byte) error {
	var k definitionTexts
	if err := json.Unmarshal(b, &k); err != nil {
		return err
	}
	*d = Definitions{}
	for _, kind := range Kinds() {
		for i, text := range k[kind] {
			if !json.Valid([]byte(text)) {
				return &DefinitionError{kind, i, member(kind)}
			}
			if err := d.add(kind, []json.RawMessage{json.RawMessage(text)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Definitions asks the server for all that it lists.
func (c *Client) Definitions(ctx context.Context) (*Definitions, error) {
	d := new(Definitions)
	for _, kind := range Kinds() {
		list, err := c.List(ctx, kind)
		if err != nil {
			return nil, err
		}
		if err := d.add(kind, list); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// member is the member of a definition that has its name.
func member(kind Kind) string {
	switch kind {
	case Resources:
		return "uri"
	case Templates:
		return "uriTemplate"
	}
	return "name"
}

// add appends what is listed of a kind.
func (d *Definitions) add(kind Kind, list []json.RawMessage) error {
	for i, raw := range list {
		var object map[string]json.RawMessage
		var name *string
		key := member(kind)
		if json.Unmarshal(raw, &object) != nil || json.Unmarshal(object[key], &name) != nil || name == nil {
			return &DefinitionError{kind, i, key}
		}
		to := d.of(kind)
		*to = append(*to, Definition{*name, raw})
	}
	return nil
}

// DefinitionError is a definition without a name.
type DefinitionError struct {
	Kind Kind
	// Index is its place in the list, Member what should have the name.
	Index  int
	Member string
}

// Error says which.
func (e *DefinitionError) Error() string {
	return fmt.Sprintf("%s[%d] has no string %q", e.Kind, e.Index, e.Member)
}

// Digest is the SHA-256 of a definition's canonical form, as "sha256:" and 64 hexadecimal digits. It
// does not depend on white space, on the order of members or on how a number is written. JSON that
// has no such form is an error: members with equal names, and numbers beyond those of IEEE 754.
//
// [RFC 8785]: https://www.rfc-editor.org/rfc/rfc8785
func Digest(definition json.RawMessage) (string, error) {
	canonical, err := jcs.Transform(definition)
	if err != nil {
		return "", fmt.Errorf("it has no canonical form: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// InputSchema returns the input schema of a tool.
func InputSchema(tool Definition) json.RawMessage {
	var d struct {
		InputSchema json.RawMessage `json:"inputSchema"`
	}
	_ = json.Unmarshal(tool.JSON, &d) // a definition is an object; what has no schema has none
	return d.InputSchema
}

// OutputSchema is the schema of a tool's structured results; nil where it has none.
func OutputSchema(tool Definition) json.RawMessage {
	var d struct {
		OutputSchema json.RawMessage `json:"outputSchema"`
	}
	_ = json.Unmarshal(tool.JSON, &d) // a definition is an object
	return d.OutputSchema
}
