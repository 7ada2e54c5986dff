package load

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// TestLimits has packages that are as large as validators take, and some that are one larger. The former
// become valid binaries, and of the latter it is said what is too large and where.
func TestLimits(t *testing.T) {
	t.Parallel()
	list := func(n int, of string) string {
		items := make([]string, n)
		for i := range items {
			items[i] = fmt.Sprintf("x%dy%s", i, of)
		}
		return strings.Join(items, ", ")
	}
	iface := func(body string) string { return "package a:b;\ninterface i {\n" + body + "\n}\n" }
	deep := func(n int) string { return strings.Repeat("list<", n) + "u8" + strings.Repeat(">", n) }
	chain := func(n int, def string) string {
		lines := []string{"type t0 = u64;"}
		for i := range n {
			lines = append(lines, fmt.Sprintf(def, i+1, i))
		}
		return strings.Join(lines, "\n")
	}
	const importing = "world w { import i; }\n"
	tests := []struct {
		name string
		fits int
		text func(n int) string
		want string // the error of one more
	}{
		{"fields", 10_000, func(n int) string { return iface("record r { " + list(n, ": u8") + " }") }, ":3:118902: record `r` has 10001 members, more than 10000"},
		{"cases", 10_000, func(n int) string { return iface("variant v { " + list(n, "(u8)") + " }") }, "variant `v` has 10001 members, more than 10000"},
		{"enum", 10_000, func(n int) string { return iface("enum e { " + list(n, "") + " }") }, "enum `e` has 10001 members, more than 10000"},
		{"tuple", 10_000, func(n int) string {
			return iface("type t = tuple<" + strings.TrimSuffix(strings.Repeat("u8,", n), ",") + ">;")
		}, ":3:10: tuple has 10001 types, more than 10000"},
		{"flags", 32, func(n int) string { return iface("flags f { " + list(n, "") + " }") }, "flags `f` has 33 flags, more than 32"},
		{"parameters", 1_000, func(n int) string { return iface("f: func(" + list(n, ": u8") + ");") }, ":3:1: function `f` has 1001 parameters, more than 1000"},
		{"name", 100_000, func(n int) string { return iface("f" + strings.Repeat("a", n-1) + ": func();") }, ":3:1: a name of 100001 bytes, more than 100000"},
		{"name of a method", 100_000 - len("[method]r."), func(n int) string { return iface("resource r { " + strings.Repeat("a", n) + ": func(); }") }, "a name of 100001 bytes, more than 100000"},
		{"name of an interface", 100_000 - len("a:b/"), func(n int) string { return "package a:b;\ninterface " + strings.Repeat("a", n) + " {}" }, ":2:11: a name of 100001 bytes, more than 100000"},
		{"levels of a type", 96, func(n int) string { return iface("type t = " + deep(n) + ";") }, ":3:6: type `t` is too deep: 98 types in one another, and validators take 97"},
		{"levels of a function", 95, func(n int) string { return iface("f: func(a: " + deep(n) + ");") }, ":3:1: function `f` is too deep: 98 types in one another, and validators take 97"},
		{"levels of a world", 95, func(n int) string { return iface("type t = "+deep(n)+";") + importing }, ":5:7: world `w` is too deep: 99 types in one another, and validators take 98"},
		{"levels by names", 96, func(n int) string { return iface(chain(n, "record t%d { a: t%d }")) }, ":100:8: type `t97` is too deep"},
		{"size", 17, func(n int) string { return iface(chain(n, "type t%d = tuple<t%[2]d, t%[2]d>;")) }, ":2:11: interface `i` is too large: it is made of more than 999999 types"},
		{"size of records", 17, func(n int) string { return iface(chain(n, "record t%d { a: list<t%[2]d>, b: t%[2]d }")) }, "interface `i` is too large"},
		{"size of a package", 16, func(n int) string { return iface(chain(n, "variant t%d { a(t%[2]d), b(t%[2]d) }")) + importing }, ":1:9: package `a:b` is too large"},
		{"bytes", 1<<28 - 1, func(n int) string { return iface(fmt.Sprintf("type t = list<u8, %d>;", n)) }, ":3:6: type `t` is too large: a value takes more than 268435455 bytes"},
		{"interfaces", 4096, func(n int) string {
			var b strings.Builder
			b.WriteString("package a:b;\nworld w {\n")
			for i := range n {
				fmt.Fprintf(&b, "import i%d: interface { f: func(); }\n", i)
			}
			return b.String() + "}"
		}, ":2:7: world `w` imports and exports 4097 interfaces, more than 4096"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := wit.Parse("p.wit", test.text(test.fits+1))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("one more is refused with\n%.500v\nwant\n%s", err, test.want)
			}
			p, err := wit.Parse("p.wit", test.text(test.fits))
			if err != nil {
				t.Fatalf("what fits is refused: %.500v", err)
			}
			c, err := component.EncodePackage(p)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(tools.Need(t, "wasm-tools"), "validate", "--features", "all", "-")
			cmd.Stdin = bytes.NewReader(c.Encode())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("what fits is not valid: %v: %s", err, out)
			}
		})
	}
}
