package wit

import (
	"iter"

	"github.com/wasmcp/wasmcp-go/internal/edit"
)

// Nearest returns which of names is most like a name that does not exist, or "" where none is much
// like it. Of several it is the one that is sorted first.
func Nearest(name string, names iter.Seq[string]) string {
	best, least := "", min(len(name)/3+2, len(name))
	for n := range names {
		if d := edit.Distance(name, n, least+1); d < least || d == least && best != "" && n < best {
			best, least = n, d
		}
	}
	return best
}
