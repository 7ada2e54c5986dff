package cli

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/internal/edit"
)

// Nearest lists the names that are not far from a name which is none of them, nearest first.
func Nearest(name string, names []string) []string {
	type near struct {
		name     string
		distance int
	}
	far := max(1, len(name)/3)
	var found []near
	for _, n := range names {
		if d := edit.Distance(name, n, far+1); d <= far {
			found = append(found, near{n, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.distance - b.distance })
	var all []string
	for _, f := range found {
		all = append(all, f.name)
	}
	return all
}
