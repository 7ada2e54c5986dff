package wit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want ID
	}{
		{"wasi:io/streams@0.2.0", ID{PackageName{"wasi", "io", "0.2.0"}, "streams"}},
		{"a:b/c", ID{PackageName{"a", "b", ""}, "c"}},
		{"a:b/c@1.0.0-rc.1+x/y", ID{PackageName{"a", "b", "1.0.0-rc.1+x/y"}, "c"}},
		{"a:b:c/d/e@1.0.0", ID{PackageName{"a:b", "c/d", "1.0.0"}, "e"}},
	}
	for _, tt := range tests {
		got, err := ParseID(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("ParseID(%q) = %+v, %v, want %+v", tt.in, got, err, tt.want)
		}
		if got.String() != tt.in {
			t.Errorf("String() = %q, want %q", got, tt.in)
		}
	}
	for _, bad := range []string{"", "a", "a:b", "a/b", "a:b/", ":b/c", "a:/c", "a:b/c@", "A_:b/c", "a:b//c", "a:b/1c"} {
		if id, err := ParseID(bad); err == nil {
			t.Errorf("ParseID(%q) = %+v, want an error", bad, id)
		}
	}
}

func TestParsePackageName(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"wasi:io", "wasi:io@0.2.0", "a:b:c/d@1.0.0"} {
		if got, err := ParsePackageName(s); err != nil || got.String() != s {
			t.Errorf("ParsePackageName(%q) = %q, %v", s, got, err)
		}
	}
	for _, bad := range []string{"", "io", "a:b/", "a:b@", "a b:c"} {
		if n, err := ParsePackageName(bad); err == nil {
			t.Errorf("ParsePackageName(%q) = %q, want an error", bad, n)
		}
	}
	want := `"Wasi:io": name "Wasi" is not words of letters and digits joined by single hyphens, all of one case and the first beginning with a letter`
	if _, err := ParsePackageName("Wasi:io"); err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestIsLabel(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"a", "a-b", "HTTP", "get-HTTP-2", "a1", "x-509", "A-b"} {
		if !IsLabel(s) {
			t.Errorf("IsLabel(%q) = false", s)
		}
	}
	for _, s := range []string{"", "-", "a-", "-a", "a--b", "1", "1a", "aB", "a_b", "ä", "a b", "%a"} {
		if IsLabel(s) {
			t.Errorf("IsLabel(%q) = true", s)
		}
	}
}

func TestKeywords(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(keywords) {
		t.Error("keywords are not sorted")
	}
	if !IsKeyword("world") || IsKeyword("worlds") || IsKeyword("get") {
		t.Error("IsKeyword is wrong")
	}
}

func TestFuncName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want FuncName
	}{
		{"f", FuncName{Name: "f"}},
		{"[get]x", FuncName{Accessor: Getter, Name: "x"}},
		{"[set]x", FuncName{Accessor: Setter, Name: "x"}},
		{"[constructor]r", FuncName{Kind: Constructor, Resource: "r"}},
		{"[method]r.f", FuncName{Kind: Method, Resource: "r", Name: "f"}},
		{"[static]r.f", FuncName{Kind: Static, Resource: "r", Name: "f"}},
		{"[method][get]r.x", FuncName{Method, Getter, "r", "x"}},
		{"[static][set]r.x", FuncName{Static, Setter, "r", "x"}},
		{"[other]f", FuncName{Name: "[other]f"}},
	}
	for _, tt := range tests {
		if got := ParseFuncName(tt.in); got != tt.want || got.String() != tt.in {
			t.Errorf("ParseFuncName(%q) = %+v, String %q, want %+v", tt.in, got, got, tt.want)
		}
	}
	f := &Func{Name: "f", Kind: Method, Resource: &TypeDef{Name: "r"}}
	if got := f.ExternName(); got != "[method]r.f" {
		t.Errorf("ExternName() = %q", got)
	}
}

func TestUniqueName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"log": "log", "LOG": "log", "lo-g": "log", "[get]log": "log", "[set]log": "[set]log",
		"[method]r.get": "r.get", "[static]R.get": "r.get", "[method]l.l": "l", "[static]l-l.ll": "ll",
		"[constructor]r": "[constructor]r", "[constructor]R-a": "[constructor]ra", "[method][set]r.x": "[set]r.x",
		"a:b/c@1.0.0": "a:b/c@1.0.0", "a:b/C-d@1.0.0-A": "a:b/cd@1.0.0-A", "a:b/c": "a:b/c@",
	} {
		if got := UniqueName(name); got != want {
			t.Errorf("UniqueName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	p := everything()
	var got []string
	for _, d := range p.Interfaces[0].Types {
		text := TypeDefText(d)
		if strings.Contains(text, "///") && d.Kind == nil {
			t.Errorf("TypeDefText(%s) = %q", d.Name, text)
		}
		first, _, _ := strings.Cut(text, "\n")
		got = append(got, first)
	}
	want := "use list.{pollable};"
	if got[0] != "use demo:other/%list@2.0.0.{pollable};" {
		t.Errorf("TypeDefText of a use = %q, want %q", got[0], want)
	}
}

// What is wrong with a package that is too large is said without looking at all that each interface leads to.
func TestParse_chainOfUses(t *testing.T) {
	var b strings.Builder
	b.WriteString("package a:b;\ninterface i0 { type t = u8; }\n")
	for i := range 8000 {
		fmt.Fprintf(&b, "interface i%d { use i%d.{t}; }\n", i+1, i)
	}
	_, err := Options{}.Parse([]Source{{"a.wit", b.String()}})
	if err == nil || !strings.Contains(err.Error(), "is too large") {
		t.Errorf("Parse() = %v, want that the package is too large", err)
	}
}
