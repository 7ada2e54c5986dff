package chain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// jealous writes a provider of tools and resources that answers every name that it has with its own
// and traps at any other.
func jealous(t *testing.T, name string, o Offer) Source {
	t.Helper()
	a := types.NewArena()
	imports := interfaces(t, a, Capabilities)
	instance := func(name string) *types.Instance { return a.Type(imports[name].Type).(*types.Instance) }
	g := newGenerator(a)
	g.importTypes(imports["types"].Name.Name, instance("types"))
	g.importAlloc()
	w := &routerWriter{generator: g}
	// result places a result that is ok.
	result := func(f types.ID, write func(at []byte, ok types.ID)) int32 {
		id := a.Type(f).(types.Func).Result
		image := make([]byte, g.layouts.Of(id).Size)
		write(image[g.layouts.Of(id).Payload:], a.Type(id).(types.Result).Ok)
		return g.constants.constant(image)
	}
	store := func(at []byte, id types.ID, value any) {
		if err := g.store(g.constants, at, id, value); err != nil {
			t.Fatal(err)
		}
	}
	listed := func(f types.ID, of []string, value func(string) fields) core.Code {
		var c core.Code
		return c.Const(result(f, func(at []byte, ok types.ID) {
			element := a.Type(ok).(types.List).Elem
			size := int(g.layouts.Of(element).Size)
			image := make([]byte, size*len(of))
			for i, name := range of {
				store(image[i*size:], element, value(name))
			}
			putSlice(at, g.constants.constant(image), len(of))
		}))
	}
	// answered returns a constant for each name it is called with, and for what a template begins with.
	answered := func(f types.ID, names, templates []string, value fields) core.Code {
		const name, length = 0, 1
		answer := result(f, func(at []byte, ok types.ID) { store(at, ok, value) })
		var c core.Code
		for _, own := range names {
			c = w.text(c.Get(name).Get(length), own).Call(w.compare()).Do(core.Eqz).If().Const(answer).Do(core.Return, core.End)
		}
		for _, own := range templates {
			prefix, _, _ := strings.Cut(own, "{")
			c = w.text(c.Get(name).Const(int32(len(prefix))), prefix).Call(w.compare()).Do(core.Eqz).If().Const(answer).Do(core.Return, core.End)
		}
		return c.Do(core.Unreachable)
	}
	for capability, functions := range map[string]map[string]func(types.ID) core.Code{
		"tools": {
			"list-tools": func(f types.ID) core.Code {
				return listed(f, o.Tools, func(s string) fields { return fields{"name": s, "input-schema": `{"type":"object"}`} })
			},
			"call-tool": func(f types.ID) core.Code {
				return answered(f, o.Tools, nil, fields{"structured-content": fmt.Sprintf(`{"by":%q}`, name)})
			},
		},
		"resources": {
			"list-resources": func(f types.ID) core.Code {
				return listed(f, o.Resources, func(s string) fields { return fields{"uri": s, "name": s} })
			},
			"list-resource-templates": func(f types.ID) core.Code {
				return listed(f, o.Templates, func(s string) fields { return fields{"uri-template": s, "name": s} })
			},
			"read-resource": func(f types.ID) core.Code {
				return answered(f, o.Resources, o.Templates, fields{"extra": fmt.Sprintf(`{"_meta":{"by":%q}}`, name)})
			},
		},
	} {
		typ := instance(capability)
		for _, x := range typ.Exports {
			if write, ok := functions[x.Name.Name]; ok {
				g.export(capability+".", x, 0, write(x.Type))
			}
		}
		g.exported = append(g.exported, exported{name: imports[capability].Name.Name, prefix: capability + ".", typ: typ})
	}
	slices.SortFunc(g.exported, func(a, b exported) int { return strings.Compare(a.name, b.name) })
	b := g.finish()
	validate(t, b)
	return Source{Name: name, Bytes: b}
}

// composed makes a server.
func composed(t *testing.T, components ...Source) []byte {
	t.Helper()
	o := Options{Components: components, Framework: map[Part]Source{}, Info: Info{Name: "sample", Version: "1"}, Contract: mcp.Version, Tool: "test"}
	for _, part := range []Part{Transport, Context, Capabilities} {
		o.Framework[part] = framework(t, part)
	}
	plan, err := NewPlan(Server, o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := plan.Compose()
	if err != nil {
		t.Fatal(err)
	}
	validate(t, out.Bytes())
	return out.Bytes()
}

// dialogue is a question to a server, method and params, and what is in the answer to it: for a list,
// the names in it.
type dialogue struct{ method, params, want string }

// hosts run a server with standard input and output.
var hosts = map[string]func(t *testing.T, server []byte, in string) string{
	"embedded": func(t *testing.T, server []byte, in string) string {
		c, err := runtime.Compile(t.Context(), server, runtime.Config{})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.Background())
		var out, stderr bytes.Buffer
		if err := c.Run(t.Context(), runtime.Stdio{In: strings.NewReader(in), Out: &out, Err: &stderr, Args: []string{"server"}}); err != nil {
			t.Errorf("the server ended: %v\n%s", err, stderr.Bytes())
		}
		return out.String()
	},
	"wasmtime": func(t *testing.T, server []byte, in string) string {
		wasmtime := tools.Need(t, "wasmtime")
		file := filepath.Join(t.TempDir(), "server.wasm")
		if err := os.WriteFile(file, server, 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(wasmtime, "run", "-Scli", "-Shttp", file)
		cmd.Stdin = strings.NewReader(in)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("the server ended: %v\n%s", err, stderr.Bytes())
		}
		return string(out)
	},
}

// talk asks a server everything on every host.
func talk(t *testing.T, server []byte, all []dialogue) {
	t.Helper()
	var in strings.Builder
	in.WriteString(`{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}` + "\n")
	in.WriteString(`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n")
	for i, d := range all {
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`+"\n", i, d.method, d.params)
	}
	for _, host := range []string{"embedded", "wasmtime"} {
		t.Run(host, func(t *testing.T) {
			answers := strings.Split(strings.TrimSpace(hosts[host](t, server, in.String())), "\n")[1:]
			if len(answers) != len(all) {
				t.Fatalf("%d questions have %d answers:\n%s", len(all), len(answers), strings.Join(answers, "\n"))
			}
			for i, d := range all {
				got, ok := answers[i], strings.Contains(answers[i], d.want)
				if strings.HasSuffix(d.method, "/list") {
					got = listedNames(t, answers[i])
					ok = got == d.want
				}
				if !ok {
					t.Errorf("%s %s:\n got  %s\n want %s", d.method, d.params, got, d.want)
				}
			}
		})
	}
}

// listedNames returns the names in the answer to a question for a list.
func listedNames(t *testing.T, answer string) string {
	t.Helper()
	var a struct {
		Result map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, member := range []string{"tools", "resources", "resourceTemplates"} {
		var entries []struct{ Name string }
		if raw, ok := a.Result[member]; ok {
			if err := json.Unmarshal(raw, &entries); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range entries {
			names = append(names, e.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestIsolation_providersSeeTheirOwnCallsAlone(t *testing.T) {
	offerA := Offer{Tools: []string{"add", "same"}, Resources: []string{"a://1", "t://exact"}, Templates: []string{"a://t/{id}"}}
	offerB := Offer{Tools: []string{"mul", "same"}, Resources: []string{"b://1"}, Templates: []string{"b://t/{+path}"}}
	offerC := Offer{Tools: []string{"sub", "same"}, Resources: []string{"c://1"}, Templates: []string{"t://{id}"}}
	a, b, c := jealous(t, "a", offerA), jealous(t, "b", offerB), jealous(t, "c", offerC)
	a.Offer, b.Offer, c.Offer = &offerA, &offerB, &offerC
	b.Prefix = "b_"
	c.Rename, c.Drop = []Rename{{"same", "other"}}, []string{"c://1"}
	shout, err := os.ReadFile(filepath.Join("..", "..", "testdata", "providers", "shout", "shout.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	by := func(name string) string { return fmt.Sprintf(`"by":%q`, name) }
	const unknown = `"code":-32602,"message":"unknown tool: `
	talk(t, composed(t, a, Source{Name: "shout", Bytes: shout}, b, c), []dialogue{
		{"tools/call", `{"name":"add"}`, by("a")},
		{"tools/call", `{"name":"same"}`, by("a")},
		{"tools/call", `{"name":"b_mul"}`, by("b")},
		{"tools/call", `{"name":"b_same"}`, by("b")},
		{"tools/call", `{"name":"sub"}`, by("c")},
		{"tools/call", `{"name":"other"}`, by("c")},
		{"tools/call", `{"name":"shout"}`, `"result"`},
		{"tools/call", `{"name":"mul"}`, unknown + "mul"},
		{"tools/call", `{"name":"b_add"}`, unknown + "b_add"},
		{"tools/call", `{"name":"nobody"}`, unknown + "nobody"},
		{"tools/call", `{"name":""}`, unknown + `"`},
		{"resources/read", `{"uri":"a://1"}`, by("a")},
		{"resources/read", `{"uri":"a://t/1"}`, by("a")},
		{"resources/read", `{"uri":"b://1"}`, by("b")},
		{"resources/read", `{"uri":"b://t/1/2"}`, by("b")},
		{"resources/read", `{"uri":"t://exact"}`, by("a")},
		{"resources/read", `{"uri":"t://1"}`, by("c")},
		{"resources/read", `{"uri":"t://1/2"}`, `"code":-32002`},
		{"resources/read", `{"uri":"c://1"}`, `"code":-32002`},
		{"resources/read", `{"uri":"x://1"}`, `"code":-32002`},
		{"tools/list", `{}`, "add same shout b_mul b_same sub other"},
		{"resources/list", `{}`, "a://1 t://exact b://1"},
		{"resources/templates/list", `{}`, "a://t/{id} b://t/{+path} t://{id}"},
	})
}

// Where the composer does not know the names, providers are asked for those of others.
func TestIsolation_unknownNamesAreTried(t *testing.T) {
	a, b := jealous(t, "a", Offer{Tools: []string{"add"}}), jealous(t, "b", Offer{Tools: []string{"mul"}})
	c, err := runtime.Compile(t.Context(), composed(t, a, b), runtime.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	call := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"mul","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}` + "\n"
	var out bytes.Buffer
	var trap *runtime.Trap
	if err := c.Run(t.Context(), runtime.Stdio{In: strings.NewReader(call), Out: &out, Args: []string{"server"}}); !errors.As(err, &trap) {
		t.Errorf("Run = %v, want the trap of a, which is asked for what is b's: %s", err, out.Bytes())
	}
}

// The chain's end cannot own a name, a middleware can.
func TestPlan_asksOneProviderWithoutARouter(t *testing.T) {
	m := named("m", []string{handler}, []string{handler})
	all := []string{exportsTools, exportsPrompts, exportsCompletions}
	provider := func(name string, n Names, exports ...string) Source {
		s := named(name, nil, exports)
		s.Names = n
		return s
	}
	known := Names{Offer: &Offer{Tools: []string{"add"}}}
	for _, tt := range []struct {
		name       string
		kind       Kind
		components []Source
		want       []string
	}{
		{"alone", Server, []Source{provider("a", known, all...)}, []string{"tools", "prompts", "completions"}},
		{"with middleware before it", Server, []Source{m, provider("a", known, all...)}, []string{"tools", "prompts", "completions"}},
		{"with middleware behind it", Server, []Source{provider("a", known, all...), m}, nil},
		{"in a handler", Handler, []Source{provider("a", known, all...)}, nil},
		{"with names not known", Handler, []Source{provider("a", Names{}, all...), m}, []string{"tools", "prompts", "completions"}},
		{"with other names", Server, []Source{provider("a", Names{Offer: known.Offer, Drop: []string{"add"}}, all...)}, nil},
		{"two with tools", Server, []Source{provider("a", known, all...), provider("b", Names{}, exportsTools)}, []string{"prompts", "completions"}},
		{"two with prompts", Server, []Source{provider("a", known, all...), provider("b", Names{}, exportsPrompts)}, []string{"tools"}},
		{"completions of others", Server, []Source{provider("a", known, exportsPrompts), provider("b", Names{}, exportsCompletions)}, []string{"prompts", "completions"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plan, err := NewPlan(tt.kind, options(tt.components...))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range capabilities {
				for i := range plan.Links {
					if l := &plan.Links[i]; slices.ContainsFunc(l.Providers, func(p Component) bool { return p.has(c) }) && plan.direct(l, c) && !slices.Contains(got, c) {
						got = append(got, c)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("capabilities without a router (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCompose_recordsOffers(t *testing.T) {
	o := Offer{Tools: []string{"add"}}
	a := jealous(t, "a", o)
	a.Offer = &o
	a.Rename = []Rename{{"add", "plus"}}
	server := composed(t, a)
	c, err := Decode(Source{Name: "server", Bytes: server})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Describe(c)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.Names, d.Links[0].Providers[0].Names); diff != "" {
		t.Errorf("names recorded (-want +got):\n%s", diff)
	}
	if !bytes.Equal(server, composed(t, a)) {
		t.Error("the same components make another server")
	}
}
