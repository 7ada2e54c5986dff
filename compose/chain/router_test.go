package chain

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

var update = flag.Bool("update", false, "rewrite golden files")

// framework reads a committed framework component.
func framework(t testing.TB, part Part) Source {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "framework", "dist", string(part)+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return Source{Name: string(part), Bytes: b}
}

// interfaces returns the instances that a framework component imports from the contract.
func interfaces(t testing.TB, a *types.Arena, part Part) map[string]types.Extern {
	t.Helper()
	c, err := component.Decode(framework(t, part).Bytes)
	if err != nil {
		t.Fatal(err)
	}
	typ, err := types.Of(a, c)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]types.Extern{}
	for _, x := range typ.Imports {
		if n, ok := contractName(x.Name.Name); ok {
			found[n.name] = x
		}
	}
	return found
}

// routerFor generates a router for a group of providers, with those of other groups beside it.
func routerFor(t testing.TB, members, others []*Component) []byte {
	t.Helper()
	a := types.NewArena()
	imports := interfaces(t, a, Capabilities)
	instance := func(name string) *types.Instance { return a.Type(imports[name].Type).(*types.Instance) }
	r := &router{
		types: instance("types"), typesName: imports["types"].Name.Name,
		context: instance("context"), contextName: imports["context"].Name.Name,
		provided: instance("provided"), providedName: imports["provided"].Name.Name,
		belongings: belongings{members, others},
	}
	for _, c := range capabilities {
		o := routed{capability: c, name: imports[c].Name.Name, typ: instance(c)}
		for i, m := range members {
			if m.has(c) {
				o.providers = append(o.providers, i)
			}
		}
		r.offered = append(r.offered, o)
	}
	g := newGenerator(a)
	if err := r.write(g); err != nil {
		t.Fatal(err)
	}
	return g.finish()
}

// validate asks wasm-tools about a component.
func validate(t *testing.T, b []byte) {
	t.Helper()
	cmd := exec.Command(tools.Need(t, "wasm-tools"), "validate", "-")
	cmd.Stdin = strings.NewReader(string(b))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("wasm-tools validate: %v\n%s", err, out)
	}
}

// offers is a provider with the capabilities that its names belong to, and with all others named.
func offers(name string, n Names, capabilities ...string) *Component {
	return &Component{Name: name, Names: n, Capabilities: capabilities}
}

func TestRouter_isValid(t *testing.T) {
	known := &Offer{
		Tools: []string{"add", "b"}, Prompts: []string{"add"},
		Resources: []string{"x://1"}, Templates: []string{"x://{id}", "x://{+path}/end{?a,b}", "{", ""},
	}
	var hundred []*Component
	for i := range 100 {
		n := Names{Offer: &Offer{Prompts: []string{fmt.Sprint("prompt-", i)}}, Dynamic: i%2 == 0}
		hundred = append(hundred, offers("many", n, "prompts"))
	}
	settled := Names{Offer: known, Prefix: "p_", Rename: []Rename{{"add", "plus"}}, Drop: []string{"b", "x://1", "x://{id}"}}
	dynamic := settled
	dynamic.Dynamic = true
	for _, tt := range []struct {
		name            string
		members, others []*Component
	}{
		{"nothing", nil, nil},
		{"tools of one", []*Component{offers("a", Names{}, "tools")}, nil},
		{"tools of two", []*Component{offers("a", Names{Offer: known}, "tools"), offers("b", Names{}, "tools")}, nil},
		{"everything of one, known", []*Component{offers("a", Names{Offer: known}, capabilities...)}, nil},
		{"everything of two, unknown", []*Component{offers("a", Names{}, capabilities...), offers("b", Names{}, capabilities...)}, nil},
		{"everything of many", []*Component{
			offers("a", settled, capabilities...), offers("b", dynamic, capabilities...), offers("c", Names{}, "completions"),
		}, []*Component{offers("d", Names{Offer: known}, capabilities...), offers("e", Names{Offer: known}, "resources")}},
		{"prompts of a hundred", hundred, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := routerFor(t, tt.members, tt.others)
			t.Logf("%d bytes", len(b))
			validate(t, b)
		})
	}
}

func TestRouter_golden(t *testing.T) {
	b := routerFor(t, []*Component{offers("a.wasm", Names{}, "tools"), offers("b.wasm", Names{}, "tools", "resources")}, nil)
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "router.golden", component.Print(c))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestEnd_isValid(t *testing.T) {
	a := types.NewArena()
	x := interfaces(t, a, Transport)["handler"]
	g := newGenerator(a)
	if err := g.addEnd(x.Name.Name, a.Type(x.Type).(*types.Instance)); err != nil {
		t.Fatal(err)
	}
	b := g.finish()
	validate(t, b)
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "end.golden", component.Print(c))
}

func TestConstants_areStoredByName(t *testing.T) {
	a := types.NewArena()
	imports := interfaces(t, a, Transport)
	instance := func(name string) *types.Instance { return a.Type(imports[name].Type).(*types.Instance) }
	g := newGenerator(a)
	info := Info{Name: "n", Version: "1", Title: "T", PageSize: 7, AllowedOrigins: []string{"https://a", "https://b"}}
	for name, results := range map[string]map[string]any{"server-info": {"get": info.fields()}, "sessions": nil, "authenticator": nil} {
		if err := g.addConstants(constantInterface{imports[name].Name.Name, instance(name), results}); err != nil {
			t.Fatal(err)
		}
	}
	b := g.finish()
	validate(t, b)
	for _, s := range []string{"https://a", "https://b"} {
		if !strings.Contains(string(b), s) {
			t.Errorf("the component does not hold %q", s)
		}
	}
}

func TestConstants_refuseWhatTheTypeHasNot(t *testing.T) {
	a := types.NewArena()
	imports := interfaces(t, a, Transport)
	typ := a.Type(imports["server-info"].Type).(*types.Instance)
	for name, value := range map[string]any{
		"a field that does not exist": fields{"nonsense": "x"},
		"a string for a number":       fields{"page-size": "x"},
		"a list for a record":         []string{"x"},
	} {
		g := newGenerator(a)
		if err := g.addConstants(constantInterface{"x", typ, map[string]any{"get": value}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
