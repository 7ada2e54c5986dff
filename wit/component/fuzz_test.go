package component

import (
	"bytes"
	"reflect"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzDecode(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := frugal(t, "Decode", Decode, b)
		if err != nil {
			if c != nil {
				t.Errorf("Decode = %v and error %v", c, err)
			}
			return
		}
		Print(c)
		ReadMetadata(c)
		for range c.Items() {
		}
		if err := decodeAll(c); err != nil {
			t.Log(err)
		}
	})
}

// frugal decodes b, and sees that it does not allocate more than it may.
func frugal(t *testing.T, name string, decode func([]byte) (*Component, error), b []byte) (*Component, error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c, err := decode(b)
	runtime.ReadMemStats(&after)
	if got, most := after.TotalAlloc-before.TotalAlloc, allocBound(b); got > most {
		t.Errorf("%s of %d bytes, %.20x, allocates %d, want at most %d", name, len(b), b, got, most)
	}
	return c, err
}

// allocBound is what decoding b may allocate: its items as Go values take up to a hundred times
// their smallest encodings, whatever b claims.
func allocBound(b []byte) uint64 { return 256<<10 + 128*uint64(len(b)) }

// decodeAll decodes what c embeds.
func decodeAll(c *Component) error {
	for _, s := range c.Sections {
		switch s := s.(type) {
		case *Nested:
			if c, err := s.Decode(); err != nil {
				return err
			} else if err := decodeAll(c); err != nil {
				return err
			}
		case *Custom:
			if _, err := DecodeNames(s.Data); err != nil {
				return err
			}
			if _, err := DecodeProducers(s.Data); err != nil {
				return err
			}
		}
	}
	return nil
}

func FuzzRoundTrip(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Decode(b)
		if err != nil {
			t.Skip()
		}
		canonical := c.Encode()
		again, err := Decode(canonical)
		if err != nil {
			t.Fatalf("Decode(Encode(%x)) error = %v", b, err)
		}
		if !reflect.DeepEqual(c, again) { // cmp alone would do, but it is slow
			if diff := cmp.Diff(c, again, ignoreOffsets); diff != "" {
				t.Errorf("Decode(Encode(%x)) mismatch (-first +second):\n%s", b, diff)
			}
		}
		if got := again.Encode(); !bytes.Equal(got, canonical) {
			t.Errorf("Encode is not stable: %x, then %x", canonical, got)
		}
		if len(canonical) > len(b) {
			t.Errorf("canonical form has %d bytes, the input %d", len(canonical), len(b))
		}
	})
}

// addSeeds adds every section in one component, each section in a component of its own, components
// nested in components, and inputs that lie about their sizes.
func addSeeds(f *testing.F) {
	f.Helper()
	all := everything()
	f.Add(all.Encode())
	for _, s := range all.Sections {
		c := Component{Sections: []Section{s}}
		f.Add(c.Encode())
	}
	nested := all.Encode()
	for range 3 {
		c := Component{Sections: []Section{&Nested{Bytes: nested}, Aliases{{SortComponent, Outer{1, 0}}}}}
		nested = c.Encode()
		f.Add(nested)
	}
	for _, s := range hostile {
		f.Add(unhex(f, preamble+s))
	}
	for _, b := range watSeeds(f) {
		f.Add(b)
	}
}

// hostile are sections that claim far more than they hold.
var hostile = []string{
	"0a 05 ffffffff0f",
	"07 08 01 72 ffffffff0f 00",
	"07 0a 01 41 ffffffff0f 01 41",
	"01 ffffffff0f",
	"00 05 ffffffff0f",
	"08 09 ffffffff0f 00 00 00 00",
	"07 0c 02 41 05 01 41 04 01 41 03 01 41 02",
}

// A small file cannot make the decoder allocate much, whatever it claims.
func TestDecode_memory(t *testing.T) {
	for _, s := range hostile {
		b := unhex(t, preamble+s)
		if _, err := frugal(t, "Decode", Decode, b); err == nil {
			t.Errorf("Decode(%s) succeeds", s)
		}
	}
}
