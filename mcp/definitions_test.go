package mcp

import (
	"encoding/json"
	"testing"
)

func TestDigest(t *testing.T) {
	// The example of RFC 8785, section 3.2.2, and what openssl says of its canonical form.
	const input = `{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}`
	const canonical = `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`
	a, err := Digest(json.RawMessage(input))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Digest(json.RawMessage(canonical))
	if err != nil {
		t.Fatal(err)
	}
	const want = "sha256:2d5e01a318d0f0879ab568c4be289c8b1f64ef8921a53c6277d5e069978baacb"
	if a != want || b != want {
		t.Errorf("digests = %s and %s, want %s", a, b, want)
	}
	for _, bad := range []string{`{"a":1,"a":1}`, `1e999`, `"\ud800"`, "\"\xff\"", `{`} {
		if d, err := Digest(json.RawMessage(bad)); err == nil {
			t.Errorf("Digest(%s) = %s, want an error", bad, d)
		}
	}
}
