package component

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// ignoreOffsets leaves out where a nested component was found.
var ignoreOffsets = cmpopts.IgnoreUnexported(Nested{})

// sectionCase is a section and its bytes, in hexadecimal with spaces between its parts.
type sectionCase struct {
	name    string
	section Section
	bytes   string
}

const preamble = "0061736d 0d000100 "

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.NewReplacer(" ", "", "\n", "", "\t", "").Replace(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// testBothWays encodes and decodes each case.
func testBothWays(t *testing.T, tests []sectionCase) {
	t.Helper()
	t.Parallel()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := unhex(t, preamble+tt.bytes)
			c := &Component{Sections: []Section{tt.section}}
			if got := c.Encode(); string(got) != string(want) {
				t.Errorf("Encode() = %x, want %x", got, want)
			}
			got, err := Decode(want)
			if err != nil {
				t.Fatalf("Decode(%x) error = %v", want, err)
			}
			if diff := cmp.Diff(c, got, ignoreOffsets); diff != "" {
				t.Errorf("Decode(%x) mismatch (-want +got):\n%s", want, diff)
			}
			for n := headerSize + 1; n < len(want); n++ {
				if c, err := Decode(want[:n]); err == nil || c != nil {
					t.Errorf("Decode of the first %d bytes = %v, %v, want an error", n, c, err)
				}
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

func prim(p Primitive) ValType { return ValType{Primitive: p} }

func index(i uint32) ValType { return ValType{Index: i} }
