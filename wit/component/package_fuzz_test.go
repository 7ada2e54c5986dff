package component

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
)

// What is decoded as a WIT package can be encoded, and is then decoded as the same package.
func FuzzPackage(f *testing.F) {
	for _, path := range []string{
		"testdata/wit/shapes.wit", "testdata/wit/async.wit", "load/testdata/features.wit", "../testdata/grammar/everything.wit",
	} {
		text, err := os.ReadFile(filepath.FromSlash(path))
		if err != nil {
			f.Fatal(err)
		}
		r, err := wit.Options{AllFeatures: true}.Parse([]wit.Source{{Name: path, Text: string(text)}})
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range r.Packages {
			c, err := EncodePackage(p)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(c.Encode())
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Decode(b)
		if err != nil {
			t.Skip()
		}
		p, err := Package(c)
		if (p == nil) == (err == nil) {
			t.Fatalf("Package() = %v, %v", p, err)
		}
		if err != nil {
			return
		}
		text := wit.Print(p)
		encoded, err := EncodePackage(p)
		if err != nil {
			return // a world that uses what it does not import is no world of WIT
		}
		decoded, err := Decode(encoded.Encode())
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		again, err := Package(decoded)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(text, wit.Print(again)); diff != "" {
			t.Errorf("encoded and decoded again (-before +after):\n%s", diff)
		}
	})
}
