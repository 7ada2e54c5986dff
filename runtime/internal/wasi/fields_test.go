package wasi

import (
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// Headers that say how a message is carried, and those that are none, are refused however they are set.
func TestFields_refused(t *testing.T) {
	t.Parallel()
	c := &Call{Context: t.Context(), State: &State{}}
	const accepted = 99
	set := map[string]func(f *Fields, name string, value []byte) canon.Case{
		"from-list": func(_ *Fields, name string, value []byte) canon.Case {
			return call(t, c, httpTypes, "[static]fields.from-list", []any{[]any{"a", []byte("b")}, []any{name, value}}).(canon.Case)
		},
		"set": func(f *Fields, name string, value []byte) canon.Case {
			return call(t, c, httpTypes, "[method]fields.set", f, name, []any{value}).(canon.Case)
		},
		"append": func(f *Fields, name string, value []byte) canon.Case {
			return call(t, c, httpTypes, "[method]fields.append", f, name, value).(canon.Case)
		},
	}
	type header struct {
		name, value string
		want        uint32
	}
	headers := []header{
		{"accept", "text/html", accepted}, {"X-Any", "", accepted}, {"x!#$%&'*+-.^_`|~9", "a\tb", accepted}, {"x", "\x80\xff", accepted},
		{"", "a", headerInvalid}, {"a b", "", headerInvalid}, {"a:", "", headerInvalid}, {"a\r\n", "", headerInvalid}, {"a\x00", "", headerInvalid},
		{"ä", "", headerInvalid}, {" host", "a", headerInvalid}, {"connection ", "close", headerInvalid}, {"transfer-encoding\t", "chunked", headerInvalid},
		{"a", "b\r\nc: d", headerInvalid}, {"a", "b\nc", headerInvalid}, {"a", "b\rc", headerInvalid}, {"a", "\x00", headerInvalid}, {"a", "\x7f", headerInvalid},
		{"Content-Length", "5", accepted}, {"content-length", "0", accepted}, {"content-length", "9223372036854775807", accepted},
		{"content-length", "", headerInvalid}, {"content-length", "+5", headerInvalid}, {"content-length", "-5", headerInvalid},
		{"content-length", " 5", headerInvalid}, {"content-length", "5 ", headerInvalid}, {"content-length", "5, 5", headerInvalid},
		{"Content-Length", "0x5", headerInvalid}, {"content-length", "5.0", headerInvalid}, {"content-length", "9223372036854775808", headerInvalid},
		{"content-length", "five", headerInvalid}, {"content-length", "\u0665", headerInvalid},
	}
	for _, name := range []string{"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
		"Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "HTTP2-Settings"} {
		headers = append(headers, header{name, "x", headerForbidden}, header{strings.ToLower(name), "x", headerForbidden}, header{strings.ToUpper(name), "", headerForbidden})
	}
	for how, f := range set {
		for _, h := range headers {
			fields := newFields(c.State)
			got := f(fields, h.name, []byte(h.value))
			switch {
			case h.want == accepted && got.Index != 0, h.want != accepted && (got.Index != 1 || got.Value.(canon.Case).Index != h.want):
				t.Errorf("%s %q %q = %v, want %d", how, h.name, h.value, got, h.want)
			case got.Index != 0 && len(fields.list) != 0:
				t.Errorf("%s %q %q is refused, and there: %v", how, h.name, h.value, fields.list)
			}
		}
	}
	// One Content-Length, however often it is said and whatever it says.
	for _, second := range []string{"5", "6"} {
		for _, name := range []string{"content-length", "Content-Length"} {
			one := []any{"content-length", []byte("5")}
			if got := call(t, c, httpTypes, "[static]fields.from-list", []any{one, []any{name, []byte(second)}}).(canon.Case); got.Index != 1 {
				t.Errorf("from-list takes two lengths")
			}
			f := call(t, c, httpTypes, "[static]fields.from-list", []any{one}).(canon.Case).Value.(*Fields)
			if got := call(t, c, httpTypes, "[method]fields.append", f, name, []byte(second)).(canon.Case); got.Index != 1 {
				t.Errorf("append takes a second length")
			}
			if got := call(t, c, httpTypes, "[method]fields.set", f, name, []any{[]byte("5"), []byte(second)}).(canon.Case); got.Index != 1 {
				t.Errorf("set takes two lengths")
			}
			if got := call(t, c, httpTypes, "[method]fields.set", f, name, []any{[]byte(second)}).(canon.Case); got.Index != 0 {
				t.Errorf("set does not replace a length: %v", got)
			}
			if values := f.values("content-length"); len(values) != 1 || string(values[0].([]byte)) != second {
				t.Errorf("the lengths are %q", values)
			}
		}
	}
	// What was received is shown without them too.
	shown := fieldsOf(c.State, map[string][]string{"Te": {"trailers"}, "Trailer": {"X"}, "Connection": {"close"}, "X": {"y"}})
	if names := slices.Collect(func(yield func(string) bool) {
		for _, f := range shown.list {
			yield(f.name)
		}
	}); !slices.Equal(names, []string{"x"}) {
		t.Errorf("a guest sees %v", names)
	}
}
