package mcp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// HeaderParam is an argument of a tool that goes into a header of the request as well, so that what
// stands between client and server can see it.
type HeaderParam struct {
	// Header is the header's name without "Mcp-Param-".
	Header string
	// Path leads to the argument: the names of the properties it is in, from the outside.
	Path []string
	// Wrong is what MCP forbids about it, for which clients leave out the whole tool; empty for nothing.
	Wrong string
}

// HeaderParams lists what an input schema marks with x-mcp-header, in the schema's order.
func HeaderParams(schema json.RawMessage) []HeaderParam {
	var found []HeaderParam
	seen := map[string]bool{}
	var walk func(schema json.RawMessage, path []string)
	walk = func(schema json.RawMessage, path []string) {
		var s struct {
			Properties json.RawMessage `json:"properties"`
			Header     *string         `json:"x-mcp-header"`
			Type       json.RawMessage `json:"type"`
		}
		if json.Unmarshal(schema, &s) != nil {
			return
		}
		if s.Header != nil && path != nil {
			p := HeaderParam{Header: *s.Header, Path: path}
			switch lower := strings.ToLower(p.Header); {
			case !isToken(p.Header):
				p.Wrong = fmt.Sprintf("x-mcp-header %q is not the name of a header", p.Header)
			case seen[lower]:
				p.Wrong = fmt.Sprintf("x-mcp-header %q is there twice", p.Header)
			case !slices.Contains([]string{`"string"`, `"integer"`, `"boolean"`}, string(s.Type)):
				p.Wrong = fmt.Sprintf("x-mcp-header %q is at a property of type %s (want string, integer or boolean)", p.Header, cmp.Or(string(s.Type), "any"))
			default:
				seen[lower] = true
			}
			found = append(found, p)
		}
		if s.Properties == nil {
			return
		}
		// What is wrong with a schema is not this client's business.
		_ = members(s.Properties, func(name string, property json.RawMessage) error {
			walk(property, append(path[:len(path):len(path)], name))
			return nil
		})
	}
	walk(schema, nil)
	return found
}

// isToken tells whether a text can be a header's name, or the end of one, by RFC 9110.
func isToken(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z'
		return !letter && (r < '0' || r > '9') && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	}) < 0
}

// value is what the header says for these arguments; ok is false where they have no such argument.
func (p HeaderParam) value(arguments json.RawMessage) (value string, ok bool) {
	at := arguments
	for _, name := range p.Path {
		var object map[string]json.RawMessage
		if json.Unmarshal(at, &object) != nil {
			return "", false
		}
		if at, ok = object[name]; !ok {
			return "", false
		}
	}
	d := json.NewDecoder(bytes.NewReader(at))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return "", false
	}
	switch v := v.(type) {
	case string:
		return headerValue(v), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	case json.Number:
		return integer(v.String()), true
	}
	return "", false
}

// integer writes a number that is an integer as one, and any other as it is.
func integer(number string) string {
	const exact = 1 << 53 // up to which every integer is a float64
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || !strings.ContainsAny(number, ".eE") || f != math.Trunc(f) || math.Abs(f) > exact {
		return number
	}
	return strconv.FormatInt(int64(f), 10)
}
