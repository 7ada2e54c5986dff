package wasi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// Fields is wasi:http/types' fields: headers or trailers, in order.
type Fields struct {
	*fields
	immutable bool
}

// fields are what several handles may show: those of a message, and that which was made for it.
type fields struct {
	list []field
	size int
	kept hold
	refs int
}

// fieldCost is what a header takes beside its name and its value.
const fieldCost = 96

func (f field) cost() uint64 { return fieldCost + uint64(len(f.name)+len(f.value)) }

// newFields returns fields that are empty.
func newFields(s *State) *Fields { return &Fields{fields: &fields{kept: s.hold(), refs: 1}} }

// view returns the same fields, which cannot be changed.
func (f *Fields) view() *Fields {
	f.refs++
	return &Fields{f.fields, true}
}

// Drop gives back what the fields take where nobody else has them.
func (f *Fields) Drop() {
	if f.refs--; f.refs == 0 {
		f.kept.free()
	}
}

// maxFields is how many bytes the headers of one message have at most.
const maxFields = 1 << 20

type field struct {
	name  string // in lower case
	value []byte
}

// Cases of header-error.
const (
	headerInvalid uint32 = iota
	headerForbidden
	headerImmutable
)

// forbidden reports whether a header, in lower case, says how a message is carried to the next hop (RFC
// 9110, section 7.6.1), which is the host's to say.
func forbidden(name string) bool {
	switch name {
	case "connection", "keep-alive", "proxy-authenticate", "proxy-authentication-info", "proxy-authorization",
		"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "host", "http2-settings":
		return true
	}
	return false
}

// fieldsOf returns headers as a guest sees them.
func fieldsOf(s *State, h http.Header) *Fields {
	f := newFields(s)
	f.immutable = true
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		lower := strings.ToLower(name)
		if forbidden(lower) {
			continue
		}
		for _, v := range h[name] {
			f.keep(lower, v)
		}
	}
	return f
}

// header returns what a guest set as net/http has it.
func (f *Fields) header(to http.Header) {
	for _, e := range f.list {
		to.Add(e.name, string(e.value))
	}
}

// check returns the header-error of a name and values to be set.
func (f *Fields) check(name string, values ...[]byte) (uint32, bool) {
	lower := strings.ToLower(name)
	switch {
	case f.immutable:
		return headerImmutable, false
	case forbidden(lower):
		return headerForbidden, false
	case !validName(name):
		return headerInvalid, false
	}
	for _, v := range values {
		if !validValue(v) || lower == contentLength && !validLength(v) {
			return headerInvalid, false
		}
	}
	if lower == contentLength && len(values) > 1 {
		return headerInvalid, false
	}
	return 0, true
}

// contentLength is the header of which a message has one at most: what reads another one than what is
// asked afterwards would take the rest of the message for the next (RFC 9112, section 11.2).
const contentLength = "content-length"

// checkMore is check for a value beside those that there are.
func (f *Fields) checkMore(name string, value []byte) (uint32, bool) {
	c, ok := f.check(name, value)
	if ok && strings.EqualFold(name, contentLength) && len(f.values(name)) > 0 {
		return headerInvalid, false
	}
	return c, ok
}

// validLength reports whether a Content-Length is one (RFC 9110, section 8.6), of what can be sent.
func validLength(value []byte) bool {
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	_, err := strconv.ParseInt(string(value), 10, 64)
	return err == nil
}

// validName reports whether a header can be called so: by a token of RFC 9110.
func validName(name string) bool {
	for _, c := range []byte(name) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return name != ""
}

// validValue reports whether a header can have the value: one without control characters.
func validValue(value []byte) bool {
	for _, c := range value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// size is what a header counts for in the limit, as HTTP/2 counts it (RFC 9113, section 6.5.2).
func (f field) size() int { return len(f.name) + len(f.value) + 32 }

func (f *Fields) add(name string, value []byte) {
	if f.size += len(name) + len(value) + 32; f.size > maxFields {
		canon.Trapf("headers of more than %d bytes", maxFields)
	}
	f.keep(strings.ToLower(name), string(value))
}

// keep takes memory for a header, and has it.
func (f *Fields) keep(name, value string) {
	f.kept.need(fieldCost+uint64(len(name)+len(value)), "a header")
	f.list = append(f.list, field{name, []byte(value)})
}

func (f *Fields) remove(name string) {
	lower := strings.ToLower(name)
	f.list = slices.DeleteFunc(f.list, func(e field) bool {
		if e.name != lower {
			return false
		}
		f.size -= e.size()
		f.kept.less(e.cost())
		return true
	})
}

// cost is what all of them take.
func (f *Fields) cost() uint64 { return f.kept.n }

func (f *Fields) values(name string) []any {
	lower := strings.ToLower(name)
	var out []any
	for _, e := range f.list {
		if e.name == lower {
			out = append(out, e.value)
		}
	}
	return out
}

func headerErr(c uint32) any { return canon.Err(canon.Case{Index: c}) }

func byteValues(list any) [][]byte {
	values := list.([]any)
	out := make([][]byte, len(values))
	for i, v := range values {
		out[i] = v.([]byte)
	}
	return out
}

// fieldFuncs are the functions of fields.
var fieldFuncs = table{
	"[constructor]fields": func(c *Call, _ []any) any { return newFields(c.State) },
	"[static]fields.from-list": func(call *Call, args []any) any {
		f := newFields(call.State)
		for _, e := range args[0].([]any) {
			pair := e.([]any)
			name, value := pair[0].(string), pair[1].([]byte)
			if c, ok := f.checkMore(name, value); !ok {
				f.Drop()
				return headerErr(c)
			}
			f.add(name, value)
		}
		return canon.OK(f)
	},
	"[method]fields.get": func(c *Call, args []any) any {
		f := args[0].(*Fields)
		c.pass(f.cost(), "a header")
		return f.values(args[1].(string))
	},
	"[method]fields.has": func(_ *Call, args []any) any {
		return len(args[0].(*Fields).values(args[1].(string))) > 0
	},
	"[method]fields.set": func(_ *Call, args []any) any {
		f, name, values := args[0].(*Fields), args[1].(string), byteValues(args[2])
		if c, ok := f.check(name, values...); !ok {
			return headerErr(c)
		}
		f.remove(name)
		for _, v := range values {
			f.add(name, v)
		}
		return canon.OK(nil)
	},
	"[method]fields.delete": func(_ *Call, args []any) any {
		f, name := args[0].(*Fields), args[1].(string)
		if c, ok := f.check(name); !ok {
			return headerErr(c)
		}
		f.remove(name)
		return canon.OK(nil)
	},
	"[method]fields.append": func(_ *Call, args []any) any {
		f, name, value := args[0].(*Fields), args[1].(string), args[2].([]byte)
		if c, ok := f.checkMore(name, value); !ok {
			return headerErr(c)
		}
		f.add(name, value)
		return canon.OK(nil)
	},
	"[method]fields.entries": func(c *Call, args []any) any {
		f := args[0].(*Fields)
		c.pass(f.cost(), "a list of headers")
		out := make([]any, len(f.list))
		for i, e := range f.list {
			out[i] = []any{e.name, e.value}
		}
		return out
	},
	"[method]fields.clone": func(c *Call, args []any) any {
		f, clone := args[0].(*Fields), newFields(c.State)
		clone.kept.need(f.cost(), "a list of headers")
		clone.list, clone.size = slices.Clone(f.list), f.size
		return clone
	},
}
