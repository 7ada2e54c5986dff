package acceptance

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// witPackage is a WIT package, acme:weather@1.0.0, as wasm-tools encodes it.
func witPackage(t testing.TB) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, "oci", "testdata", "package.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// digestLine is how wkg tells what it has pushed.
var digestLine = regexp.MustCompile(`(?m)^digest: (sha256:[0-9a-f]{64})$`)

// TestRegistry_wkg has wkg read what we push, and reads what wkg pushes, by tag and by digest.
func TestRegistry_wkg(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	wkg := tools.Need(t, "wkg")
	eachRegistry(t, func(t *testing.T, m *machine, host string) {
		oci := func(verb string, args ...string) string {
			t.Helper()
			argv := []string{wkg, "oci", verb}
			if !m.secure {
				argv = append(argv, "--insecure", host)
			}
			return m.run(t, append(argv, args...)...)
		}
		for name, file := range map[string]string{"component": provider(t, "calculator"), "package": witPackage(t)} {
			ours, theirs := host+"/ours/"+name, host+"/theirs/"+name
			digest := m.push(t, file, ours+":1.0.0")
			for form, ref := range map[string]string{"tag": ours + ":1.0.0", "digest": ours + "@" + digest} {
				oci("pull", ref, "-o", m.path("pulled.wasm"))
				same(t, "wkg pulls a "+name+" by "+form, m.path("pulled.wasm"), file)
			}
			said := digestLine.FindStringSubmatch(oci("push", theirs+":1.0.0", file, "--annotation", "com.acme.team=sky"))
			if said == nil {
				t.Fatalf("wkg does not tell the digest of the %s", name)
			}
			for form, ref := range map[string]string{"tag": theirs + ":1.0.0", "digest": theirs + "@" + said[1]} {
				report := m.wasmcp(t, "pull", "--json", ref, "-o", m.path("pulled.wasm"))
				same(t, "wasmcp pulls a "+name+" by "+form, m.path("pulled.wasm"), file)
				for _, want := range []string{`"manifest": "` + said[1] + `"`, `"com.acme.team": "sky"`} {
					if !strings.Contains(report, want) {
						t.Errorf("%s not in %s", want, report)
					}
				}
			}
		}
		if got := m.wasmcp(t, "call", host+"/theirs/component:1.0.0", "add", "--arg", "a=2", "--arg", "b=3"); got != "5\n" {
			t.Errorf("what wkg pushed answers %q", got)
		}
	})
}

// TestRegistry_wkgPackages has both find packages by one configuration: what one of them stores
// under a name and a version, the other one gets.
func TestRegistry_wkgPackages(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	wkg := tools.Need(t, "wkg")
	eachRegistry(t, func(t *testing.T, m *machine, host string) {
		config := "[namespace_registries]\nacme = \"" + host + "\"\n[registry.\"" + host + "\".oci]\n"
		if m.secure {
			config += "protocol = \"https\"\n"
		} else {
			config += "protocol = \"http\"\n"
		}
		if m.private {
			config += "auth = { username = \"ada\", password = \"secret\" }\n"
		}
		m.write(t, "wkg.toml", config)
		file := witPackage(t)
		m.push(t, file, host+"/acme/weather:1.0.0")
		for _, spec := range []string{"acme:weather@1.0.0", "acme:weather"} {
			m.run(t, wkg, "get", spec, "--format", "wasm", "--overwrite", "-o", m.path("got.wasm"))
			same(t, "wkg get "+spec, m.path("got.wasm"), file)
		}
		m.run(t, wkg, "publish", "--package", "acme:climate@1.2.0", file)
		for _, spec := range []string{"acme:climate@1.2.0", "acme:climate@^1", "acme:climate"} {
			m.wasmcp(t, "pull", spec, "-o", m.path("got.wasm"))
			same(t, "wasmcp pull "+spec, m.path("got.wasm"), file)
		}
		m.push(t, provider(t, "calculator"), host+"/acme/calculator:0.3.0")
		m.run(t, wkg, "get", "acme:calculator@0.3.0", "--overwrite", "-o", m.path("calculator.wasm"))
		same(t, "wkg get of a component", m.path("calculator.wasm"), provider(t, "calculator"))
	})
}
