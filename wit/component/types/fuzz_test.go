package types

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// FuzzOf reads the types of whatever decodes: there is no panic, and where there is no error every
// export and import can be printed and is a subtype of itself.
func FuzzOf(f *testing.F) {
	parts, err := filepath.Glob("../../../compose/testdata/parts/*.wasm")
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range parts {
		b, err := os.ReadFile(part)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add((&component.Component{Sections: streams()}).Encode())
	f.Add((&component.Component{Sections: ownerSections()}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		decoded, err := component.DecodeTypes(b)
		if err != nil {
			return
		}
		a := NewArena()
		c, err := Of(a, decoded)
		if err != nil {
			if c != nil {
				t.Errorf("a type and an error: %v", err)
			}
			return
		}
		for _, externs := range [][]Extern{c.Imports, c.Exports} {
			for _, e := range externs {
				a.Detail(e.Type)
				if err := a.Subtype(e, e); err != nil {
					t.Errorf("%s is no subtype of itself: %v", e.Name.Name, err)
				}
			}
		}
		a.Instantiate(c, func([]string) (ResourceID, bool) { return 0, false })
	})
}
