package wasi

import (
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// A cursor leads on from the key that was listed last, and tells nobody which that was.
func TestCursor(t *testing.T) {
	const key = "mcp-session.00112233445566778899aabbccddeeff"
	cursor := sealCursor(key)
	if strings.Contains(cursor, key) {
		t.Errorf("the cursor %s shows the key", cursor)
	}
	if got, ok := openCursor(cursor); got != key || !ok {
		t.Errorf("the cursor leads to %q, %v, want %q", got, ok, key)
	}
	for _, other := range []string{"", key, cursor[1:], "A" + cursor, strings.ToUpper(cursor), cursor + "="} {
		if got, ok := openCursor(other); ok {
			t.Errorf("%q is a cursor, and leads to %q", other, got)
		}
	}
	b := &Bucket{store: &MemoryStore{}}
	got, _ := (dialect{}).keys(nil, []any{b, canon.Some("mcp-session.")}).(canon.Case)
	if got.Index != 1 {
		t.Errorf("keys from a cursor that is none = %v, want an error", got)
	}
}
