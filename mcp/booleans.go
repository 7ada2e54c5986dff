package mcp

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The keywords of JSON Schema whose values have schemas in them. Those that clients know as true and
// false, additionalProperties before all, are looked into and not counted.
var (
	schemaKeywords = keywords("items contains propertyNames not if then else contentSchema",
		"additionalProperties unevaluatedProperties additionalItems unevaluatedItems")
	mapKeywords  = keywords("properties patternProperties $defs definitions dependentSchemas dependencies")
	listKeywords = keywords("allOf anyOf oneOf prefixItems")
	closing      = keywords("additionalProperties unevaluatedProperties additionalItems unevaluatedItems")
)

func keywords(lists ...string) map[string]bool {
	known := map[string]bool{}
	for _, name := range strings.Fields(strings.Join(lists, " ")) {
		known[name] = true
	}
	return known
}

// BooleanSchemas lists where a schema has true or false in the place of a schema, as JSON Pointers. MCP's
// own schemas before 2026-07-28 have objects there, and some clients then drop all tools of a server.
func BooleanSchemas(schema json.RawMessage) []string {
	var found []string
	var walk func(schema json.RawMessage, at string)
	each := func(list json.RawMessage, at string) {
		var elements []json.RawMessage
		if json.Unmarshal(list, &elements) != nil {
			return
		}
		for i, e := range elements {
			walk(e, at+"/"+strconv.Itoa(i))
		}
	}
	walk = func(schema json.RawMessage, at string) {
		switch text := strings.TrimSpace(string(schema)); {
		case text == "true" || text == "false":
			if at != "" {
				found = append(found, at)
			}
			return
		case strings.HasPrefix(text, "["):
			each(schema, at)
			return
		case !strings.HasPrefix(text, "{"):
			return
		}
		// What is wrong with a schema is not this function's business.
		_ = members(schema, func(name string, value json.RawMessage) error {
			here := at + "/" + pointer.Replace(name)
			isBoolean := len(value) > 0 && (value[0] == 't' || value[0] == 'f')
			switch {
			case closing[name] && isBoolean:
			case schemaKeywords[name]:
				walk(value, here)
			case listKeywords[name]:
				each(value, here)
			case mapKeywords[name]:
				_ = members(value, func(name string, value json.RawMessage) error {
					walk(value, here+"/"+pointer.Replace(name))
					return nil
				})
			}
			return nil
		})
	}
	walk(schema, "")
	return found
}

// pointer escapes a name for a JSON Pointer (RFC 6901, section 3).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")
