package wkg_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oras.land/oras-go/v2/registry/remote/auth"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
)

func config(t *testing.T, text string) *wkg.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := wkg.ReadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func spec(t *testing.T, s string) oci.PackageSpec {
	t.Helper()
	p, err := oci.ParseSpec(s, func(string) bool { return false })
	if err != nil || p.Package == nil {
		t.Fatalf("%s is no package: %v", s, err)
	}
	return *p.Package
}

// wellKnown answers what a registry says of itself.
func wellKnown(text string) ocitest.Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if r.URL.Path != wkg.MetadataPath {
			return false
		}
		_, _ = io.WriteString(w, text)
		return true
	}
}

func push(t *testing.T, client *oci.Client, repository string, versions ...string) {
	t.Helper()
	a, err := oci.Build("m", []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		r, err := oci.ParseReference(repository + ":" + v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Push(t.Context(), a, r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestResolve(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	client := &oci.Client{}
	push(t, client, reg.Host+"/pre/fix/acme/weather", "1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1", "latest", "1.2.1+build.7")
	push(t, client, reg.Host+"/acme/weather", "9.0.0")
	file := `default_registry = "` + reg.Host + `"`
	prefixed := `{"preferredProtocol":"oci","oci":{"registry":"` + reg.Host + `","namespacePrefix":"pre/fix/"}}`
	older := `{"ociRegistry":"` + reg.Host + `","ociNamespacePrefix":"pre/fix/"}`
	inline := `[package_registry_overrides]
"acme:weather" = { registry = "unused.example", metadata = { preferredProtocol = "oci", oci = { registry = "` + reg.Host + `", namespacePrefix = "pre/fix/" } } }`
	for _, tt := range []struct{ name, config, wellKnown, spec, want string }{
		{"newest release", file, prefixed, "acme:weather", "/pre/fix/acme/weather:1.10.0"},
		{"exact", file, prefixed, "acme:weather@1.2.0", "/pre/fix/acme/weather:1.2.0"},
		{"exact, with build metadata", file, prefixed, "acme:weather@1.2.1+build.7", "/pre/fix/acme/weather:1.2.1_build.7"},
		{"caret", file, prefixed, "acme:weather@^1.2", "/pre/fix/acme/weather:1.10.0"},
		{"tilde", file, prefixed, "acme:weather@~1.2.0", "/pre/fix/acme/weather:1.2.1_build.7"},
		{"short for caret", file, prefixed, "acme:weather@1", "/pre/fix/acme/weather:1.10.0"},
		{"two conditions", file, prefixed, "acme:weather@>=1.0, <1.10", "/pre/fix/acme/weather:1.2.1_build.7"},
		{"before the release", file, prefixed, "acme:weather@^2.0.0-rc", "/pre/fix/acme/weather:2.0.0-rc.1"},
		{"as registries said it before", file, older, "acme:weather", "/pre/fix/acme/weather:1.10.0"},
		{"a registry that says nothing", file, "", "acme:weather", "/acme/weather:9.0.0"},
		{"a registry that says nonsense", file, "<html>", "acme:weather", "/acme/weather:9.0.0"},
		{"by namespace", "[namespace_registries]\nacme = \"" + reg.Host + `"`, prefixed, "acme:weather@1", "/pre/fix/acme/weather:1.10.0"},
		{"by package, not asked", inline, "", "acme:weather@1", "/pre/fix/acme/weather:1.10.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reg.Heal()
			if tt.wellKnown != "" {
				reg.Inject(wellKnown(tt.wellKnown))
			}
			r := &wkg.Resolver{Config: config(t, tt.config), Client: &oci.Client{}}
			got, err := r.Resolve(t.Context(), spec(t, tt.spec))
			if err != nil {
				t.Fatal(err)
			}
			if got.Reference == nil || got.Reference.String() != reg.Host+tt.want {
				t.Errorf("%s is %v, want %s", tt.spec, got.Reference, reg.Host+tt.want)
			}
			if _, err := r.Client.Pull(t.Context(), *got.Reference); err != nil {
				t.Error(err)
			}
		})
	}
	for _, tt := range []struct{ spec, config, want string }{
		{"acme:weather@3", file, "acme:weather@3: no version fits\n  " + reg.Host + "/pre/fix/acme/weather has: 2.0.0-rc.1, 1.10.0, 1.2.1+build.7, 1.2.0, 1.0.0, latest"},
		{"acme:weather@>>1", file, `acme:weather@>>1: ">>1" is no range of versions (want a version, or such as ^1.2, ~1.2.3, >=1.0, <2.0)`},
		{"acme:nothing", file, "acme:nothing: " + reg.Host + "/pre/fix/acme/nothing does not exist"},
		{"acme:weather", "", "acme:weather: no registry is configured for namespace acme"},
	} {
		reg.Heal()
		reg.Inject(wellKnown(prefixed))
		r := &wkg.Resolver{Config: config(t, tt.config), Client: &oci.Client{}}
		if _, err := r.Resolve(t.Context(), spec(t, tt.spec)); err == nil || err.Error() != tt.want {
			t.Errorf("%v\nwant %s", err, tt.want)
		}
	}
}

func TestResolve_offline(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	reg.Inject(wellKnown(`{"oci":{"namespacePrefix":"p/"}}`))
	push(t, &oci.Client{}, reg.Host+"/p/acme/weather", "1.0.0")
	cache, err := oci.OpenCache(t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	r := &wkg.Resolver{Config: config(t, `default_registry = "`+reg.Host+`"`), Client: &oci.Client{Cache: cache}}
	found, err := r.Resolve(t.Context(), spec(t, "acme:weather"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Client.Pull(t.Context(), *found.Reference); err != nil {
		t.Fatal(err)
	}
	r.Client = &oci.Client{Cache: cache, Offline: true}
	again, err := r.Resolve(t.Context(), spec(t, "acme:weather"))
	if err != nil || *again.Reference != *found.Reference {
		t.Errorf("offline %v, %v, want %v", again.Reference, err, found.Reference)
	}
}

func TestResolve_inADirectory(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "acme", "weather")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"1.0.0", "1.1.0"} {
		if err := os.WriteFile(filepath.Join(dir, v+".wasm"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := config(t, "default_registry = \"here\"\n[registry.here]\ntype = \"local\"\n[registry.here.local]\nroot = '"+root+"'")
	got, err := (&wkg.Resolver{Config: c}).Resolve(t.Context(), spec(t, "acme:weather"))
	if want := filepath.Join(dir, "1.1.0.wasm"); err != nil || got.Path != want {
		t.Errorf("%q, %v, want %s", got.Path, err, want)
	}
}

func TestHosts(t *testing.T) {
	c := config(t, `
default_registry = "reg.example:5000"
[registry."a.example".oci]
auth = { username = "ada", password = "secret" }
protocol = "http"
[registry."b.example".oci]
auth = "YWRhOnNlY3JldA=="
accept_invalid_certificates = true
`)
	hosts := map[string]oci.Host{}
	if err := c.Hosts(hosts, []string{"WKG_REGISTRY_REG_EXAMPLE_5000_AUTH_BEARER=token"}); err != nil {
		t.Fatal(err)
	}
	ada := auth.Credential{Username: "ada", Password: "secret"}
	if h := hosts["a.example"]; h.Credential != ada || h.Scheme != oci.HTTP {
		t.Errorf("a: %+v", h)
	}
	if h := hosts["b.example"]; h.Credential != ada || !h.InsecureSkipVerify || h.Scheme != oci.Auto {
		t.Errorf("b: %+v", h)
	}
	if h := hosts["reg.example:5000"]; h.Credential.AccessToken != "token" {
		t.Errorf("by the environment: %+v", h)
	}
}

func TestHosts_invalidCertificates(t *testing.T) {
	for text, want := range map[string]string{
		`[{ encoding = "der", data = "x" }]`: `registry a.example: certificate of encoding "der" (want pem)`,
		`[{ encoding = "pem", data = "x" }]`: "registry a.example: extra_root_certificates has no certificate",
	} {
		c := config(t, "[registry.\"a.example\".oci]\nextra_root_certificates = "+text)
		if err := c.Hosts(map[string]oci.Host{}, nil); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestReadConfig_invalid(t *testing.T) {
	for _, text := range []string{"default_registry = ", "[namespace_registries]\na = 1", "[registry.x.oci]\nauth = \"!\""} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if c, err := wkg.ReadConfig(path); err == nil || !strings.HasPrefix(err.Error(), path+" is not valid: ") {
			t.Errorf("%q: %v, %v", text, c, err)
		}
	}
	if c, err := wkg.ReadConfig(filepath.Join(t.TempDir(), "none")); err != nil || c == nil {
		t.Errorf("a file that is not there: %v", err)
	}
}
