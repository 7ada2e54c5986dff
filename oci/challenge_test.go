package oci

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseChallenges(t *testing.T) {
	for _, tt := range []struct {
		name    string
		headers []string
		want    []string
	}{
		{"one", []string{`Bearer realm="https://a/token",service="s",scope="repository:x:pull,push"`},
			[]string{`Bearer realm="https://a/token", service="s", scope="repository:x:pull,push"`}},
		{"two in one header", []string{`Basic realm="a, b=c", Bearer realm="https://a/token", service="s"`},
			[]string{`Basic realm="a, b=c"`, `Bearer realm="https://a/token", service="s"`}},
		{"two headers", []string{"Negotiate", `Basic realm="x"`}, []string{"Negotiate", `Basic realm="x"`}},
		{"a token in place of parameters", []string{`Negotiate YII+/=, NTLM TlRMTVNTUAAC==,basic  realm = x`},
			[]string{"Negotiate", "NTLM", `basic realm="x"`}},
		{"capitals, escapes, empty elements", []string{`, ,BEARER Realm="h\"\\i" ,, Basic`}, []string{`BEARER realm="h\"\\i"`, "Basic"}},
		{"nothing after the scheme", []string{"Basic"}, []string{"Basic"}},
		{"no end", []string{`Bearer realm="https://a`}, []string{`Bearer realm="https://a"`}},
		{"no value", []string{`Bearer realm="",service=`}, []string{`Bearer realm="", service=""`}},
		{"nonsense", []string{"=", `"`, "\x00"}, nil},
		{"a parameter first", []string{`realm="x", Basic realm="y"`}, []string{"realm"}},
		{"empty", []string{"", " "}, nil},
		{"too many", []string{strings.Repeat("Basic,", 10_000)}, slicesRepeat("Basic", maxChallenges)},
	} {
		var got []string
		for _, c := range parseChallenges(tt.headers) {
			got = append(got, c.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func slicesRepeat(s string, n int) []string {
	var all []string
	for range n {
		all = append(all, s)
	}
	return all
}

func FuzzParseChallenges(f *testing.F) {
	f.Add(`Basic realm="a, b=c", Bearer realm="https://a/token", service="s"`)
	f.Add(`Negotiate YII+/=, NTLM TlRMTVNTUAAC==,basic  realm = x`)
	f.Add(`a=b c=d "e" \`)
	f.Fuzz(func(t *testing.T, header string) {
		for _, c := range answerable(parseChallenges([]string{header})) {
			again := parseChallenges([]string{c.String()})
			if len(again) != 1 || again[0].String() != c.String() {
				t.Errorf("%q is %q, and then %q", header, c, again)
			}
		}
	})
}
