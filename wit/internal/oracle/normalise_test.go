package oracle

import (
	"strings"
	"testing"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	a := "package b:c;\n\n/// It.\nworld w {\n  import b:c/d;\n  export f: func(a: u8, b: list<u8>);\n}\npackage x:y {\n interface i { use a.{b, c as d};\n record r { z: u8, a: u8, } } }"
	b := "package x:y { interface i { record r { z: u8, a: u8 } use a.{c as d}; use a.{b}; } } package b:c; world w { export f: func(a: u8, b: list<u8>); import b:c/d; }"
	x, y := Normalise(t, a), Normalise(t, b)
	if x != y {
		t.Errorf("normalised:\n%s\n%s", x, y)
	}
	if z := Normalise(t, strings.Replace(b, "z: u8, a: u8", "a: u8, z: u8", 1)); z == x {
		t.Errorf("order of fields is lost:\n%s", z)
	}
}
