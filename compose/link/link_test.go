package link_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/link"
)

var update = flag.Bool("update", false, "rewrite what the cases expect")

// TestLink links what every file of testdata says, and compares the plan, or the error, with what
// the file has of it. What comes out is validated, and run if the file says so.
func TestLink(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s := read(t, string(archive.Comment))
			plan, out, err := s.linked()
			got := &txtar.Archive{Comment: archive.Comment}
			if err != nil {
				got.Files = []txtar.File{{Name: "error", Data: []byte(err.Error() + "\n")}}
			} else {
				got.Files = append(got.Files, txtar.File{Name: "plan", Data: []byte(text(plan))})
			}
			for _, f := range archive.Files {
				switch f.Name {
				case "dot":
					got.Files = append(got.Files, txtar.File{Name: f.Name, Data: []byte(plan.DOT())})
				case "json":
					got.Files = append(got.Files, txtar.File{Name: f.Name, Data: indented(t, plan)})
				}
			}
			compare(t, path, got)
			if err == nil {
				s.check(t, out)
			}
		})
	}
}

// compare compares a file with what came out, or rewrites it.
func compare(t *testing.T, path string, got *txtar.Archive) {
	t.Helper()
	b := txtar.Format(got)
	if *update {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(b)); diff != "" {
		t.Errorf("mismatch, which -update writes into %s (-want +got):\n%s", path, diff)
	}
}

// text returns a plan in lines.
func text(p *link.Plan) string {
	var b strings.Builder
	for _, i := range p.Instances {
		fmt.Fprintf(&b, "%s (%s)\n", i.Name, i.Source)
		for _, w := range i.Wires {
			how := map[bool]string{true: " (chosen)"}[w.Chosen]
			switch {
			case w.From != "":
				fmt.Fprintf(&b, "  %s <- %s.%s%s\n", w.Import, w.From, w.Export, how)
			case w.Host != "":
				fmt.Fprintf(&b, "  %s <- host %s%s\n", w.Import, w.Host, how)
			default:
				fmt.Fprintf(&b, "  %s inside%s\n", w.Import, how)
			}
		}
		for _, name := range i.Unused {
			fmt.Fprintf(&b, "  unused %s\n", name)
		}
	}
	for _, i := range p.Imports {
		fmt.Fprintf(&b, "import %s\n", i)
	}
	for _, x := range p.Exports {
		fmt.Fprintf(&b, "export %s = %s.%s\n", x.Name, x.Instance, x.Export)
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return b.String()
}

func indented(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// script is a case:
//
//	add NAME PART                  an instance of compose's testdata/parts/PART.wasm
//	connect IMPORT EXPORT
//	host IMPORT
//	export EXPORT [NAME]
//	rename EXPORT NAME
//	import-version min|exact
//	plain-names merge|rename
//	run EXIT [OUTPUT]              how wasmtime run ends
type script struct {
	instances []link.Instance
	options   link.Options
	run       []string
}

func read(t *testing.T, comment string) *script {
	t.Helper()
	s := new(script)
	o := &s.options
	for line := range strings.Lines(comment) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		args := words[1:]
		switch words[0] {
		case "add":
			s.instances = append(s.instances, instance(t, args[0], args[1]))
		case "connect":
			o.Connect = append(o.Connect, link.Connection{Import: link.ParseItem(args[0]), Export: link.ParseItem(args[1])})
		case "host":
			o.Host = append(o.Host, link.ParseItem(args[0]))
		case "export":
			o.Exports = append(o.Exports, link.Export{Item: link.ParseItem(args[0]), As: strings.Join(args[1:], "")})
		case "rename":
			o.Rename = append(o.Rename, link.Export{Item: link.ParseItem(args[0]), As: args[1]})
		case "import-version":
			o.Graph.ImportVersion = map[string]compose.ImportVersion{"min": compose.ImportLowest, "exact": compose.ImportExact}[args[0]]
		case "plain-names":
			o.Graph.PlainNames = map[string]compose.PlainNames{"merge": compose.PlainNamesMerge, "rename": compose.PlainNamesRename}[args[0]]
		case "run":
			s.run = args
		default:
			t.Fatalf("unknown line %q", line)
		}
	}
	return s
}

func (s *script) linked() (*link.Plan, *compose.Output, error) {
	return link.Link(s.instances, s.options)
}

func instance(t *testing.T, name, part string) link.Instance {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "parts", part+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return link.Instance{Name: name, Source: part + ".wasm", Bytes: b}
}

// check validates a result, and runs it.
func (s *script) check(t *testing.T, out *compose.Output) {
	t.Helper()
	b := out.Bytes()
	if _, again, err := s.linked(); err != nil || !bytes.Equal(b, again.Bytes()) {
		t.Errorf("it came out differently the second time (error %v)", err)
	}
	file := validate(t, b)
	if s.run == nil {
		return
	}
	cmd := exec.Command(tools.Need(t, "wasmtime"), "run", "-Shttp", file)
	stdout, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := strings.Fields(fmt.Sprint(cmd.ProcessState.ExitCode(), " ", string(stdout))); !cmp.Equal(got, s.run) {
		t.Errorf("it ended with %q, want %q", got, s.run)
	}
}

// validate has a component looked at, and returns the file that it is in.
func validate(t *testing.T, b []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out.wasm")
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tools.Need(t, "wasm-tools"), "validate", "--features", "all", file).CombinedOutput(); err != nil {
		t.Errorf("wasm-tools: %v\n%s", err, out)
	}
	return file
}

// The order of what is given changes the order of what comes out, and nothing else.
func TestLink_order(t *testing.T) {
	t.Parallel()
	a, b := instance(t, "talk", "talk"), instance(t, "say", "say")
	one, _, err := link.Link([]link.Instance{a, b}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := link.Link([]link.Instance{b, a}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	two.Instances[0], two.Instances[1] = two.Instances[1], two.Instances[0]
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("plans differ (-talk first +say first):\n%s", diff)
	}
}

func TestParseItem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want link.Item
	}{
		{"a.acme:geo/lookup@1.2.0", link.Item{Instance: "a", Name: "acme:geo/lookup@1.2.0"}},
		{"acme:geo/lookup@1.2.0", link.Item{Name: "acme:geo/lookup@1.2.0"}},
		{"a.[method]r.get", link.Item{Instance: "a", Name: "[method]r.get"}},
		{"[method]r.get", link.Item{Name: "[method]r.get"}},
		{"log", link.Item{Name: "log"}},
		{"a.", link.Item{Instance: "a"}},
	} {
		if got := link.ParseItem(tt.text); got != tt.want {
			t.Errorf("ParseItem(%q) = %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"geo": "geo", "my tool.v2": "my-tool-v2", "": "component", "wetter-ü": "wetter--"} {
		if got := link.Name(in); got != want || !link.IsName(got) {
			t.Errorf("Name(%q) = %q, want %q", in, got, want)
		}
	}
}
