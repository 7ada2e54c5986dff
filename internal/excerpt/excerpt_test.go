package excerpt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/excerpt"
)

func TestWriter(t *testing.T) {
	t.Parallel()
	var w excerpt.Writer
	text := strings.Repeat("x", excerpt.Size-1)
	for _, p := range []string{text, "yz", "more"} {
		if n, err := fmt.Fprint(&w, p); n != len(p) || err != nil {
			t.Errorf("%d of %d bytes are taken: %v", n, len(p), err)
		}
	}
	if got := w.String(); got != text+"y" {
		t.Errorf("%d bytes are kept, want %d", len(got), excerpt.Size)
	}
}
