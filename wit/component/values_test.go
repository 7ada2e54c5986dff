package component

import (
	"bytes"
	"errors"
	"testing"
)

// The type of a value is read as the standard's draft has it and as encoders write it.
func TestDecode_values(t *testing.T) {
	t.Parallel()
	importing := func(bound ...byte) []byte {
		return (&Component{Sections: []Section{Imports{{Name: Name{Name: "v"}, Type: ExternType{Sort: SortValue, Value: bound}}}}}).Encode()
	}
	for _, test := range []struct{ bound, want []byte }{
		{[]byte{0x01, 0x73}, []byte{0x01, 0x73}},
		{[]byte{0x73}, []byte{0x01, 0x73}},
		{[]byte{0x02}, []byte{0x01, 0x02}},
		{[]byte{0x00, 0x05}, []byte{0x00, 0x05}},
	} {
		c, err := Decode(importing(test.bound...))
		if err != nil {
			t.Errorf("% x: %v", test.bound, err)
			continue
		}
		if got := c.Sections[0].(Imports)[0].Type.Value; !bytes.Equal(got, test.want) {
			t.Errorf("% x is read as % x, want % x", test.bound, got, test.want)
		}
	}
	// An encoder's type 0 looks like the beginning of what the draft has.
	_, err := Decode(importing(0x00))
	if e := (*DecodeError)(nil); !errors.As(err, &e) || !e.Values {
		t.Errorf("error %v, want one that says that there are values", err)
	}
}
