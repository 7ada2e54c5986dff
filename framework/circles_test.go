package framework_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var uses = regexp.MustCompile(`\bcrate::([a-z_]+)`)

// No file of a crate knows one that knows it, by whatever way; component.rs is the edge, which none knows.
func TestSources_haveNoCircles(t *testing.T) {
	files, err := filepath.Glob("*/src/*.rs")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	known := map[string][]string{}
	for _, path := range files {
		name := strings.TrimSuffix(path, ".rs")
		if strings.HasSuffix(name, "/lib") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range uses.FindAllStringSubmatch(string(text), -1) {
			if other := filepath.Join(filepath.Dir(path), m[1]); other != name && !slices.Contains(known[name], other) {
				known[name] = append(known[name], other)
			}
		}
	}
	var walk func(path []string)
	done := map[string]bool{}
	walk = func(path []string) {
		last := path[len(path)-1]
		for _, next := range known[last] {
			if strings.HasSuffix(next, "/component") {
				t.Errorf("%s knows component.rs", last)
			}
			if at := slices.Index(path, next); at >= 0 {
				t.Errorf("a circle: %s", strings.Join(append(path[at:], next), " → "))
				continue
			}
			if !done[next] {
				walk(append(path, next))
			}
		}
		done[last] = true
	}
	for name := range known {
		if !done[name] {
			walk([]string{name})
		}
	}
}
