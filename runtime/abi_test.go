package runtime

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// abiCase is a type and what a value of it looks like in memory at base.
type abiCase struct {
	name, def string
	image     func(base uint32) []byte
}

func raw(b ...byte) func(uint32) []byte { return func(uint32) []byte { return b } }

func le(size int, values ...uint64) []byte {
	var b []byte
	for _, v := range values {
		b = append(b, binary.LittleEndian.AppendUint64(nil, v)[:size]...)
	}
	return b
}

// pointed is a pointer to data, which follows it, and a length.
func pointed(data string, n uint32) func(uint32) []byte {
	return func(base uint32) []byte {
		return append(le(4, uint64(base)+16, uint64(n), 0, 0), data...)
	}
}

// named types come first; later cases use them by name.
var abiCases = []abiCase{
	{"point", "(record (field \"x\" s8) (field \"y\" u32) (field \"z\" f64))", raw(append(le(4, 0xfe, 7), le(8, math.Float64bits(-1.5))...)...)},
	{"shade", `(enum "dark" "light" "grey")`, raw(2)},
	{"perms", `(flags "read" "write" "exec")`, raw(0xfd)},
	{"many", `(flags` + many(20) + `)`, raw(le(4, 0xfff80001)...)},
	{"shape", `(variant (case "point") (case "circle" f32) (case "square" u64) (case "named" string))`, raw(append(le(8, 2), le(8, 1<<40)...)...)},
	{"circle", `$shape`, raw(append(le(8, 1), le(8, uint64(math.Float32bits(2.5)))...)...)},
	{"bool-true", `bool`, raw(2)},
	{"bool-false", `bool`, raw(0)},
	{"s8", `s8`, raw(0x80)},
	{"u8", `u8`, raw(0xff)},
	{"s16", `s16`, raw(0, 0x80)},
	{"u16", `u16`, raw(0xff, 0xff)},
	{"s32", `s32`, raw(0, 0, 0, 0x80)},
	{"u32", `u32`, raw(0xff, 0xff, 0xff, 0xff)},
	{"s64", `s64`, raw(le(8, 1<<63)...)},
	{"u64", `u64`, raw(le(8, math.MaxUint64)...)},
	{"f32", `f32`, raw(le(4, uint64(math.Float32bits(0.1)))...)},
	{"f64", `f64`, raw(le(8, math.Float64bits(1e300))...)},
	{"f64-inf", `f64`, raw(le(8, math.Float64bits(math.Inf(-1)))...)},
	{"f32-nan", `f32`, raw(le(4, 0x7fc00000)...)},
	{"char", `char`, raw(le(4, 0x1f980)...)},
	{"string", `string`, pointed("h\u00e9\u6f22\U0001f980", 10)},
	{"string-empty", `string`, raw(le(4, 0, 0)...)},
	{"bytes", `(list u8)`, pointed("\x01\x02\xff", 3)},
	{"list-u16", `(list u16)`, pointed("\x01\x00\x02\x01", 2)},
	{"list-bool", `(list bool)`, pointed("\x00\x01\x07", 3)},
	{"list-point", `(list $point)`, pointed(string(append(le(4, 1, 2), le(8, 0)...)), 1)},
	{"option-none", `(option u32)`, raw(le(4, 0, 9)...)},
	{"option-some", `(option u32)`, raw(le(4, 1, 9)...)},
	{"option-option", `(option (option bool))`, raw(1, 1, 1)},
	{"option-string", `(option string)`, func(base uint32) []byte { return append(le(4, 1, uint64(base)+12, 2), "hi"...) }},
	{"result-ok", `(result u8 (error string))`, raw(le(4, 0, 5, 0)...)},
	{"result-err", `(result u8 (error string))`, func(base uint32) []byte { return append(le(4, 1, uint64(base)+12, 2), "no"...) }},
	{"result-void", `(result)`, raw(1)},
	{"result-joined", `(result f32 (error u64))`, raw(append(le(8, 0), le(8, uint64(math.Float32bits(-3)))...)...)},
	{"tuple", `(tuple u8 $shade (option $perms))`, raw(7, 1, 1, 3)},
	{"list-list", `(list (list string))`, func(base uint32) []byte {
		b := le(4, uint64(base)+8, 1, uint64(base)+16, 1, uint64(base)+24, 3)
		return append(b, "abc"...)
	}},
}

// many returns the names of n flags.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " \"f%d\"", i)
	}
	return b.String()
}

// abiComponent is a component that has two functions for every case: one that returns what is in
// its memory, and one that returns what it is given, which is too much to go flat.
func abiComponent(encoding string) string {
	var defs, lifts, core, data strings.Builder
	for i, c := range abiCases {
		def := c.def
		if strings.HasPrefix(def, "(record") || strings.HasPrefix(def, "(enum") || strings.HasPrefix(def, "(flags") || strings.HasPrefix(def, "(variant") {
			fmt.Fprintf(&defs, "(type $%s-def %s) (export $%s \"%s\" (type $%s-def))\n", c.name, def, c.name, c.name, c.name)
			def = "$" + c.name
		}
		base := uint32(1024 + 256*i)
		fmt.Fprintf(&data, "(data (i32.const %d) \"%s\")\n", base, escape(c.image(base)))
		fmt.Fprintf(&core, "(func (export \"get-%s\") (result i32) i32.const %d)\n", c.name, base)
		fmt.Fprintf(&lifts, `(func (export "get-%s") (result (tuple %s u8)) (canon lift (core func $i "get-%s") (memory (core memory $i "m")) string-encoding=%s))
(func (export "echo-%s") (param "x" (tuple %s%s)) (result (tuple %s%s)) (canon lift (core func $i "id") (memory (core memory $i "m")) (realloc (core func $i "realloc")) string-encoding=%s))
`, c.name, def, c.name, encoding, c.name, def, pad, def, pad, encoding)
	}
	return `(component ` + defs.String() + `(core module $m (memory (export "m") 2) (global $at (mut i32) (i32.const 65536))
(func (export "id") (param i32) (result i32) local.get 0)
(func (export "realloc") (param i32 i32 i32 i32) (result i32)
  (global.set $at (i32.and (i32.add (global.get $at) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
  (memory.copy (global.get $at) (local.get 0) (local.get 1))
  global.get $at
  (global.set $at (i32.add (global.get $at) (local.get 3))))
` + core.String() + data.String() + `) (core instance $i (instantiate $m)) ` + lifts.String() + `)`
}

var pad = strings.Repeat(" u8", 17)

func escape(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		fmt.Fprintf(&s, "\\%02x", c)
	}
	return s.String()
}

// wave writes a value as wasmtime does.
func wave(t *canon.Type, v any) string {
	list := func(open, end string, n int, item func(i int) string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = item(i)
		}
		return open + strings.Join(parts, ", ") + end
	}
	payload := func(name string, k *canon.Type, v any) string {
		if k == nil {
			return name
		}
		return name + "(" + wave(k, v) + ")"
	}
	switch t.Kind {
	case canon.Char:
		return "'" + string(v.(rune)) + "'"
	case canon.String:
		return strconv.Quote(v.(string))
	case canon.F32:
		return float(float64(v.(float32)), 32)
	case canon.F64:
		return float(v.(float64), 64)
	case canon.List:
		if b, ok := v.([]byte); ok {
			return list("[", "]", len(b), func(i int) string { return fmt.Sprint(b[i]) })
		}
		l := v.([]any)
		return list("[", "]", len(l), func(i int) string { return wave(t.Elem, l[i]) })
	case canon.Record:
		l := v.([]any)
		if t.Names != nil {
			return list("{", "}", len(l), func(i int) string { return t.Names[i] + ": " + wave(t.Fields[i], l[i]) })
		}
		return list("(", ")", len(l), func(i int) string { return wave(t.Fields[i], l[i]) })
	case canon.Flags:
		var set []string
		for i, n := range t.Names {
			if v.(uint32)>>i&1 != 0 {
				set = append(set, n)
			}
		}
		return "{" + strings.Join(set, ", ") + "}"
	case canon.Variant, canon.Enum:
		c := v.(Case)
		return payload(t.Names[c.Index], t.Cases[c.Index], c.Value)
	case canon.Option:
		c := v.(Case)
		return payload([]string{"none", "some"}[c.Index], t.Cases[c.Index], c.Value)
	case canon.Result:
		c := v.(Case)
		return payload([]string{"ok", "err"}[c.Index], t.Cases[c.Index], c.Value)
	}
	return fmt.Sprint(v)
}

func float(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, bits), "+"))
	}
	return strconv.FormatFloat(f, 'f', -1, bits)
}

func TestCanonicalABI_againstWasmtime(t *testing.T) {
	wasmtime := tools.Need(t, "wasmtime")
	values := map[string]any{}
	utf8 := compileFile(t, assemble(t, abiComponent("utf8")), Config{})
	for _, k := range abiCases {
		v, err := utf8.Call(t.Context(), "", "get-"+k.name)
		if err != nil {
			t.Fatalf("get %s: %v", k.name, err)
		}
		values[k.name] = v.([]any)[0]
	}
	for _, encoding := range []string{"utf8", "utf16", "latin1+utf16"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			path := assemble(t, abiComponent(encoding))
			c := compileFile(t, path, Config{})
			invoke := func(call string) string {
				cmd := exec.Command(wasmtime, "run", "--invoke", call, path)
				var stderr strings.Builder
				cmd.Stderr = &stderr
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("wasmtime: %s: %v\n%s", call, err, stderr.String())
				}
				return strings.TrimSpace(string(out))
			}
			for _, k := range abiCases {
				get, _ := c.export("", "get-"+k.name)
				// What is in memory is UTF-8, and what is echoed is in any encoding.
				if encoding == "utf8" {
					v, err := c.Call(t.Context(), "", "get-"+k.name)
					if err != nil {
						t.Errorf("get %s: %v", k.name, err)
						continue
					}
					if got, want := wave(get.Type.Result, v), invoke("get-"+k.name+"()"); got != want {
						t.Errorf("get %s = %s, want %s", k.name, got, want)
					}
				}
				v := values[k.name]
				text := wave(get.Type.Result.Fields[0], v)
				args := []any{v}
				for range 17 {
					args = append(args, uint8(3))
				}
				got, err := c.Call(t.Context(), "", "echo-"+k.name, args)
				if err != nil {
					t.Errorf("echo %s: %v", k.name, err)
					continue
				}
				echo, _ := c.export("", "echo-"+k.name)
				ours := wave(echo.Type.Result, got)
				want := "(" + text + strings.Repeat(", 3", 17) + ")"
				if ours != want {
					t.Errorf("echo %s = %s, want %s", k.name, ours, want)
				}
				if encoding == "latin1+utf16" && !strings.Contains(k.def, "string") && !strings.Contains(k.def, "shape") {
					continue
				}
				if theirs := invoke("echo-" + k.name + "(" + want + ")"); theirs != want {
					t.Errorf("wasmtime: echo %s = %s, want %s", k.name, theirs, want)
				}
			}
		})
	}
}

// assemble makes a component of its text and returns its file.
func assemble(t testing.TB, text string) string {
	t.Helper()
	wasmTools := tools.Need(t, "wasm-tools")
	path := filepath.Join(t.TempDir(), "component.wasm")
	cmd := exec.Command(wasmTools, "parse", "-o", path)
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("wasm-tools parse: %v\n%s", err, out)
	}
	return path
}

// assembled makes a component of its text.
func assembled(t testing.TB, text string) []byte {
	t.Helper()
	b, err := os.ReadFile(assemble(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func compileFile(t testing.TB, path string, config Config) *Component {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compile(t.Context(), b, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}
