// Package jsontext writes JSON whose members keep their order, in the form that Rust's serde_json
// gives it: so what is written here can be compared with what the reference implementation writes.
package jsontext

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Object is a JSON object. Its members keep their order.
type Object []Member

// Member is a member of an object. Its value is nil, a string, an int, an Object or a []any of these.
type Member struct {
	Name  string
	Value any
}

// New returns an object of names, each with its value after it.
func New(pairs ...any) Object {
	o := make(Object, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		o = append(o, Member{pairs[i].(string), pairs[i+1]})
	}
	return o
}

// Add adds a member.
func (o Object) Add(name string, value any) Object { return append(o, Member{name, value}) }

// Text adds a member unless its value is empty.
func (o Object) Text(name, s string) Object {
	if s == "" {
		return o
	}
	return append(o, Member{name, s})
}

// Docs adds documentation as the JSON form of WIT has it, unless it is empty.
func (o Object) Docs(s string) Object {
	if s == "" {
		return o
	}
	return append(o, Member{"docs", Object{{"contents", s}}})
}

// Stability adds the stability of an item, unless all are empty.
func (o Object) Stability(since, unstable, deprecated string) Object {
	switch {
	case since != "":
		return append(o, Member{"stability", Object{{"stable", Object{{"since", since}}.Text("deprecated", deprecated)}}})
	case unstable != "":
		return append(o, Member{"stability", Object{{"unstable", Object{{"feature", unstable}}.Text("deprecated", deprecated)}}})
	}
	return o
}

// List returns what f makes of each item.
func List[T any](items []T, f func(T) any) []any {
	all := make([]any, len(items))
	for i, item := range items {
		all[i] = f(item)
	}
	return all
}

// Append appends a value on one line.
func Append(b []byte, v any) []byte { return (&writer{b: b}).value(v, "").b }

// AppendIndented appends a value over several lines.
func AppendIndented(b []byte, v any) []byte {
	return (&writer{b: b, lines: true}).value(v, "").b
}

type writer struct {
	b     []byte
	lines bool
}

// value writes a value whose lines after the first have this indent before them.
func (w *writer) value(v any, indent string) *writer {
	inner := indent + "  "
	switch v := v.(type) {
	case nil:
		w.b = append(w.b, "null"...)
	case string:
		w.str(v)
	case int:
		w.b = strconv.AppendInt(w.b, int64(v), 10)
	case Object:
		w.b = append(w.b, '{')
		for i, m := range v {
			w.separate(i, inner)
			w.str(m.Name)
			w.b = append(w.b, ':')
			if w.lines {
				w.b = append(w.b, ' ')
			}
			w.value(m.Value, inner)
		}
		w.end(len(v), indent, '}')
	case []any:
		w.b = append(w.b, '[')
		for i, e := range v {
			w.separate(i, inner)
			w.value(e, inner)
		}
		w.end(len(v), indent, ']')
	default:
		panic(fmt.Sprintf("jsontext: value of type %T", v))
	}
	return w
}

// separate begins the element with this number.
func (w *writer) separate(n int, indent string) {
	if n > 0 {
		w.b = append(w.b, ',')
	}
	if w.lines {
		w.b = append(append(w.b, '\n'), indent...)
	}
}

// end closes what has this many elements.
func (w *writer) end(n int, indent string, c byte) {
	if w.lines && n > 0 {
		w.b = append(append(w.b, '\n'), indent...)
	}
	w.b = append(w.b, c)
}

var short = map[rune]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}

// str writes a string; only what JSON makes one escape is escaped.
func (w *writer) str(s string) {
	w.b = append(w.b, '"')
	for _, c := range s {
		if e, ok := short[c]; ok {
			w.b = append(w.b, '\\', e)
		} else if c < 0x20 {
			w.b = fmt.Appendf(w.b, `\u%04x`, c)
		} else {
			w.b = utf8.AppendRune(w.b, c)
		}
	}
	w.b = append(w.b, '"')
}
