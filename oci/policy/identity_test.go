package policy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
)

const aDigest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

func identities(t *testing.T, patterns ...string) policy.Identities {
	t.Helper()
	var all policy.Identities
	for _, p := range patterns {
		i, err := policy.ParseIdentity(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	return all
}

func TestIdentities_Accept(t *testing.T) {
	const weather = "ghcr.io/acme/weather"
	for _, c := range []struct {
		pattern, signed, asked string
		want                   bool
	}{
		// The repository alone.
		{weather, weather, weather + ":1.0", true},
		{weather, weather + ":1.0", weather + ":1.0", true},
		{weather, weather + ":0.9", weather + ":1.0", true}, // tags were not demanded
		{weather, "ghcr.io/acme/weather-evil", weather + ":1.0", false},
		{weather, "ghcr.io/acme/weather/evil", weather + ":1.0", false},
		{weather, "ghcr.io/acme", weather + ":1.0", false},
		{weather, "ghcr.io/evil/weather", weather + ":1.0", false},
		{weather, "evil.io/acme/weather", weather + ":1.0", false},
		{weather, "", weather + ":1.0", false},
		// The tag.
		{weather + ":1.*", weather + ":1.0", weather + ":1.0", true},
		{weather + ":1.*", weather + ":1.0", weather + ":1.2", false}, // an old one for the new
		{weather + ":1.*", weather + ":1.2", weather + ":1.0", false},
		{weather + ":1.*", weather + ":2.0", weather + ":2.0", false},
		{weather + ":1.*", weather + ":10.0", weather + ":10.0", false},
		{weather + ":1.*", weather + ":1", weather + ":1", false},
		{weather + ":1.*", weather, weather + ":1.0", false}, // the signer did not say
		{weather + ":*", weather, weather + ":1.0", false},
		{weather + ":*", weather + ":1.0", weather + ":1.0", true},
		{weather + ":*", weather + ":1.0", weather + ":latest", false},
		{weather + ":1.*", weather + ":1.0", weather + "@" + aDigest, true}, // asked by digest alone
		{weather + ":1.*", weather + ":1.0", weather + ":1.0@" + aDigest, true},
		{weather + ":1.*", weather + ":1.0", weather + ":1.2@" + aDigest, false},
		{weather + ":1.*", weather + ":1.0", weather, false}, // neither tag nor digest
		{weather + ":[0-9]*", weather + ":1.0", weather + ":1.0", true},
		{weather + ":V1", weather + ":v1", weather + ":v1", false}, // tags have case
		{weather + ":1.0+b", weather + ":1.0_b", weather + ":1.0+b", true},
		{weather + ":1.*", "ghcr.io/acme/weather-evil:1.0", weather + ":1.0", false},
		{weather + ":1.*", "ghcr.io/acme/weather-evil:1.0", "ghcr.io/acme/weather-evil:1.0", false},
		{weather + ":1.*", "ghcr.io/acme/map:1.0", weather + ":1.0", false},
		// What is signed may have a digest, which has to be the one.
		{weather + ":1.*", weather + ":1.0@" + aDigest, weather + ":1.0@" + aDigest, true},
		{weather + ":1.*", weather + ":1.0@" + strings.Replace(aDigest, "4", "5", 1), weather + ":1.0@" + aDigest, false},
		// Patterns of several repositories: one does not pass for another.
		{"ghcr.io/acme/*:*", weather + ":1.0", weather + ":1.0", true},
		{"ghcr.io/acme/*:*", "ghcr.io/acme/map:1.0", weather + ":1.0", false},
		{"ghcr.io/**", "ghcr.io/acme/map", weather + ":1.0", false},
		{"**", "ghcr.io/acme/map", weather + ":1.0", false},
		{"ghcr.io/acme/*", "ghcr.io/acme/a/b", "ghcr.io/acme/a/b:1", false},
		// A copy.
		{weather + ":1.*", weather + ":1.0", "mirror.example.com/weather:1.0", true},
		{weather + ":1.*", weather + ":1.0", "mirror.example.com/weather:1.2", false},
		{weather, "mirror.example.com/weather:1.0", "mirror.example.com/weather:1.0", false},
		{weather + ":1.0", weather + ":1.0", "oci-layout://build:1.0", true},
		// Hosts are the same in capitals, with the port 443, and by their other names; other ports are others.
		{"GHCR.io:443/acme/weather:1.*", weather + ":1.0", weather + ":1.0", true},
		{weather + ":1.*", "GHCR.IO/acme/weather:1.0", weather + ":1.0", true},
		{"localhost:5000/a/b:1.*", "localhost:5000/a/b:1.0", "localhost:5000/a/b:1.0", true},
		{"localhost:5000/a/b:1.*", "localhost:5001/a/b:1.0", "localhost:5000/a/b:1.0", false},
		{"localhost:5000/a/b", "localhost:5000/a/b:1.0", "localhost:5000/a/b:1.0", true},
		{"docker.io/library/nginx:1.*", "index.docker.io/library/nginx:1.0", "docker.io/library/nginx:1.0", true},
		{"docker.io/nginx:1.*", "index.docker.io/library/nginx:1.0", "docker.io/nginx:1.0", true},
		{"docker.io/library/nginx:1.*", "docker.io/evil/nginx:1.0", "docker.io/library/nginx:1.0", false},
		{"docker.io/nginx", "ghcr.io/library/nginx", "docker.io/nginx:1", false},
		// Directories.
		{"oci-layout://build:1.*", "oci-layout://build:1.0", "oci-layout://./build:1.0", true},
		{"oci-layout://build:1.*", "oci-layout://build2:1.0", "oci-layout://build:1.0", false},
		// What no reference is.
		{weather, "https://ghcr.io/acme/weather", weather + ":1.0", false},
		{weather, weather + ":1.0\nghcr.io/acme/weather", weather + ":1.0", false},
		{weather, " " + weather, weather + ":1.0", false},
		{weather, "ghcr.io/acme/Weather", weather + ":1.0", false},
		{weather, "ghcr.io/acme/../acme/weather", weather + ":1.0", false},
		{weather, weather + ":", weather + ":1.0", false},
		{weather, "ghcr.io/acme/weath\u0435r", weather + ":1.0", false},
	} {
		asked, err := oci.ParseReference(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := identities(t, c.pattern).Accept(c.signed, asked); got != c.want {
			t.Errorf("identity %s, signed as %q, asked for %s: %v, want %v", c.pattern, c.signed, c.asked, got, c.want)
		}
	}
}

// One of several patterns is enough, but what one of them is about is not judged by another.
func TestIdentities_several(t *testing.T) {
	all := identities(t, "ghcr.io/acme/weather:*", "ghcr.io/acme/map:*")
	for signed, want := range map[string]bool{"ghcr.io/acme/weather:1": true, "ghcr.io/acme/map:1": false} {
		asked, err := oci.ParseReference("ghcr.io/acme/weather:1")
		if err != nil {
			t.Fatal(err)
		}
		if got := all.Accept(signed, asked); got != want {
			t.Errorf("signed as %s: %v, want %v", signed, got, want)
		}
	}
	asked, err := oci.ParseReference("mirror.example.com/copy:1")
	if err != nil {
		t.Fatal(err)
	}
	if !all.Accept("ghcr.io/acme/map:1", asked) || all.Accept("ghcr.io/acme/evil:1", asked) {
		t.Error("a copy is not judged by both")
	}
	if !(policy.Identities{}).Accept("anything", asked) {
		t.Error("without patterns something is demanded")
	}
}

func TestParseIdentity_refuses(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                              "it is empty",
		"ghcr.io":                       "it is a host alone",
		"localhost:5000":                "it is a host alone",
		"ghcr.io/acme/weather:":         "nothing after the colon",
		"ghcr.io/acme/weather@sha256:x": "it has a digest",
		"ghcr.io/acme/weather:1@x":      "it has a digest",
		"ghcr.io/acme/Weather:1":        "want lower-case letters",
		"ghcr.io/acme/weather:[1":       "a bracket without its other",
		"ghcr.io/**/weather:1":          "** is not at the end",
		"https://ghcr.io/acme/weather":  "it begins with https://",
		"ghcr.io/acme//weather":         "nothing after a slash",
		" ghcr.io/acme/weather":         "' ' is in no name",
		"ghcr.io/acme/weather ":         "' ' is in no name",
		"ghcr.io/acme/weath\u0435r":     "'\u0435' is in no name",
		"ghcr.io/acme/weather\t:1":      "'\\t' is in no name",
		"ghcr.io/acme/a:b/weather":      "has a tag or a digest",
	} {
		if _, err := policy.ParseIdentity(pattern); !errors.As(err, new(*policy.IdentityError)) || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseIdentity(%q) = %v, want %q", pattern, err, want)
		}
	}
	if _, err := policy.New([]policy.Rule{{Match: "**", Unsigned: true, Identity: "ghcr.io/a/b"}}, nil); err == nil {
		t.Error("an identity without keys is accepted")
	}
}

// What is expected is what would be accepted.
func TestIdentities_expected(t *testing.T) {
	for _, c := range []struct{ pattern, asked, want string }{
		{"ghcr.io/acme/weather:1.*", "ghcr.io/acme/weather:1.2", "ghcr.io/acme/weather:1.2"},
		{"ghcr.io/acme/*:*", "ghcr.io/acme/weather:1.2", "ghcr.io/acme/weather:1.2"},
		{"ghcr.io/acme/*", "ghcr.io/acme/weather:1.2", "ghcr.io/acme/weather"},
		{"ghcr.io/acme/weather:2.*", "ghcr.io/acme/weather:1.2", "ghcr.io/acme/weather:2.* (1.2 is not 2.*)"},
		{"ghcr.io/acme/weather:1.*", "mirror.example.com/weather:1.2", "ghcr.io/acme/weather:1.2"},
		{"ghcr.io/acme/weather:1.*", "ghcr.io/acme/weather@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "ghcr.io/acme/weather:1.*"},
	} {
		asked, err := oci.ParseReference(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		all := identities(t, c.pattern)
		if got := all.Expected(asked); got != c.want {
			t.Errorf("identity %s, asked for %s: expected %s, want %s", c.pattern, c.asked, got, c.want)
		} else if !strings.ContainsAny(got, "*(") && !all.Accept(got, asked) {
			t.Errorf("%s is expected, and not accepted", got)
		}
	}
}
