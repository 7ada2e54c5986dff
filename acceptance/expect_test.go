package acceptance

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// In what a test expects of a JSON text these stand for a member.
const (
	anything = "<anything>"
	absent   = "<absent>"
)

// expect compares a JSON text with what is expected of it: the members that are named, at every
// depth. What is not named may have any value.
func expect(t testing.TB, got []byte, want string) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("the expectation is not JSON: %v\n%s", err, want)
	}
	if err := json.Unmarshal(got, &g); err != nil {
		t.Errorf("not JSON: %v\n%.1000s", err, got)
		return
	}
	if diff := cmp.Diff(w, shorten(named(g, w))); diff != "" {
		t.Errorf("differs from what was expected (-want +got):\n%s\n%.2000s", diff, got)
	}
}

// named returns of got what want names.
func named(got, want any) any {
	switch w := want.(type) {
	case string:
		if w == anything && got != nil {
			return anything
		}
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return got
		}
		out := map[string]any{}
		for name, value := range w {
			if member, ok := g[name]; ok {
				out[name] = named(member, value)
			} else if value == absent {
				out[name] = absent
			}
		}
		return out
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return got
		}
		out := make([]any, len(g))
		for i := range g {
			out[i] = named(g[i], w[i])
		}
		return out
	}
	return got
}

func TestExpect(t *testing.T) {
	for _, c := range []struct {
		name, got, want string
		equal           bool
	}{
		{"a member that is not named", `{"a":1,"b":2}`, `{"a":1}`, true},
		{"another value", `{"a":1}`, `{"a":2}`, false},
		{"a missing member", `{}`, `{"a":1}`, false},
		{"any value", `{"a":[1]}`, `{"a":"<anything>"}`, true},
		{"any value but null", `{"a":null}`, `{"a":"<anything>"}`, false},
		{"a member that must not be", `{"a":1}`, `{"a":"<absent>"}`, false},
		{"a member that is not", `{}`, `{"a":"<absent>"}`, true},
		{"deep down", `{"a":[{"b":1,"c":2}]}`, `{"a":[{"b":1}]}`, true},
		{"one element more", `{"a":[1,2]}`, `{"a":[1]}`, false},
		{"no object", `[]`, `{}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var g, w any
			if err := json.Unmarshal([]byte(c.got), &g); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(c.want), &w); err != nil {
				t.Fatal(err)
			}
			if equal := cmp.Equal(w, named(g, w)); equal != c.equal {
				t.Errorf("expect(%s, %s) = %v", c.got, c.want, equal)
			}
		})
	}
}
