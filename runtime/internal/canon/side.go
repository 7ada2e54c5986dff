package canon

import (
	"encoding/binary"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Memory is a guest's linear memory.
type Memory interface {
	Size() uint32
	Read(offset, n uint32) ([]byte, bool)
}

// Realloc calls a guest's allocator.
type Realloc func(old, oldSize, align, newSize uint32) uint32

// Side is one party to a call.
type Side struct {
	// Memory and Realloc are nil where the guest gave none.
	Memory  Memory
	Realloc Realloc
	// Encoding is how its strings are encoded.
	Encoding component.OptKind
	// Handles are those of the component instance, Instance its number.
	Handles  *Table
	Instance int
	// Resources tells of resources.
	Resources Resources
	// Scope is the call under way; nil where no borrowed handles go to the guest.
	Scope *Scope

	// Tick is called now and then while a guest has the host move many bytes, and may end the call by
	// a panic; nil for nobody.
	Tick func()

	lifted uint64 // bytes, see spend
	moved  uint64 // bytes since the last tick
}

// tickBytes is how many bytes are moved between two ticks, which takes some milliseconds.
const tickBytes = 16 << 20

// moveBytes is what moving something takes beside its bytes, and partBytes what moving a part of a value
// does, as if they were bytes.
const (
	moveBytes = 64
	partBytes = 16
)

// move notes that n bytes are about to be moved. A guest can have a few bytes stand in any number of
// places of one value, so that there is no end to it otherwise.
func (s *Side) move(n uint32) {
	if s.moved += uint64(n) + moveBytes; s.moved < tickBytes {
		return
	}
	s.moved = 0
	if s.Tick != nil {
		s.Tick()
	}
}

// budget is where what the host keeps for the guest comes from.
func (s *Side) budget() *budget.Budget {
	if s.Handles == nil {
		return nil
	}
	return s.Handles.Budget
}

// Resources tells which component instance defines a resource, -1 for those of the host.
type Resources interface{ Definer(types.ResourceID) int }

// bytes returns n bytes of memory from an offset.
func (s *Side) bytes(ptr, n uint32) []byte {
	if s.Memory == nil {
		Trapf("a value needs memory, which the function's options do not name")
	}
	b, ok := s.Memory.Read(ptr, n)
	if !ok {
		Trapf("%d bytes at %#x are out of bounds of a memory of %d", n, ptr, s.Memory.Size())
	}
	return b
}

// at returns what a value of type t at ptr lies in.
func (s *Side) at(t *Type, ptr uint32) []byte {
	if ptr&(t.Align-1) != 0 {
		Trapf("pointer %#x is not aligned to %d", ptr, t.Align)
	}
	return s.bytes(ptr, t.Size)
}

// items returns what n elements of type t at ptr lie in.
func (s *Side) items(t *Type, ptr, n uint32) []byte {
	// Elements without size would make a loop of any length out of nothing.
	size := uint64(n) * uint64(max(t.Size, 1))
	if size > maxBytes {
		Trapf("a list of %d elements of %d bytes is too long", n, t.Size)
	}
	if ptr&(t.Align-1) != 0 {
		Trapf("pointer %#x is not aligned to %d", ptr, t.Align)
	}
	s.move(uint32(size))
	return s.bytes(ptr, uint32(size))
}

// maxBytes is what strings and lists may take at most.
const maxBytes = 1<<31 - 1

// allocate returns n new bytes of the guest's, and where they are.
func (s *Side) allocate(align uint32, n uint64) (uint32, []byte) {
	if n > maxBytes {
		Trapf("a value of %d bytes is too large", n)
	}
	if s.Realloc == nil {
		Trapf("a value needs an allocator, which the function's options do not name")
	}
	ptr := s.Realloc(0, 0, align, uint32(n))
	if ptr&(align-1) != 0 {
		Trapf("realloc returned %#x, which is not aligned to %d", ptr, align)
	}
	return ptr, s.bytes(ptr, uint32(n))
}

func u32(b []byte) uint32       { return binary.LittleEndian.Uint32(b) }
func putU32(b []byte, v uint32) { binary.LittleEndian.PutUint32(b, v) }

// discriminant reads a variant's.
func (t *Type) discriminant(b []byte) uint32 {
	var d uint32
	switch t.Discriminant {
	case 1:
		d = uint32(b[0])
	case 2:
		d = uint32(binary.LittleEndian.Uint16(b))
	default:
		d = u32(b)
	}
	return t.checkCase(d)
}

func (t *Type) checkCase(d uint32) uint32 {
	if uint64(d) >= uint64(len(t.Cases)) {
		Trapf("discriminant %d of a variant of %d cases", d, len(t.Cases))
	}
	return d
}

func (t *Type) putDiscriminant(b []byte, d uint32) {
	switch t.Discriminant {
	case 1:
		b[0] = byte(d)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(d))
	default:
		putU32(b, d)
	}
}

// flagMask has a bit for every flag.
func (t *Type) flagMask() uint32 { return uint32(1<<len(t.Names) - 1) }

func checkChar(c uint32) uint32 {
	if c > 0x10ffff || c >= 0xd800 && c <= 0xdfff {
		Trapf("%#x is no character", c)
	}
	return c
}
