package oci_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/oci"
)

const someDigest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func TestParseReference(t *testing.T) {
	for in, want := range map[string]oci.Reference{
		"ghcr.io/acme/weather:1.2.0":            {Registry: "ghcr.io", Repository: "acme/weather", Tag: "1.2.0"},
		"oci://ghcr.io/acme/weather":            {Registry: "ghcr.io", Repository: "acme/weather"},
		"localhost:5000/weather:latest":         {Registry: "localhost:5000", Repository: "weather", Tag: "latest"},
		"[::1]:5000/weather:a":                  {Registry: "[::1]:5000", Repository: "weather", Tag: "a"},
		"ghcr.io/a/b@" + someDigest:             {Registry: "ghcr.io", Repository: "a/b", Digest: someDigest},
		"ghcr.io/a/b:1.0@" + someDigest:         {Registry: "ghcr.io", Repository: "a/b", Tag: "1.0", Digest: someDigest},
		"ghcr.io/a/b:1.0.0+build.7":             {Registry: "ghcr.io", Repository: "a/b", Tag: "1.0.0_build.7"},
		"oci-layout://dist:1.0":                 {Layout: "dist", Tag: "1.0"},
		"oci-layout://d:1":                      {Layout: "d", Tag: "1"},
		"oci-layout:///srv/a:b/dist":            {Layout: "/srv/a:b/dist"},
		`oci-layout://C:\dist:1.0`:              {Layout: `C:\dist`, Tag: "1.0"},
		"oci-layout://C:/dist":                  {Layout: "C:/dist"},
		"oci-layout://./dist:1.0@" + someDigest: {Layout: "./dist", Tag: "1.0", Digest: someDigest},
	} {
		got, err := oci.ParseReference(in)
		if err != nil {
			t.Errorf("ParseReference(%q): %v", in, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ParseReference(%q): %s", in, diff)
		}
		again, err := oci.ParseReference(got.String())
		if err != nil || again != got {
			t.Errorf("ParseReference(%q) = %+v, %v, want %+v", got, again, err, got)
		}
	}
}

func TestParseReference_invalid(t *testing.T) {
	for in, want := range map[string]string{
		"weather":                "weather: no repository is not valid (want host/path:tag)",
		"ghcr.io/":               "ghcr.io/: no repository is not valid (want host/path:tag)",
		"ghcr.io/Acme/weather:1": `ghcr.io/Acme/weather:1: repository "Acme/weather" is not valid (want lower-case letters, digits and . _ - between slashes)`,
		"ghcr.io/a/b:":           `ghcr.io/a/b:: tag "" is not valid (want up to 128 letters, digits and . _ -)`,
		"ghcr.io/a/b:~1":         `ghcr.io/a/b:~1: tag "~1" is not valid (want up to 128 letters, digits and . _ -)`,
		"ghcr.io/a/b@sha256:abc": `ghcr.io/a/b@sha256:abc: digest "sha256:abc" is not valid (want sha256: and 64 hexadecimal digits)`,
		"gh cr.io/a/b:1":         `gh cr.io/a/b:1: registry "gh cr.io" is not valid (want a host, such as ghcr.io or localhost:5000)`,
		"oci-layout://:1":        "oci-layout://:1: no directory is not valid (want oci-layout://dir:tag)",
		"oci-layout://":          "oci-layout://: no directory is not valid (want oci-layout://dir:tag)",
	} {
		_, err := oci.ParseReference(in)
		if err == nil || err.Error() != want {
			t.Errorf("ParseReference(%q): %v, want %s", in, err, want)
		}
	}
}

func TestVersionOf_readsBackWhatTagOfMade(t *testing.T) {
	for _, v := range []string{"1.0.0", "1.0.0+build.7", "1.0.0-rc.1+linux-x", "latest"} {
		if got := oci.VersionOf(oci.TagOf(v)); got != v {
			t.Errorf("VersionOf(TagOf(%q)) = %q", v, got)
		}
	}
}

func TestParseSpec(t *testing.T) {
	files := "ghcr.io/dir acme:there some.dir/file"
	exists := func(name string) bool { return strings.Contains(files, name) }
	for in, want := range map[string]string{
		"weather.wasm":             "path",
		"./ghcr.io/a/b:1":          "path",
		"../x":                     "path",
		"/abs/x:1":                 "path",
		`dir\weather`:              "path",
		"C:/x/weather":             "path",
		"-":                        "path",
		"weather":                  "path",
		"dir/weather":              "path",
		"dir/weather:1":            "path",
		"some.dir/file":            "path",
		"ghcr.io/dir":              "path",
		"ghcr.io/dir:1":            "reference",
		"ghcr.io/acme/weather":     "reference",
		"ghcr.io/acme/weather:1.0": "reference",
		"localhost/weather:1":      "reference",
		"localhost:5000/weather":   "reference",
		"registry:5000/weather:1":  "reference",
		"127.0.0.1:5000/weather:1": "reference",
		"oci://registry/weather":   "reference",
		"oci-layout://dist.wasm":   "reference",
		"wasi:http":                "package",
		"wasi:http@0.2.1":          "package",
		"acme:weather@^1.2":        "package",
		"acme:weather@>=1, <2":     "package",
		"acme:there":               "path",
		"acme:weather/tools":       "path",
		"acme:weather@":            "path",
	} {
		spec, err := oci.ParseSpec(in, exists)
		if err != nil {
			t.Errorf("ParseSpec(%q): %v", in, err)
			continue
		}
		got := "path"
		switch {
		case spec.Reference != nil:
			got = "reference"
		case spec.Package != nil:
			got = "package"
			if spec.Package.String() != in {
				t.Errorf("ParseSpec(%q).Package = %s", in, spec.Package)
			}
		case spec.Path != in:
			t.Errorf("ParseSpec(%q).Path = %q", in, spec.Path)
		}
		if got != want {
			t.Errorf("ParseSpec(%q) is a %s, want a %s", in, got, want)
		}
	}
}

// FuzzReference wants what parses to print as it was, and errors to come with nothing.
func FuzzReference(f *testing.F) {
	for _, s := range []string{"ghcr.io/a/b:1", "oci-layout://d:1", "a.b/c@" + someDigest, "oci-layout://C:/d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := oci.ParseReference(s)
		if err != nil {
			if r != (oci.Reference{}) {
				t.Errorf("ParseReference(%q) = %+v beside an error", s, r)
			}
			return
		}
		again, err := oci.ParseReference(r.String())
		if err != nil || again != r {
			t.Errorf("ParseReference(%q) = %+v, printed and parsed again %+v, %v", s, r, again, err)
		}
	})
}
