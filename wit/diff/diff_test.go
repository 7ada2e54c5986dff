package diff

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/wasmcp/wasmcp-go/wit"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Each file of testdata has two versions of a package, and what is said of them.
func TestPackages(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in testdata: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			old, new := parse(t, archive, "old.wit"), parse(t, archive, "new.wit")
			got := Packages(old, new).String()
			for _, p := range []*wit.Package{old, new} {
				if r := Packages(p, p); len(r.Changes) > 0 || !r.Verdict().OK {
					t.Errorf("changes of %s against itself: %s", p.Name, r)
				}
			}
			compare(t, path, archive, got)
		})
	}
}

// compare compares a report with the one in an archive.
func compare(t *testing.T, path string, archive *txtar.Archive, got string) {
	t.Helper()
	want := file(archive, "report")
	if *update {
		want.Data = []byte(got)
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(want.Data), got); diff != "" {
		t.Errorf("report mismatch (-want +got):\n%s", diff)
	}
}

func file(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name})
	return &a.Files[len(a.Files)-1]
}

func parse(t *testing.T, a *txtar.Archive, name string) *wit.Package {
	t.Helper()
	r, err := wit.Options{AllFeatures: true}.Parse([]wit.Source{{Name: name, Text: string(file(a, name).Data)}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Main
}

func TestReport_Verdict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		old, new string
		level    Level
		ok       bool
		next     string
	}{
		{"1.2.3", "1.2.4", Same, true, "1.2.3"},
		{"1.2.3", "1.2.3", Same, true, "1.2.3"},
		{"1.2.3", "1.2.3", Compatible, false, "1.3.0"},
		{"1.2.3", "1.2.4", Compatible, false, "1.3.0"},
		{"1.2.3", "1.3.0", Compatible, true, "1.3.0"},
		{"1.2.3", "1.3.0", Breaking, false, "2.0.0"},
		{"1.2.3", "2.0.0", Breaking, true, "2.0.0"},
		{"1.2.3", "2.0.0-rc.1", Breaking, false, "2.0.0"},
		{"0.2.3", "0.2.4", Compatible, true, "0.2.4"},
		{"0.2.3", "0.2.4", Breaking, false, "0.3.0"},
		{"0.2.3", "0.3.0", Breaking, true, "0.3.0"},
		{"0.0.3", "0.0.3", Compatible, false, "0.0.4"},
		{"0.0.3", "0.0.4", Breaking, true, "0.0.4"},
		{"1.2.3", "1.2.2", Compatible, false, "1.3.0"},
		{"1.0.0-rc.1", "1.0.0-rc.2", Breaking, true, ""},
		{"1.0.0-rc.1", "1.0.0", Breaking, true, ""},
		{"1.0.0-rc.1", "1.0.0-rc.1", Breaking, false, "1.0.0"},
		{"", "", Breaking, false, ""},
		{"", "1.0.0", Compatible, true, ""},
	}
	for _, tt := range tests {
		r := &Report{
			Old: wit.PackageName{Namespace: "a", Name: "b", Version: tt.old}, New: wit.PackageName{Namespace: "a", Name: "b", Version: tt.new},
			Changes: []Change{{Level: tt.level}},
		}
		if v := r.Verdict(); v.OK != tt.ok || v.Next != tt.next || v.Reason == "" {
			t.Errorf("%s to %s, %s: %+v, want %v, next %q", tt.old, tt.new, tt.level, v, tt.ok, tt.next)
		}
	}
}

// Types of other names that are the same types are compared once, however often they occur. Text cannot have
// so many, but binaries can.
func TestPackages_deep(t *testing.T) {
	t.Parallel()
	deep := func(prefix string) *wit.Package {
		p := &wit.Package{Name: wit.PackageName{Namespace: "a", Name: "b"}}
		i := &wit.Interface{Name: "i", Package: p}
		p.Interfaces = []*wit.Interface{i}
		var last wit.Type = wit.U8
		for n := range 60 {
			def := &wit.TypeDef{
				Name: prefix + number(n), Owner: i,
				Kind: wit.Record{Fields: []wit.Field{{Name: "x", Type: last}, {Name: "y", Type: last}}},
			}
			i.Types = append(i.Types, def)
			last = def
		}
		i.Funcs = []*wit.Func{{Name: "f", Params: []wit.Param{{Name: "p", Type: last}}}}
		return p
	}
	for _, c := range Packages(deep("a"), deep("b")).Changes {
		if strings.Contains(c.Item, "function") {
			t.Errorf("function changed: %s", c)
		}
	}
}

func number(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }
