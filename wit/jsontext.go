package wit

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// object is a JSON object whose members keep their order.
type object []member

// member is a member of an object. Its value is nil, a string, an int, an object or a list.
type member struct {
	name  string
	value any
}

func (o object) text(name, s string) object {
	if s == "" {
		return o
	}
	return append(o, member{name, s})
}

func (o object) docs(s string) object {
	if s == "" {
		return o
	}
	return append(o, member{"docs", object{{"contents", s}}})
}

func (o object) stability(s Stability) object {
	switch {
	case s.Since != "":
		return append(o, member{"stability", object{{"stable", object{{"since", s.Since}}.text("deprecated", s.Deprecated)}}})
	case s.Unstable != "":
		return append(o, member{"stability", object{{"unstable", object{{"feature", s.Unstable}}.text("deprecated", s.Deprecated)}}})
	}
	return o
}

func list[T any](items []T, f func(T) any) []any {
	all := make([]any, len(items))
	for i, item := range items {
		all[i] = f(item)
	}
	return all
}

func number(n int) string { return strconv.Itoa(n) }

// appendJSON appends a value whose lines after the first have this indent before them.
func appendJSON(b []byte, v any, indent string) []byte {
	inner := indent + "  "
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendJSONString(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case object:
		if len(v) == 0 {
			return append(b, "{}"...)
		}
		for i, m := range v {
			b = append(append(append(b, "{,"[min(i, 1)]), '\n'), inner...)
			b = append(appendJSONString(b, m.name), ": "...)
			b = appendJSON(b, m.value, inner)
		}
		return append(append(append(b, '\n'), indent...), '}')
	case []any:
		if len(v) == 0 {
			return append(b, "[]"...)
		}
		for i, e := range v {
			b = append(append(append(b, "[,"[min(i, 1)]), '\n'), inner...)
			b = appendJSON(b, e, inner)
		}
		return append(append(append(b, '\n'), indent...), ']')
	default:
		panic(fmt.Sprintf("wit: JSON of type %T", v))
	}
}

// appendJSONString escapes only what JSON makes one escape.
func appendJSONString(b []byte, s string) []byte {
	short := map[rune]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}
	b = append(b, '"')
	for _, c := range s {
		if e, ok := short[c]; ok {
			b = append(b, '\\', e)
		} else if c < 0x20 {
			b = fmt.Appendf(b, `\u%04x`, c)
		} else {
			b = utf8.AppendRune(b, c)
		}
	}
	return append(b, '"')
}
