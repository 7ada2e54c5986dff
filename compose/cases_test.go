package compose_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

var update = flag.Bool("update", false, "rewrite the golden files and the parts of the cases")

// TestCases builds the graph of every directory in testdata/cases and compares what comes out with
// its want.txt, or with its error.txt. What comes out is validated, and run if the case says so.
func TestCases(t *testing.T) {
	graphs, err := filepath.Glob("testdata/cases/*/graph.txt")
	if err != nil || len(graphs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range graphs {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			s := read(t, path)
			out, err := s.build(t, nil)
			if err != nil {
				golden(t, filepath.Join(dir, "error.txt"), err.Error()+"\n")
				return
			}
			b := out.Bytes()
			golden(t, filepath.Join(dir, "want.txt"), describe(t, out, b))
			if again, _ := s.build(t, nil); !bytes.Equal(b, again.Bytes()) {
				t.Error("the same graph came out differently the second time")
			}
			if err := validate.Component(b, validate.Open); err != nil && !s.later {
				t.Errorf("what comes out is not valid: %v", err)
			}
			file := filepath.Join(t.TempDir(), "out.wasm")
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
			if !s.later {
				tool(t, "wasm-tools", "validate", "--features", "all", file)
			}
			if s.run != nil {
				s.onWasmtime(t, file)
				s.embedded(t, b)
			}
		})
	}
}

func describe(t *testing.T, out *compose.Output, b []byte) string {
	t.Helper()
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for _, w := range out.Warnings {
		fmt.Fprintf(&s, "warning: %s\n", w)
	}
	fmt.Fprintf(&s, "%d bytes, sha256 %x\n%s", len(b), sha256.Sum256(b), component.PrintOutline(c))
	return s.String()
}

// golden compares text with a file, or rewrites the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v\nbut it came to:\n%s", err, got)
	}
	if got != string(want) {
		t.Errorf("%s (go test -update rewrites it):\n%s\nwant:\n%s", path, got, want)
	}
}

// script is a case: a graph.txt, line by line.
//
//	host PREFIX…                            what may be left to the host; all if there is no such line
//	option keep-duplicates                  or another one, see options
//	add LABEL PART                          an instance of testdata/parts/PART.wasm
//	connect LABEL IMPORT LABEL EXPORT
//	match LABEL LABEL                       connects what matches
//	export LABEL EXPORT [AS]
//	run EXIT [OUTPUT]                       how it ends on wasmtime and on the embedded runtime
//	later                                   no validator knows what a part holds
type script struct {
	lines [][]string
	run   []string
	later bool
}

func read(t *testing.T, path string) *script {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := new(script)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "run":
			s.run = words[1:]
		case words[0] == "later":
			s.later = true
		default:
			s.lines = append(s.lines, words)
		}
	}
	return s
}

// build does what the script says. The function bytes supplies the parts; nil reads them.
func (s *script) build(t *testing.T, bytes func(part string) []byte) (*compose.Output, error) {
	t.Helper()
	if bytes == nil {
		bytes = func(part string) []byte { return partBytes(t, part) }
	}
	g := compose.New(s.options(t))
	nodes := make(map[string]*compose.Node)
	for _, words := range s.lines {
		var err error
		switch args := words[1:]; words[0] {
		case "host", "option":
		case "add":
			var c *compose.Component
			if c, err = g.Add(compose.Input{Name: args[1] + ".wasm", Bytes: bytes(args[1])}); err == nil {
				nodes[args[0]] = g.Instantiate(c, args[0])
			}
		case "connect":
			err = g.Connect(nodes[args[0]], args[1], nodes[args[2]], args[3])
		case "match":
			if g.ConnectMatching(nodes[args[0]], nodes[args[1]]) == 0 {
				t.Errorf("%v: nothing matches", words)
			}
		case "export":
			err = g.ExportAs(nodes[args[0]], args[1], args[len(args)-1])
		default:
			t.Fatalf("unknown line %v", words)
		}
		if err != nil {
			return nil, err
		}
	}
	return g.Encode(compose.Metadata{Name: "result", Tool: "wasmcp", Version: "test"})
}

func (s *script) options(t *testing.T) (o compose.Options) {
	t.Helper()
	for _, words := range s.lines {
		switch {
		case words[0] == "host":
			o.Host = func(name string) bool {
				for _, prefix := range words[1:] {
					if strings.HasPrefix(name, prefix) {
						return true
					}
				}
				return false
			}
		case words[0] == "option":
			set, ok := options[strings.Join(words[1:], " ")]
			if !ok {
				t.Fatalf("unknown option %s", words[1:])
			}
			set(&o)
		}
	}
	return o
}

// options are what a case can say in a line that begins with option.
var options = map[string]func(*compose.Options){
	"keep-duplicates":       func(o *compose.Options) { o.KeepDuplicates = true },
	"explicit-exports":      func(o *compose.Options) { o.ExplicitExports = true },
	"plain-names merge":     func(o *compose.Options) { o.PlainNames = compose.PlainNamesMerge },
	"plain-names rename":    func(o *compose.Options) { o.PlainNames = compose.PlainNamesRename },
	"import-version lowest": func(o *compose.Options) { o.ImportVersion = compose.ImportLowest },
	"import-version exact":  func(o *compose.Options) { o.ImportVersion = compose.ImportExact },
	"strip names":           func(o *compose.Options) { o.Strip |= compose.StripNames },
	"strip custom":          func(o *compose.Options) { o.Strip |= compose.StripCustom },
}

// onWasmtime runs a composition and compares how it ends.
func (s *script) onWasmtime(t *testing.T, file string) {
	t.Helper()
	cmd := exec.Command(tools.Need(t, "wasmtime"), "run", "-Shttp", file)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // its exit code says it all
	s.compare(t, "wasmtime", cmd.ProcessState.ExitCode(), &stdout, &stderr)
}

// embedded does the same on the runtime of this module.
func (s *script) embedded(t *testing.T, b []byte) {
	t.Helper()
	c, err := runtime.Compile(t.Context(), b, runtime.Config{})
	if err != nil {
		t.Fatalf("the embedded runtime: %v", err)
	}
	defer c.Close(t.Context())
	var stdout, stderr bytes.Buffer
	exit := 0
	err = c.Run(t.Context(), runtime.Stdio{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	if err != nil && !errors.Is(err, runtime.ErrFailed) {
		t.Fatalf("the embedded runtime: %v", err)
	} else if err != nil {
		exit = 1
	}
	s.compare(t, "the embedded runtime", exit, &stdout, &stderr)
}

func (s *script) compare(t *testing.T, host string, exit int, stdout, stderr *bytes.Buffer) {
	t.Helper()
	if want, _ := strconv.Atoi(s.run[0]); exit != want {
		t.Errorf("on %s it ends with %d, want %d\n%s", host, exit, want, stderr)
	}
	if want := strings.Join(s.run[1:], " "); strings.TrimSpace(stdout.String()) != want {
		t.Errorf("on %s it prints %q, want %q", host, stdout, want)
	}
}

func partBytes(t testing.TB, part string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "parts", part+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
