package errlist_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/errlist"
)

func TestList(t *testing.T) {
	var l errlist.List
	if l.Add(nil); l.Err() != nil || l.First() != nil {
		t.Errorf("nothing was added, and there is %v", l.Err())
	}
	a, b, c := errors.New("a"), errors.New("b"), errors.New("c")
	l.Add(errors.Join(a, b))
	l.Add(fmt.Errorf("wrapped: %w", c))
	if got := errlist.Flatten(l.Err()); len(got) != 3 || got[0] != a || got[1] != b || !errors.Is(got[2], c) {
		t.Errorf("Flatten = %q, want a, b and what wraps c", got)
	}
	if got := errlist.Flatten(a); len(got) != 1 || got[0] != a {
		t.Errorf("Flatten of one error = %q", got)
	}
}
