package component

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s mismatch (-want +got):\n%s", path, diff)
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	golden(t, "everything.golden", Print(everything()))
}

func TestPrint_empty(t *testing.T) {
	t.Parallel()
	if got, want := Print(new(Component)), "(component\n)\n"; got != want {
		t.Errorf("Print() = %q, want %q", got, want)
	}
}

func TestPrintOutline(t *testing.T) {
	t.Parallel()
	c := &Component{Sections: []Section{&Nested{Bytes: new(Component).Encode()}}}
	want := "(component\n  (component (;0;) (8 bytes sha256:24eaf3439a60c967))\n)\n"
	if got := PrintOutline(c); got != want {
		t.Errorf("PrintOutline() = %q, want %q", got, want)
	}
}

// Components may nest deeper than anyone wants to read.
func TestPrint_depth(t *testing.T) {
	t.Parallel()
	c := new(Component)
	for range maxPrintDepth + 50 {
		c = &Component{Sections: []Section{&Nested{Bytes: c.Encode()}}}
	}
	lines := strings.Count(Print(c), "\n")
	if want := 2*(maxPrintDepth+1) + 1; lines != want {
		t.Errorf("Print of a deep component has %d lines, want %d", lines, want)
	}
}

func TestPrint_invalidNested(t *testing.T) {
	t.Parallel()
	b := append(new(Component).Encode(), 0x0c)
	got := Print(&Component{Sections: []Section{&Nested{Bytes: b}}})
	if !strings.Contains(got, `(invalid "byte 0x8: unknown section id 12`) {
		t.Errorf("Print() = %s", got)
	}
}
