// Package wasmcp holds nothing but tests of the module as a whole.
package wasmcp

import (
	"cmp"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
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

// libraries are what other programs import: they print nothing and read no environment.
var libraries = []string{"wit", "compose", "runtime", "oci", "mcp", "server", "host", "templates", "framework", "internal"}

// processWide are uses of what belongs to the whole process that a library may have, by directory.
var processWide = map[string]string{
	"oci":                   "Getenv", // DefaultCacheDir, for programs that want what the command has
	"oci/wkg":               "Getenv", // wkg's own variables, which say where its configuration is
	"host/front/discardlog": "Stderr", // package log gets back what it had
}

func TestLibraries_neitherPrintNorReadTheEnvironment(t *testing.T) {
	forbidden := map[string][]string{
		"os":  {"Stdin", "Stdout", "Stderr", "Getenv", "LookupEnv", "Environ", "ExpandEnv"},
		"fmt": {"Print", "Printf", "Println"},
	}
	fset := token.NewFileSet()
	checked := 0
	for _, root := range libraries {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return cmp.Or(err, fs.SkipDir)
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			f, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil || f.Name.Name == "main" {
				return err
			}
			checked++
			ast.Inspect(f, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := s.X.(*ast.Ident)
				allowed := processWide[filepath.ToSlash(filepath.Dir(path))] == s.Sel.Name
				if ok && !allowed && slices.Contains(forbidden[x.Name], s.Sel.Name) {
					t.Errorf("%s: %s.%s: a library takes it from its caller", fset.Position(s.Pos()), x.Name, s.Sel.Name)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if checked < 100 {
		t.Errorf("%d files were checked", checked)
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
