package edit_test

import (
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/edit"
)

func TestDistance(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, test := range []struct {
		a, b        string
		limit, want int
	}{
		{"add", "add", 5, 0},
		{"ad", "add", 5, 1},
		{"adds", "add", 5, 1},
		{"odd", "add", 5, 1},
		{"kitten", "sitting", 9, 3},
		{"", "add", 9, 3},
		{"a", "abcdef", 3, 3},
		{long, long + "y", 5, 1},
	} {
		if got := edit.Distance(test.a, test.b, test.limit); got != test.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", test.a, test.b, test.limit, got, test.want)
		}
	}
}
