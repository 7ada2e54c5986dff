package client

import (
	"bytes"
	"encoding/json"
	"math"
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
}

// HeaderParams lists what an input schema marks with x-mcp-header, in the schema's order.
func HeaderParams(schema json.RawMessage) []HeaderParam {
	var found []HeaderParam
	var walk func(schema json.RawMessage, path []string)
	walk = func(schema json.RawMessage, path []string) {
		var s struct {
			Properties json.RawMessage `json:"properties"`
			Header     string          `json:"x-mcp-header"`
		}
		if json.Unmarshal(schema, &s) != nil {
			return
		}
		if s.Header != "" && path != nil {
			found = append(found, HeaderParam{s.Header, path})
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
