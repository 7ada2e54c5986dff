package component

import (
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

func TestCanons(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", Canons(nil), "08 01 00"},
		{
			"lift",
			Canons{Lift{1, []CanonOption{
				{Kind: OptUTF8}, {Kind: OptUTF16}, {Kind: OptLatin1UTF16}, {OptMemory, 2}, {OptRealloc, 3},
				{OptPostReturn, 4}, {Kind: OptAsync}, {OptCallback, 5}, {OptCoreType, 6}, {Kind: OptGC},
			}, 7}},
			"08 15 01 00 00 01 0a 00 01 02 0302 0403 0504 06 0705 0806 09 07",
		},
		{"lower", Canons{Lower{1, []CanonOption{{OptMemory, 0}}}, Lower{Func: 200}}, "08 0c 02 01 00 01 01 03 00 01 00 c801 00"},
		{
			"resources",
			Canons{Builtin{Op: OpResourceNew, Resource: 1}, Builtin{Op: OpResourceDrop, Resource: 2}, Builtin{Op: OpResourceRep, Resource: 300}},
			"08 08 03 02 01 03 02 04 ac02",
		},
		{
			"other built-ins",
			Canons{
				Builtin{Op: 0x05},
				Builtin{Op: 0x06, Operands: []byte{0x01}},
				Builtin{Op: 0x09, Operands: []byte{0x00, 0x73, 0x01, 0x03, 0x00}},
				Builtin{Op: 0x09, Operands: []byte{0x01, 0x00, 0x00}},
				Builtin{Op: 0x0a, Operands: []byte{0x7f, 0x00}},
				Builtin{Op: 0x0f, Operands: []byte{0x80, 0x01, 0x02, 0x06, 0x03, 0x00}},
				Builtin{Op: 0x11, Operands: []byte{0x02, 0x01}},
				Builtin{Op: 0x1c, Operands: []byte{0x00}},
				Builtin{Op: 0x20, Operands: []byte{0x00, 0x00}},
				Builtin{Op: 0x27, Operands: []byte{0x01, 0x02}},
			},
			"08 23 0a 05  06 01  09 00 73 01 03 00  09 01 00 00  0a 7f 00  0f 8001 02 06 03 00  11 02 01  1c 00  20 00 00  27 01 02",
		},
	})
}

// Every built-in has a name, and operands that the decoder knows how to pass over.
func TestBuiltins(t *testing.T) {
	t.Parallel()
	for op, b := range builtins {
		if got := (Builtin{Op: op}).Name(); got != b.name || got == "" {
			t.Errorf("Builtin{Op: 0x%02x}.Name() = %q, want %q", op, got, b.name)
		}
		operands := map[rune]string{'i': "00", 'f': "01", 't': "7f", 'o': "00", 'r': "0100"}
		var s string
		for _, o := range b.operands {
			s += operands[o]
		}
		r := &decode.Reader{B: unhex(t, s)}
		if decodeBuiltin(r, op); r.Err != nil || r.Left() != 0 {
			t.Errorf("%s: error %v, %d bytes left", b.name, r.Err, r.Left())
		}
	}
}
