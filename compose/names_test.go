package compose

import "testing"

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "a-b": true, "a-B2-3c": true, "HTTP-proxy": true,
		"a:b/c": true, "a:b/C-d": true, "a:b/c@1.2.3": true, "a:b/c@1.2.3+4.5": true, "a:b:c/d/e@1.0.0-rc.1": true,
		"": false, "-a": false, "a--b": false, "1a": false, "aB": false, "a_b": false, "a.b": false, "é": false, "a b": false,
		"[constructor]r": false, "[method]r.get": false, "a:b": false, "a:/c": false, "A:b/c": false, "a:b-C/d": false,
		"a:b/c@x": false, "a:b/c@": false, "a:b/c@1": false, "a:b/c@0.2": false, "a:b/c@1-a.b.c": false,
	} {
		if got := validName(name); got != want {
			t.Errorf("validName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestValidExport(t *testing.T) {
	for _, test := range []struct {
		name, as string
		want     bool
	}{
		{"f", "g", true},
		{"f", "[method]r.f", false},
		{"a:b/c", "[static]r.f", false},
		{"[method]r.f", "f", true},
		{"[method]r.f", "[method]q.g", true},
		{"[method]r.f", "[static]r.f", false},
		{"[method]r.f", "[method]q", false},
		{"[method]r.f", "[method]q.", false},
		{"[constructor]r", "[constructor]q", true},
		{"[constructor]r", "[constructor]q.f", false},
	} {
		if got := validExport(test.name, test.as); got != test.want {
			t.Errorf("validExport(%q, %q) = %v, want %v", test.name, test.as, got, test.want)
		}
	}
}
