package chain

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostListed is how many bytes of definitions a router keeps of one list: hosts copy its memory for each
// request.
const mostListed = 256 << 10

// listed returns what a provider lists of a kind, as elements of the list that its function returns, with
// the names that it has, or those that clients see. It is false where the list may change, or is not
// known.
func (c *Component) listed(kind string, shown bool) (list []fields, ok bool) {
	if c.open() || c.Offer.Listed == nil {
		return nil, false
	}
	size := 0
	names := map[string]string{}
	for _, one := range c.claims(kind) {
		names[one.own] = one.shown
	}
	for _, text := range c.Offer.Listed[kind] {
		if size += len(text); size > mostListed {
			return nil, false
		}
		element, own, ok := elementOf(kind, text)
		if !ok {
			return nil, false
		}
		name, ok := names[own]
		if !ok {
			if shown {
				continue // the server does not offer it
			}
			name = own
		}
		if shown {
			element[nameField(kind)] = name
		}
		list = append(list, element)
	}
	return list, true
}

// listsAreKnown tells whether all lists of a capability are known, and never change.
func (c *Component) listsAreKnown(capability string) bool {
	some := false
	for _, kind := range kinds {
		if kindCapability(kind) != capability {
			continue
		}
		if _, ok := c.listed(kind, true); !ok {
			return false
		}
		some = true
	}
	return some
}

// nameField is the field of the contract's record that has the name.
func nameField(kind string) string {
	switch kind {
	case KindResource:
		return "uri"
	case KindTemplate:
		return "uri-template"
	}
	return "name"
}

// record says how a record of the contract is made of a definition: its fields, by the members.
type record struct {
	// strings are members that have to be there, or are empty where they are not.
	strings map[string]string
	// options are strings that may be missing.
	options map[string]string
	// raw are JSON objects; those of optional may be missing.
	raw, optional map[string]string
}

var records = map[string]record{
	KindTool: {
		strings:  map[string]string{"name": "name", "description": "description"},
		raw:      map[string]string{"inputSchema": "input-schema"},
		optional: map[string]string{"outputSchema": "output-schema"},
	},
	KindPrompt: {strings: map[string]string{"name": "name", "description": "description"}},
	KindResource: {
		strings: map[string]string{"uri": "uri", "name": "name"},
		options: map[string]string{"description": "description", "mimeType": "mime-type"},
	},
	KindTemplate: {
		strings: map[string]string{"uriTemplate": "uri-template", "name": "name"},
		options: map[string]string{"description": "description", "mimeType": "mime-type"},
	},
}

// elementOf makes a record of a definition, and returns its name. It is false where the record would not
// say all that the definition does.
func elementOf(kind, text string) (element fields, name string, ok bool) {
	members, ok := membersOf(text)
	if !ok {
		return nil, "", false
	}
	r := records[kind]
	element = fields{}
	var extra []string
	for _, m := range members {
		var s string
		isString := json.Unmarshal(m.value, &s) == nil && m.value[0] == '"'
		if field, ok := r.strings[m.name]; ok && isString {
			element[field] = s
		} else if field, ok := r.options[m.name]; ok && isString {
			element[field] = s
		} else if field, ok := r.raw[m.name]; ok {
			element[field] = string(m.value)
		} else if field, ok := r.optional[m.name]; ok {
			element[field] = string(m.value)
		} else if kind == KindPrompt && m.name == "arguments" {
			if element["arguments"], ok = argumentsOf(m.value); !ok {
				return nil, "", false
			}
		} else {
			key, err := json.Marshal(m.name)
			if err != nil {
				return nil, "", false
			}
			extra = append(extra, string(key)+":"+string(m.value))
		}
	}
	for _, field := range r.raw {
		if element[field] == nil {
			return nil, "", false
		}
	}
	if extra != nil {
		element["extra"] = "{" + strings.Join(extra, ",") + "}"
	}
	name, ok = element[nameField(kind)].(string)
	return element, name, ok
}

// argumentsOf makes records of the arguments of a prompt.
func argumentsOf(value json.RawMessage) (list []fields, ok bool) {
	var arguments []map[string]any
	if json.Unmarshal(value, &arguments) != nil {
		return nil, false
	}
	for _, a := range arguments {
		one := fields{"required": false}
		for name, v := range a {
			switch v := v.(type) {
			case string:
				if name != "name" && name != "description" {
					return nil, false
				}
				one[name] = v
			case bool:
				if name != "required" {
					return nil, false
				}
				one[name] = v
			default:
				return nil, false
			}
		}
		list = append(list, one)
	}
	return list, true
}

// member is a member of a JSON object.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf returns the members of an object in their order. It is false where a text is none, or has
// two of one name.
func membersOf(text string) (members []member, ok bool) {
	if !utf8.ValidString(text) {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, false
		}
		m := member{name: key.(string)}
		if d.Decode(&m.value) != nil || slices.ContainsFunc(members, func(other member) bool { return other.name == m.name }) {
			return nil, false
		}
		m.value = bytes.TrimSpace(m.value)
		members = append(members, m)
	}
	return members, true
}
