package wasi

import (
	"strings"
	"testing"
)

// missing are functions that are in WASI behind a feature gate and not here.
var missing = map[string]bool{
	"wasi:clocks/timezone@0.2#display":                                 true,
	"wasi:clocks/timezone@0.2#utc-offset":                              true,
	"wasi:http/types@0.2#[method]response-outparam.send-informational": true,
}

// Every function has a type, and every type a function.
func TestSignatures(t *testing.T) {
	t.Parallel()
	for name := range functions() {
		if _, ok := signatures()[name]; !ok {
			t.Errorf("%s has no signature", name)
		}
	}
	for name := range signatures() {
		iface, function, _ := strings.Cut(name, "#")
		if _, ok := Lookup(iface, function); ok == missing[name] {
			t.Errorf("%s: implemented %v, want %v", name, ok, !missing[name])
		}
	}
}
