// Package wasmcp holds nothing but tests of the module as a whole.
package wasmcp

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wasmcp/wasmcp-go/"

// layers lists the packages of the module from the top down. A package may import those of lower
// layers, and of its own only what is inside its own directory.
var layers = [][]string{
	{"cmd"},
	{"cmd/wasmcp/internal/commands"},
	{"cmd/wasmcp/internal/author", "cmd/wasmcp/internal/build", "cmd/wasmcp/internal/host", "cmd/wasmcp/internal/ship"},
	{"cmd/wasmcp/internal/embedded"},
	{"cmd/wasmcp/internal/composing"},
	{"cmd/wasmcp/internal/cli"},
	{"cmd/wasmcp/internal/ui", "cmd/wasmcp/internal/cachekey"},
	{"host"},
	{"server"},
	{"compose/chain", "framework", "templates", "runtime", "oci", "mcp"},
	{"compose"},
	{"wit/component/validate"},
	{"wit/component/abi"},
	{"wit/component/types"},
	{"wit/component"},
	{"wit", "wit/mcp"},
	{"internal/child"},
	{"internal/atomicfile", "internal/bounded", "internal/tomltext", "internal/edit", "internal/errlist", "internal/excerpt", "internal/filemap", "internal/private", "acceptance/tools"},
}

// standard lists packages that import nothing outside the standard library and the module, but for
// what stands beside them.
var standard = map[string][]string{
	"wit":           nil,
	"wit/component": nil,
	"compose":       {"golang.org/x/mod/semver"},
}

func TestImports_goOneWay(t *testing.T) {
	layer := func(pkg string) (int, string) {
		best, in := -1, ""
		for i, l := range layers {
			for _, p := range l {
				if (pkg == p || strings.HasPrefix(pkg, p+"/")) && len(p) > len(in) {
					best, in = i, p
				}
			}
		}
		return best, in
	}
	for _, p := range list(t) {
		from, fromIn := layer(p.name)
		if from < 0 {
			continue
		}
		for _, imported := range p.imports {
			to, toIn := layer(imported)
			if to < from || to == from && toIn != fromIn {
				t.Errorf("%s imports %s, which is not below it", p.name, imported)
			}
		}
		for root, allowed := range standard {
			if p.name != root && !strings.HasPrefix(p.name, root+"/") {
				continue
			}
			for _, other := range p.foreign {
				if !slices.Contains(allowed, other) {
					t.Errorf("%s imports %s; packages under %s keep to the standard library", p.name, other, root)
				}
			}
		}
	}
}

func TestImports_onlyTheirOwners(t *testing.T) {
	owners := map[string][]string{
		"charm.land/":                   {"cmd/wasmcp/internal/ui"},
		"github.com/spf13/cobra":        {"cmd/wasmcp/internal"},
		"github.com/BurntSushi/toml":    {"server/config", "oci", "internal/tomltext"},
		"github.com/tetratelabs/wazero": {"runtime"},
		"go.etcd.io/bbolt":              {"runtime"},
		"github.com/landlock-lsm/":      {"internal/child"},
		"oras.land/":                    {"oci", "bench/oci/oraspull"}, // a peer is measured
	}
	for _, p := range list(t) {
		for _, other := range p.foreign {
			for prefix, of := range owners {
				owned := slices.ContainsFunc(of, func(o string) bool { return p.name == o || strings.HasPrefix(p.name, o+"/") })
				if strings.HasPrefix(other, prefix) && !owned {
					t.Errorf("%s imports %s, which belongs to %s", p.name, other, strings.Join(of, ", "))
				}
			}
		}
	}
}

type goPackage struct {
	name             string
	imports, foreign []string
}

// list returns the module's packages with what they import, tests aside.
func list(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	d := json.NewDecoder(strings.NewReader(string(out)))
	for d.More() {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		g := goPackage{name: strings.TrimPrefix(p.ImportPath, module)}
		for _, i := range p.Imports {
			if own, ok := strings.CutPrefix(i, module); ok {
				g.imports = append(g.imports, own)
			} else if first, _, _ := strings.Cut(i, "/"); strings.Contains(first, ".") {
				g.foreign = append(g.foreign, i)
			}
		}
		all = append(all, g)
	}
	if len(all) < 5 {
		t.Fatalf("go list found %d packages", len(all))
	}
	return all
}
