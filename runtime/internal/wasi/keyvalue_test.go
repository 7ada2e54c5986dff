package wasi

import (
	"context"
	"fmt"
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

// A list goes on where it was, whatever is removed meanwhile, and numbers count nothing.
func TestCursor_number(t *testing.T) {
	b := &Bucket{store: &MemoryStore{}}
	const n = 2*keysAtOnce + 1
	for i := range n {
		if err := b.set(fmt.Sprintf("%06d", i), nil); err != nil {
			t.Fatal(err)
		}
	}
	seen, cursor := 0, canon.None()
	for range n {
		got := (dialect{numeric: true}).keys(&Call{State: new(State)}, []any{b, cursor}).(canon.Case)
		page, ok := got.Value.([]any)
		if !ok {
			t.Fatalf("after %d keys: %v", seen, got)
		}
		for _, key := range page[0].([]any) {
			if want := fmt.Sprintf("%06d", seen); key != want {
				t.Fatalf("key %d is %s, want %s", seen, key, want)
			}
			if err := b.delete(key.(string)); err != nil {
				t.Fatal(err)
			}
			seen++
		}
		if cursor = page[1].(canon.Case); cursor.Value == nil {
			break
		}
		if cursor.Value == uint64(seen) {
			t.Errorf("the cursor is the number of keys, %d", seen)
		}
	}
	if seen != n {
		t.Errorf("%d keys were listed, want %d", seen, n)
	}
	if got := (dialect{numeric: true}).keys(nil, []any{b, canon.Some(uint64(1))}).(canon.Case); got.Index != 1 {
		t.Errorf("keys from a cursor that is none = %v, want an error", got)
	}
}

// What is remembered of cursors is bounded.
func TestCursorTable(t *testing.T) {
	var table cursorTable
	first := table.number("first")
	for i := range mostCursors {
		if got, ok := table.key(first); got != "first" || !ok {
			t.Fatalf("after %d others the cursor leads to %q, %v", i, got, ok)
		}
		table.number("other")
	}
	if _, ok := table.key(first); ok || len(table.keys) != mostCursors || len(table.made) != mostCursors {
		t.Errorf("%d cursors are remembered, the first one too: %v; want %d", len(table.keys), ok, mostCursors)
	}
}

// A list of keys may have millions. Where nobody waits for the call any more it ends amid the list.
func TestBatch_endsInTime(t *testing.T) {
	for name, args := range map[string][]any{
		"get-many":    {"a", "b"},
		"set-many":    {[]any{"a", []byte{}}, []any{"b", []byte{}}},
		"delete-many": {"a", "b"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		store := &MemoryStore{}
		b := &Bucket{store: ending{store, cancel}}
		func() {
			defer func() {
				if r := recover(); r != context.Canceled {
					t.Errorf("%s goes on after the call has ended: %v", name, r)
				}
			}()
			dialect{}.batch()[name](&Call{Context: ctx, State: new(State)}, []any{b, args})
		}()
	}
}

// ending is a store with whose first use a call ends.
type ending struct {
	Store
	end func()
}

func (e ending) Get(bucket, key string) ([]byte, bool, error) {
	e.end()
	return e.Store.Get(bucket, key)
}

func (e ending) Update(bucket, key string, f func([]byte, bool) ([]byte, error)) error {
	e.end()
	return e.Store.Update(bucket, key, f)
}
