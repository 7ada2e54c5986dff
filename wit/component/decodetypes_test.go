package component

import (
	"bytes"
	"testing"
)

// What DecodeTypes does not read it keeps, so that nothing changes when it is written again.
func TestDecodeTypes_keeps(t *testing.T) {
	for name, section := range map[string]Section{
		"everything":        nil,
		"unknown canon":     Canons{Builtin{Op: 0x7b, Operands: []byte{1}}},
		"unknown option":    Canons{Lift{Options: []CanonOption{{Kind: 0x7b}}}},
		"unknown core type": CoreTypes{{Bytes: []byte{0x10, 0x01}}},
		"unknown type":      &Unread{ID: idType, Bytes: []byte{1, 0x01}},
		"unknown alias":     &Unread{ID: idAlias, Bytes: []byte{1, 0x7b, 0, 0, 0}},
		"unknown instance":  &Unread{ID: idInstance, Bytes: []byte{1, 0x7b, 0}},
		"values":            &Unread{ID: idValue, Bytes: []byte{0}},
	} {
		c := everything()
		if section != nil {
			c.Sections = append(c.Sections, section)
		}
		b := c.Encode()
		types, err := DecodeTypes(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := types.Encode(); !bytes.Equal(got, b) {
			t.Errorf("%s: is written as\n%x, was\n%x", name, got, b)
		}
		if section == nil {
			continue
		}
		if _, ok := types.Sections[len(types.Sections)-1].(*Unread); !ok {
			t.Errorf("%s: is read as %T", name, types.Sections[len(types.Sections)-1])
		}
		if _, err := Decode(b); err == nil {
			t.Errorf("%s: Decode has no error", name)
		}
	}
}

// What is not well formed is an error all the same, and so are imports and exports that are not known.
func TestDecodeTypes_errors(t *testing.T) {
	for _, s := range []Section{
		&Unread{ID: idType, Bytes: []byte{9}},
		&Unread{ID: idCanon, Bytes: []byte{1, 0x00, 0x00}},
		&Unread{ID: idImport, Bytes: []byte{1, 0, 1, 'a', 0x7b, 0}},
		&Unread{ID: idExport, Bytes: []byte{1, 0, 1, 'a', 0x7b, 0, 0}},
		&Unread{ID: 99},
	} {
		b := (&Component{Sections: []Section{s}}).Encode()
		if _, err := DecodeTypes(b); err == nil {
			t.Errorf("%x is read", b)
		}
	}
}

func FuzzDecodeTypes(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := frugal(t, "DecodeTypes", DecodeTypes, b)
		if _, whole := Decode(b); whole == nil && err != nil {
			t.Errorf("Decode succeeds, and DecodeTypes has the error %v", err)
		}
		if err != nil {
			return
		}
		if _, err := DecodeTypes(c.Encode()); err != nil {
			t.Errorf("what is written again cannot be read: %v", err)
		}
	})
}
