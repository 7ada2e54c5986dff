package validate

import "testing"

func TestIsLabel(t *testing.T) {
	for _, s := range []string{"a", "a-b", "a-B", "AB-cd", "a0", "a-0", "a-0b", "a0-000-3d4a-54FF", "x-9-y"} {
		if !isLabel(s) {
			t.Errorf("isLabel(%q) = false", s)
		}
	}
	for _, s := range []string{"", "-", "a-", "-a", "a--b", "aB", "Ab", "0", "0a", "0-a", "a_b", "a.b", "ä", "a b", "a0-3d4A"} {
		if isLabel(s) {
			t.Errorf("isLabel(%q) = true", s)
		}
	}
}

// Two labels are the same by one function exactly if they are by the other.
func TestSameLabel(t *testing.T) {
	labels := []string{"a", "A", "b", "ab", "a-b", "A-b", "AB", "a-bc", "ab-c", "abc", "a0", "a-0", "a-00", "aa"}
	for _, a := range labels {
		for _, b := range labels {
			if got, want := sameLabel(a, b), canonicalLabel(a) == canonicalLabel(b); got != want {
				t.Errorf("sameLabel(%q, %q) = %t", a, b, got)
			}
		}
	}
	if sameLabel("a0", "a\x10") {
		t.Error("a digit and what differs from it as letters of two cases do are the same")
	}
}

func TestSplitVersion(t *testing.T) {
	for _, test := range []struct{ version, canonical, rest string }{
		{"1.2.3+abc", "1", ".2.3+abc"}, {"0.2.1", "0.2", ".1"}, {"0.0.1", "0.0.1", ""}, {"0.0.1+b", "0.0.1", "+b"},
		{"1.0.0-rc1", "1.0.0-rc1", ""}, {"1.0.0-0.3.7", "1.0.0-0.3.7", ""}, {"10.0.0", "10", ".0.0"},
	} {
		canonical, rest, ok := splitVersion(test.version)
		if !ok || canonical != test.canonical || rest != test.rest {
			t.Errorf("splitVersion(%q) = %q, %q, %t", test.version, canonical, rest, ok)
		}
	}
	for _, s := range []string{"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3+", "1.2.3-01", "1.2.3-a..b", "1.2.3-ä", "a.b.c", "99999999999999999999.0.0"} {
		if isVersion(s) {
			t.Errorf("isVersion(%q) = true", s)
		}
	}
}

// Names that stand for the same are not strongly unique, others are.
func TestParseName_canonical(t *testing.T) {
	v := &validator{open: Open}
	canonical := func(name string) string {
		n, err := v.parseName(name)
		if err != nil {
			t.Fatalf("parseName(%q) = %v", name, err)
		}
		return n.canonical
	}
	for _, same := range [][2]string{
		{"a-b", "AB"}, {"[method]a.b", "[static]A.b"}, {"a", "[method]a.a"}, {"a-b", "[static]ab.a-b"},
		{"a:b/c-d", "a:b/C-D"}, {"[get]a", "a"}, {"[method][get]a.b", "[method]a.b"},
	} {
		if canonical(same[0]) != canonical(same[1]) {
			t.Errorf("%q and %q are strongly unique", same[0], same[1])
		}
	}
	for _, other := range [][2]string{
		{"a", "[constructor]a"}, {"[method]a.b", "b"}, {"[get]a", "[set]a"}, {"a:b/c", "a:b/c@1.0.0"}, {"a:b/c@1.0.0", "a:b/c@1.0.1"},
	} {
		if canonical(other[0]) == canonical(other[1]) {
			t.Errorf("%q and %q are not strongly unique", other[0], other[1])
		}
	}
}
