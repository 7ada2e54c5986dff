package wit

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// seeds are texts that between them have all of the grammar, and much that is wrong.
func seeds(tb testing.TB) []string {
	tb.Helper()
	var texts []string
	for _, pattern := range []string{"testdata/*.wit", "testdata/*/*.wit", "mcp/*.wit", "component/testdata/wit/*.wit"} {
		paths, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			tb.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				tb.Fatal(err)
			}
			texts = append(texts, string(text))
		}
	}
	return texts
}

func FuzzParse(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	for _, comment := range []string{"///  \r4P", "/// \tx", "/// \fx", "///\u00a0x", "/// \vx\n/// \u00a0", "/**\t a\n\r\n b\u2003\n*/", "// \ta\n//  b"} {
		f.Add("package a:b;\n" + comment + "\ninterface i {\n" + comment + "\ntype t = u8;\n}\n")
	}
	f.Fuzz(checkParse)
}

// Texts that are nearly right go deeper than what the fuzzer finds by itself.
func FuzzParse_mutated(f *testing.F) {
	texts := seeds(f)
	for seed := range uint64(200) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { checkParse(t, oracle.Mutate(seed, texts)) })
}

// checkParse parses a text, and looks at what comes of it.
func checkParse(t *testing.T, text string) {
	r, err := Options{AllFeatures: true}.Parse([]Source{{"a.wit", text}})
	if (r == nil) == (err == nil) {
		t.Fatalf("Parse() = %v, %v", r, err)
	}
	if err != nil {
		checkErrors(t, err)
		return
	}
	if !json.Valid(r.JSON()) {
		t.Errorf("no JSON: %s", r.JSON())
	}
	// Comments are brought into one form when they are first printed; all else stays as it is.
	first := PrintAll(r.Main)
	second := reprint(t, first)
	if diff := cmp.Diff(bare(first), bare(second)); diff != "" {
		t.Errorf("printed and parsed again (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(second, reprint(t, second)); diff != "" {
		t.Errorf("printing is no fixed point (-before +after):\n%s", diff)
	}
}

func checkErrors(t *testing.T, err error) {
	t.Helper()
	var list SourceErrors
	if !errors.As(err, &list) || len(list) == 0 {
		t.Fatalf("error of type %T: %v", err, err)
	}
	for _, e := range list {
		if e.Line < 1 || e.Column < 1 || e.Length < 1 || e.Message == "" || !strings.HasPrefix(e.Error(), "a.wit:") {
			t.Errorf("error %#v", e)
		}
	}
}

func reprint(t *testing.T, text string) string {
	t.Helper()
	r, err := Options{AllFeatures: true}.Parse([]Source{{"printed.wit", text}})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return PrintAll(r.Main)
}

// bare returns WIT without comments.
func bare(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "///") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// What a parser allocates for bytes that mean nothing is a small multiple of them.
func TestParse_memory(t *testing.T) {
	const size, fewer = 1_000_000, 200_000
	random := rand.New(rand.NewPCG(1, 2))
	noise := func(alphabet string) string {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(random.UintN(256))
			if alphabet != "" {
				b[i] = alphabet[random.IntN(len(alphabet))]
			}
		}
		return string(b)
	}
	repeat := func(s string) string { return strings.Repeat(s, fewer/len(s)) }
	in := func(body string) string { return "package a:b;\ninterface i {\n" + body + "\n}\n" }
	tests := map[string]struct {
		text string
		most uint64 // bytes for each byte of text
	}{
		"random bytes":         {noise(""), 4},
		"random printable":     {noise("abc {}();:,<>@%\"/*-+.=\n"), 4},
		"random words":         {strings.Join(strings.Fields(repeat("package a:b; world { interface } use type ( record ")), " "), 4},
		"braces":               {repeat("{"), 4},
		"comment":              {"package a:b;\n/*" + repeat("/*"), 4},
		"packages":             {repeat("package a:b {"), 4},
		"nested types":         {in("type t = " + repeat("list<")), 4},
		"names":                {in("enum e { " + repeat("a,") + "}"), 300},
		"params":               {in("f: func(" + repeat("a:u8,") + ");"), 200},
		"functions":            {in(repeat("a:func();\n")), 200},
		"types":                {in(repeat("type t=u8;\n")), 200},
		"undefined":            {in(repeat("type t=x;\n")), 200},
		"interfaces":           {"package a:b;\n" + repeat("interface i{}\n"), 200},
		"comments":             {"package a:b;\n" + repeat("//x\n"), 20},
		"includes":             {"package a:b;\nworld w {\n" + repeat("include w;\n") + "}\n", 200},
		"paths":                {"package a:b;\nworld w {\n" + repeat("import a:c/d;\n") + "}\n", 200},
		"attributes":           {in(repeat("@since(version=1.0.0)\n")), 20},
		"tuples":               {in("type t = tuple<" + repeat("u8,") + ">;"), 200},
		"worlds of worlds":     {worldsOfWorlds(1_000), 0},
		"interfaces in worlds": {interfacesInWorlds(1_500), 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			most := tt.most * uint64(len(tt.text))
			if tt.most == 0 { // what is bounded by the number of items in worlds
				most = 3 << 30
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Parse("a.wit", tt.text)
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%d bytes for %d, more than %d; error: %.300v", got, len(tt.text), most, err)
			} else {
				t.Logf("%d bytes for %d, error: %.80v", got, len(tt.text), err)
			}
		})
	}
}

// worldsOfWorlds returns a chain of worlds of which each includes the one before.
func worldsOfWorlds(n int) string {
	var b strings.Builder
	b.WriteString("package a:b;\nworld w0 {}\n")
	for i := 1; i < n; i++ {
		b.WriteString("world w" + decimal(i) + " { include w" + decimal(i-1) + "; import fn" + decimal(i) + ": func(); }\n")
	}
	return b.String()
}

// interfacesInWorlds returns a chain of interfaces of which each uses the one before, and worlds
// that import the last.
func interfacesInWorlds(n int) string {
	var b strings.Builder
	b.WriteString("package a:b;\ninterface i0 { type t = u8; }\n")
	for i := 1; i < n; i++ {
		b.WriteString("interface i" + decimal(i) + " { use i" + decimal(i-1) + ".{t}; }\n")
	}
	for i := range n {
		b.WriteString("world w" + decimal(i) + " { import i" + decimal(n-1) + "; }\n")
	}
	return b.String()
}

func decimal(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + string(rune('0'+n%10))
}
