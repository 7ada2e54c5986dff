package chain

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
)

// matcher runs the function that matches templates.
type matcher struct {
	memory api.Memory
	match  api.Function
}

// room is where a matcher's inputs go, far behind the constants.
const room = 1 << 20

func newMatcher(t testing.TB, templates ...string) (*matcher, table) {
	t.Helper()
	w := &routerWriter{generator: &generator{constants: new(memory), module: new(core.Module)}}
	w.importAlloc()
	w.module.ExportFunc("match", w.match())
	placed := w.constants.templates(templates)
	ctx := context.Background()
	engine := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { _ = engine.Close(ctx) })
	m, err := engine.InstantiateWithConfig(ctx, w.constants.module().Encode(), wazero.NewModuleConfig().WithName("memory"))
	if err != nil {
		t.Fatal(err)
	}
	m.Memory().Grow(2 * room >> 16)
	code, err := engine.InstantiateWithConfig(ctx, w.module.Encode(), wazero.NewModuleConfig().WithName("code"))
	if err != nil {
		t.Fatal(err)
	}
	return &matcher{m.Memory(), code.ExportedFunction("match")}, placed
}

func (m *matcher) matches(t testing.TB, at table, uri string) bool {
	t.Helper()
	m.memory.WriteString(room, uri)
	results, err := m.match.Call(context.Background(), uint64(at.at), uint64(at.count), room, uint64(len(uri)))
	if err != nil {
		t.Fatal(err)
	}
	return results[0] != 0
}

func TestMatch_followsRFC6570(t *testing.T) {
	for _, tt := range []struct {
		template string
		yes, no  []string
	}{
		{"", []string{""}, []string{"x"}},
		{"x://1", []string{"x://1"}, []string{"x://", "x://12", "X://1", ""}},
		{"x://{id}", []string{"x://1", "x://", "x://a%20b", "x://a,b", "x://ü", "x://user@host:1"}, []string{"x://a/b", "x://a?b", "x://a#b", "x:/", "y://1", "x://a b", `x://"`}},
		{"test://template/{id}/data", []string{"test://template/123/data", "test://template//data"}, []string{"test://template/1/2/data", "test://template/123/dat", "test://template/123/data/"}},
		{"{+path}", []string{"", "a/b?c#d", "file:///x"}, []string{"a b", "a\x00"}},
		{"file:///{+path}/x", []string{"file:///a/b/x", "file:////x", "file:///x/x/x"}, []string{"file:///x", "file:///a/b/y"}},
		{"x://{a}{b}", []string{"x://12"}, []string{"x://1/2"}},
		{"x://{a}-{b}-{c}", []string{"x://1-2-3", "x://--", "x://-----"}, []string{"x://1-2", "x://-"}},
		{"x://a{/p*}", []string{"x://a", "x://a/b", "x://a/b/c", "x://a/"}, []string{"x://ab", "x://a?b"}},
		{"x://a{.ext}", []string{"x://a", "x://a.b", "x://a.b.c"}, []string{"x://ab", "x://a/b"}},
		{"x://a{;p,q}", []string{"x://a", "x://a;p=1;q"}, []string{"x://ap=1", "x://a;p/"}},
		{"x://a{?p,q}", []string{"x://a", "x://a?p=1&q=2", "x://a?"}, []string{"x://ap", "x://a#p", "x://a?p#"}},
		{"x://a?f=1{&p:3}", []string{"x://a?f=1", "x://a?f=1&p=222"}, []string{"x://a?f=1p", "x://a?f=2"}},
		{"x://a{#p}", []string{"x://a", "x://a#b", "x://a#b/c?d"}, []string{"x://ab"}},
		{"x://{a}/y{/b}z", []string{"x:///yz", "x://1/y/2z", "x://1/y/z/zz"}, []string{"x://1/y/2"}},
		{"x://{", []string{"x://", "x://a/b"}, []string{"y://"}},
		{"x://{a b}/c", []string{"x://1/d"}, []string{"y://1/c"}},
		{"x://{!a}", []string{"x://a/b"}, nil},
		{"x://}", []string{"x://}"}, []string{"x://"}},
	} {
		m, at := newMatcher(t, tt.template)
		for _, uri := range tt.yes {
			if !m.matches(t, at, uri) {
				t.Errorf("%q does not match %q", tt.template, uri)
			}
		}
		for _, uri := range tt.no {
			if m.matches(t, at, uri) {
				t.Errorf("%q matches %q", tt.template, uri)
			}
		}
	}
}

func TestMatch_triesAll(t *testing.T) {
	m, at := newMatcher(t, "a://{x}", "b://{x}/y", "c://{+x}/z")
	for uri, want := range map[string]bool{"a://1": true, "b://1/y": true, "c://1/2/z": true, "b://1": false, "d://1": false} {
		if got := m.matches(t, at, uri); got != want {
			t.Errorf("match(%q) = %t, want %t", uri, got, want)
		}
	}
}

func TestMatch_refusesLongURIs(t *testing.T) {
	m, at := newMatcher(t, "x://{a}{b}{c}-{d}")
	fits := "x://" + strings.Repeat("-", mostURI-4)
	if !m.matches(t, at, fits) {
		t.Errorf("a URI of %d bytes does not match", len(fits))
	}
	if m.matches(t, at, fits+"-") {
		t.Errorf("a URI of %d bytes matches", len(fits)+1)
	}
}

// expression translates a template into a regular expression, the other way to say the same.
func (u uriTemplate) expression() *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`\A`)
	for _, p := range u {
		if p.class == 0 {
			for i := range len(p.text) {
				b.WriteString(regexpByte(p.text[i]))
			}
			continue
		}
		var class strings.Builder
		for c := range 256 {
			if classOf(byte(c))&p.class != 0 {
				class.WriteString(regexpByte(byte(c)))
			}
		}
		run := "[" + class.String() + "]*"
		if p.first != 0 {
			run = "(?:" + regexpByte(p.first) + run + ")?"
		}
		b.WriteString(run)
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}

// regexpByte writes a byte as the code point of that number, to which latin1 turns the bytes of a
// text.
func regexpByte(b byte) string {
	const hex = "0123456789abcdef"
	return `\x` + string(hex[b>>4]) + string(hex[b&15])
}

func latin1(s string) string {
	r := make([]rune, len(s))
	for i := range len(s) {
		r[i] = rune(s[i])
	}
	return string(r)
}

func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"x://{a}/b{?c}", "x://1/b?c=2"}, {"{+a}{#b}", "x#y"}, {"a{/b}c{.d}e{;f}g{&h}", "a/bc.de;fg&h"}, {"{", "}"}, {"{a:3}{b*}", "\xff"},
		{"-{a}-{b}-{c}-", "--------"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, template, uri string) {
		if len(template) > 100 || len(uri) > 300 {
			t.Skip()
		}
		m, at := newMatcher(t, template)
		got := m.matches(t, at, uri)
		if want := parseTemplate(template).expression().MatchString(latin1(uri)); got != want {
			t.Errorf("%q matches %q: %t, want %t", template, uri, got, want)
		}
	})
}
