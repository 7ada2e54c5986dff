package compose

import "testing"

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "a-b": true, "a-B2-3c": true, "HTTP-proxy": true, "[constructor]r": true, "[method]r.get-it": true,
		"a:b/c": true, "a:b/c@1.2.3": true, "a:b/c@0.2": true, "a:b:c/d/e@1.0.0-rc.1": true,
		"": false, "-a": false, "a--b": false, "1a": false, "aB": false, "a_b": false, "a.b": false, "é": false, "a b": false,
		"[method]r": false, "[constructor]r.f": false, "[other]r": false, "a:b": false, "a:/c": false, "a:b/c@x": false, "a:b/c@": false,
	} {
		if got := validName(name); got != want {
			t.Errorf("validName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestUnique(t *testing.T) {
	for name, want := range map[string]string{
		"log": "log", "LOG": "log", "[method]r.get": "r.get", "[static]R.get": "r.get", "[method]l.l": "l",
		"[constructor]r": "[constructor]r", "a:b/c@1.0.0": "a:b/c@1.0.0",
	} {
		if got := unique(name); got != want {
			t.Errorf("unique(%q) = %q, want %q", name, got, want)
		}
	}
}
