package snapshot

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// module has a memory of a page, exported as "m", and a function "grow" that grows it.
var module = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x06\x01\x60\x01\x7f\x01\x7f" +
	"\x03\x02\x01\x00" +
	"\x05\x03\x01\x00\x01" +
	"\x07\x0c\x02\x01m\x02\x00\x04grow\x00\x00" +
	"\x0a\x08\x01\x06\x00\x20\x00\x40\x00\x0b")

func instantiate(t *testing.T, b *budget.Budget) (m api.Module, err error) {
	t.Helper()
	ctx := experimental.WithMemoryAllocator(t.Context(), Allocator{b})
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { _ = r.Close(context.Background()) })
	defer func() {
		if limit, ok := recover().(*LimitError); ok {
			err = limit
		}
	}()
	return r.Instantiate(ctx, module)
}

// A memory that has grown is what it was, gives back what it took, and finds zeroes where it grows again.
func TestSnapshot_Reset(t *testing.T) {
	for _, pages := range []uint64{0, 1, 3, 300} {
		b := budget.New(512 << 20)
		m, err := instantiate(t, b)
		if err != nil {
			t.Fatal(err)
		}
		m.Memory().Write(100, []byte("as it was"))
		m.Memory().Write(65530, []byte("end"))
		want, _ := m.Memory().Read(0, 65536)
		want = bytes.Clone(want)
		var images Images
		s, err := Take([]api.Module{m}, &images, nil)
		if err != nil {
			t.Fatal(err)
		}
		for round := range 3 {
			if got, err := m.ExportedFunction("grow").Call(t.Context(), pages); err != nil || got[0] != 1 {
				t.Fatalf("growing by %d: %d, %v", pages, got, err)
			}
			size := m.Memory().Size()
			if used := b.Used(); used != uint64(size) {
				t.Errorf("%d bytes are counted of %d", used, size)
			}
			if grown, _ := m.Memory().Read(65536, size-65536); len(bytes.TrimLeft(grown, "\x00")) > 0 {
				t.Errorf("round %d: what the memory has grown by is not zero", round)
			}
			for at := uint32(0); at < size; at += 4096 {
				m.Memory().WriteByte(at, 0xff)
			}
			if !s.Reset() {
				t.Fatal("cannot be taken back")
			}
			if got, _ := m.Memory().Read(0, m.Memory().Size()); !bytes.Equal(got, want) {
				t.Fatalf("round %d: the memory of %d bytes is not what it was", round, len(got))
			}
			if used := b.Used(); used != 65536 {
				t.Errorf("%d bytes are counted after that, want a page", used)
			}
		}
	}
}

// Memories of many instances are kept once.
func TestTake_shares(t *testing.T) {
	var images Images
	var all []*Snapshot
	for range 2 {
		m, err := instantiate(t, budget.New(0))
		if err != nil {
			t.Fatal(err)
		}
		m.Memory().Write(100, []byte("the same"))
		s, err := Take([]api.Module{m}, &images, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if a, b := all[0].memories[0].image, all[1].memories[0].image; &a[0] != &b[0] {
		t.Error("two equal images are kept twice")
	}
	if m, err := instantiate(t, nil); err != nil {
		t.Fatal(err)
	} else if s, err := Take([]api.Module{m}, &images, nil); err != nil || len(s.memories[0].image) != 0 {
		t.Errorf("an empty memory has an image of %d bytes, %v", len(s.memories[0].image), err)
	}
}

// What a memory may not have it does not get, and what it begins with is no exception.
func TestAllocator_limit(t *testing.T) {
	limit := (*LimitError)(nil)
	if _, err := instantiate(t, budget.New(65535)); !errors.As(err, &limit) || limit.Needed != 65536 || limit.Limit != 65535 {
		t.Errorf("error %v, want that a page is more than 65535 bytes", err)
	}
	b := budget.New(3 << 16)
	m, err := instantiate(t, b)
	if err != nil {
		t.Fatal(err)
	}
	grow := m.ExportedFunction("grow")
	for _, k := range []struct {
		by   uint64
		want int32
	}{{3, -1}, {2, 1}, {1, -1}, {0, 3}, {65536, -1}} {
		got, err := grow.Call(t.Context(), k.by)
		if err != nil || int32(got[0]) != k.want {
			t.Errorf("growing by %d: %d, %v; want %d", k.by, got, err, k.want)
		}
	}
	if b.Used() != 3<<16 {
		t.Errorf("%d bytes are counted, want three pages", b.Used())
	}
}

// A memory that has become small again gives memory back, and one that grows a little keeps it.
func TestLinear_keeps(t *testing.T) {
	l := &linear{budget: budget.New(0)}
	l.Reallocate(1 << 16)
	l.Reallocate(100 << 20)
	if b := l.Reallocate(1 << 16); cap(b) > 1<<16+maxSpare {
		t.Errorf("%d bytes are kept", cap(b))
	}
	grown := l.Reallocate(2 << 16)
	grown[1<<16] = 1
	if b := l.Reallocate(1 << 16); cap(b) < 2<<16 {
		t.Errorf("%d bytes are kept, want two pages", cap(b))
	}
	if b := l.Reallocate(2 << 16); b[1<<16] != 0 {
		t.Error("what it grows by is not zero")
	}
}
