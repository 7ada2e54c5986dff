package chain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// running is the core module of a router, with providers that note what they are asked.
type running struct {
	t              *testing.T
	memory, router api.Module
	// asked are the calls, as "tools-0.call-tool add"; a warning is "log" and its text.
	asked []string
	// answers are what calls are answered with where it is not ok, by what is asked: "not-found", or
	// another text for an internal error.
	answers map[string]string
	// lists are the names in the providers' lists.
	lists    map[string][]string
	elements map[string]uint32
}

// run instantiates the router of a group.
func run(t *testing.T, members, others []*Component) *running {
	t.Helper()
	c, err := component.Decode(routerFor(t, members, others))
	if err != nil {
		t.Fatal(err)
	}
	var modules [][]byte
	for _, s := range c.Sections {
		if m, ok := s.(*component.CoreModule); ok {
			modules = append(modules, m.Bytes)
		}
	}
	ctx := t.Context()
	r := &running{t: t, answers: map[string]string{}, lists: map[string][]string{}, elements: map[string]uint32{}}
	engine := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { _ = engine.Close(context.Background()) })
	if r.memory, err = engine.InstantiateWithConfig(ctx, modules[0], wazero.NewModuleConfig().WithName("memory")); err != nil {
		t.Fatal(err)
	}
	compiled, err := engine.CompileModule(ctx, modules[1])
	if err != nil {
		t.Fatal(err)
	}
	callees := engine.NewHostModuleBuilder("callee")
	for _, f := range compiled.ImportedFunctions() {
		if module, name, _ := f.Import(); module == "callee" {
			callees.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(func(_ context.Context, _ api.Module, stack []uint64) {
				r.callee(name, stack)
			}), f.ParamTypes(), f.ResultTypes()).Export(name)
		}
	}
	if _, err := callees.Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	if r.router, err = engine.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName("router")); err != nil {
		t.Fatal(err)
	}
	r.measure()
	return r
}

// measure learns how large the elements of lists are.
func (r *running) measure() {
	a := types.NewArena()
	for name, x := range interfaces(r.t, a, Capabilities) {
		if !slices.Contains(capabilities, name) {
			continue
		}
		for _, f := range functions(a.Type(x.Type).(*types.Instance)) {
			result := a.Type(a.Type(f.Type).(types.Func).Result).(types.Result)
			if list, ok := a.Type(result.Ok).(types.List); ok {
				r.elements[f.Name.Name] = abi.New(a).Of(list.Elem).Size
			}
		}
	}
}

func (r *running) text(at, length uint64) string {
	b, ok := r.memory.Memory().Read(uint32(at), uint32(length))
	if !ok {
		r.t.Fatalf("a text of %d bytes at %d is outside the memory", length, at)
	}
	return string(b)
}

func (r *running) alloc(size uint32) uint32 {
	got, err := r.memory.ExportedFunction("alloc").Call(r.t.Context(), uint64(size))
	if err != nil {
		r.t.Fatal(err)
	}
	return uint32(got[0])
}

func (r *running) place(s string) (at, length uint32) {
	at = r.alloc(uint32(len(s)))
	r.memory.Memory().WriteString(at, s)
	return at, uint32(len(s))
}

// callee is what the router imports. Results begin with 0 for ok; the payload is 4 bytes on.
func (r *running) callee(name string, stack []uint64) {
	m := r.memory.Memory()
	if name == "log" {
		r.asked = append(r.asked, fmt.Sprint("log ", r.text(stack[4], stack[5])))
		return
	}
	result := uint32(stack[len(stack)-1])
	_, function, _ := strings.Cut(name, ".")
	asked := name
	if len(stack) > 1 {
		key := 0
		if function == "complete" {
			key = 1
			asked += fmt.Sprint(" ", stack[0])
		}
		asked += " " + r.text(stack[key], stack[key+1])
		// What the router does not look at has to arrive as it was sent.
		for i, v := range stack[key+2 : len(stack)-1] {
			if v != uint64(1000+i) {
				r.t.Errorf("%s: parameter %d is %d", asked, key+2+i, v)
			}
		}
	}
	r.asked = append(r.asked, asked)
	switch answer := r.answers[asked]; answer {
	case "":
		m.WriteByte(result, 0)
	case "not-found":
		m.WriteByte(result, 1)
		m.WriteByte(result+4, 0)
	default:
		m.WriteByte(result, 1)
		m.WriteByte(result+4, 3)
		at, length := r.place(answer)
		m.WriteUint32Le(result+8, at)
		m.WriteUint32Le(result+12, length)
	}
	if size, ok := r.elements[function]; ok && r.answers[asked] == "" {
		list := r.alloc(size * uint32(len(r.lists[name])))
		m.WriteUint32Le(result+4, list)
		m.WriteUint32Le(result+8, uint32(len(r.lists[name])))
		for i, one := range r.lists[name] {
			at, length := r.place(one)
			m.WriteUint32Le(list+uint32(i)*size, at)
			m.WriteUint32Le(list+uint32(i)*size+4, length)
		}
	}
}

// ask calls a function with a name and returns who was asked for what, and how it ended.
func (r *running) ask(function string, name string) string {
	r.t.Helper()
	ctx := r.t.Context()
	r.asked = nil
	f := r.router.ExportedFunction(function)
	var args []uint64
	if kind, ok := strings.CutPrefix(function, "completions.complete "); ok {
		f = r.router.ExportedFunction("completions.complete")
		args = append(args, map[string]uint64{"prompt": 0, "template": 1}[kind])
	}
	if f == nil {
		r.t.Fatalf("the router has no function %s", function)
	}
	if n := len(f.Definition().ParamTypes()); n > 0 {
		at, length := r.place(name)
		args = append(args, uint64(at), uint64(length))
		for i := 0; len(args) < n; i++ {
			args = append(args, uint64(1000+i))
		}
	}
	results, err := f.Call(ctx, args...)
	if err != nil {
		r.t.Fatal(err)
	}
	m := r.memory.Memory()
	result := uint32(results[0])
	end := "ok"
	if failed, _ := m.ReadByte(result); failed != 0 {
		kind, _ := m.ReadByte(result + 4)
		end = []string{"not-found", "invalid-params", "input-required", "internal", "rpc"}[kind]
	} else if size, ok := r.elements[function[strings.IndexByte(function, '.')+1:]]; ok {
		list, _ := m.ReadUint32Le(result + 4)
		count, _ := m.ReadUint32Le(result + 8)
		var names []string
		for i := range count {
			at, _ := m.ReadUint32Le(list + i*size)
			length, _ := m.ReadUint32Le(list + i*size + 4)
			names = append(names, r.text(uint64(at), uint64(length)))
		}
		end = "[" + strings.Join(names, " ") + "]"
	}
	if _, err := r.memory.ExportedFunction("reset").Call(ctx, 0); err != nil {
		r.t.Fatal(err)
	}
	return strings.Join(append(r.asked, end), ", ")
}

// asks is a question to a router, and what comes of it.
type asks struct{ function, name, want string }

func (r *running) check(table []asks) {
	r.t.Helper()
	for _, tt := range table {
		if got := r.ask(tt.function, tt.name); got != tt.want {
			r.t.Errorf("%s %q:\n got  %s\n want %s", tt.function, tt.name, got, tt.want)
		}
	}
}

func TestRouter_asksTheOwnerAlone(t *testing.T) {
	r := run(t, []*Component{
		offers("a", Names{Offer: &Offer{Tools: []string{"add", "sub", ""}, Prompts: []string{"greet"}}}, "tools", "prompts"),
		offers("b", Names{Offer: &Offer{Tools: []string{"mul"}}}, "tools"),
		offers("c", Names{Offer: &Offer{Tools: []string{"div", "a much longer name with blanks"}, Prompts: []string{"add"}}}, "tools", "prompts"),
	}, []*Component{offers("d", Names{Offer: &Offer{Tools: []string{"later"}}}, "tools")})
	r.answers["tools-2.call-tool div"] = "not-found"
	r.answers["tools-1.call-tool mul"] = "it broke"
	r.check([]asks{
		{"tools.call-tool", "add", "tools-0.call-tool add, ok"},
		{"tools.call-tool", "sub", "tools-0.call-tool sub, ok"},
		{"tools.call-tool", "", "tools-0.call-tool , ok"},
		{"tools.call-tool", "mul", "tools-1.call-tool mul, internal"},
		{"tools.call-tool", "div", "tools-2.call-tool div, not-found"},
		{"tools.call-tool", "a much longer name with blanks", "tools-2.call-tool a much longer name with blanks, ok"},
		{"tools.call-tool", "Add", "not-found"},
		{"tools.call-tool", "ad", "not-found"},
		{"tools.call-tool", "addd", "not-found"},
		{"tools.call-tool", "greet", "not-found"},
		{"tools.call-tool", "later", "not-found"},
		{"tools.call-tool", strings.Repeat("x", 100_000), "not-found"},
		{"prompts.get-prompt", "greet", "prompts-0.get-prompt greet, ok"},
		{"prompts.get-prompt", "add", "prompts-1.get-prompt add, ok"},
		{"prompts.get-prompt", "div", "not-found"},
	})
}

func TestRouter_triesUnknownNamesOnOpenProviders(t *testing.T) {
	r := run(t, []*Component{
		offers("closed", Names{Offer: &Offer{Tools: []string{"add"}}}, "tools"),
		offers("dynamic", Names{Offer: &Offer{Tools: []string{"sub"}}, Dynamic: true}, "tools"),
		offers("unknown", Names{}, "tools"),
	}, []*Component{offers("other", Names{Offer: &Offer{Tools: []string{"later"}}}, "tools")})
	r.answers["tools-1.call-tool x"] = "not-found"
	r.answers["tools-1.call-tool y"] = "not-found"
	r.answers["tools-2.call-tool y"] = "not-found"
	r.answers["tools-1.call-tool z"] = "it broke"
	r.check([]asks{
		{"tools.call-tool", "add", "tools-0.call-tool add, ok"},
		{"tools.call-tool", "sub", "tools-1.call-tool sub, ok"},
		{"tools.call-tool", "new", "tools-1.call-tool new, ok"},
		{"tools.call-tool", "x", "tools-1.call-tool x, tools-2.call-tool x, ok"},
		{"tools.call-tool", "y", "tools-1.call-tool y, tools-2.call-tool y, not-found"},
		{"tools.call-tool", "z", "tools-1.call-tool z, internal"},
		{"tools.call-tool", "later", "not-found"},
	})
}

func TestRouter_translatesNames(t *testing.T) {
	known := &Offer{Tools: []string{"add", "sub", "mul"}, Prompts: []string{"add"}}
	settled := Names{Offer: known, Prefix: "p_", Rename: []Rename{{"add", "plus"}}, Drop: []string{"mul"}}
	dynamic := Names{Offer: known, Dynamic: true, Prefix: "d_", Rename: []Rename{{"add", "d_plus"}, {"late", "d_early"}}, Drop: []string{"mul", "never"}}
	r := run(t, []*Component{
		offers("settled", settled, "tools", "prompts", "completions"),
		offers("dynamic", dynamic, "tools", "prompts", "completions"),
	}, nil)
	r.check([]asks{
		{"tools.call-tool", "plus", "tools-0.call-tool add, ok"},
		{"tools.call-tool", "p_sub", "tools-0.call-tool sub, ok"},
		{"tools.call-tool", "add", "not-found"},
		{"tools.call-tool", "p_add", "not-found"},
		{"tools.call-tool", "p_mul", "not-found"},
		{"tools.call-tool", "mul", "not-found"},
		{"tools.call-tool", "p_late", "not-found"},
		{"tools.call-tool", "d_sub", "tools-1.call-tool sub, ok"},
		{"tools.call-tool", "d_plus", "tools-1.call-tool add, ok"},
		{"tools.call-tool", "d_add", "not-found"},
		{"tools.call-tool", "d_mul", "not-found"},
		{"tools.call-tool", "d_never", "not-found"},
		{"tools.call-tool", "d_new", "tools-1.call-tool new, ok"},
		{"tools.call-tool", "d_", "tools-1.call-tool , ok"},
		{"tools.call-tool", "d_late", "not-found"},
		{"tools.call-tool", "d_early", "tools-1.call-tool late, ok"},
		{"tools.call-tool", "new", "not-found"},
		{"prompts.get-prompt", "plus", "prompts-0.get-prompt add, ok"},
		{"completions.complete prompt", "plus", "completions-0.complete 0 add, ok"},
		{"completions.complete prompt", "d_new", "completions-1.complete 0 new, ok"},
		{"completions.complete prompt", "d_never", "not-found"},
		{"completions.complete template", "x://{id}", "completions-1.complete 1 x://{id}, ok"},
	})
}

func TestRouter_readsByURIAndThenByTemplate(t *testing.T) {
	r := run(t, []*Component{
		offers("exact", Names{Offer: &Offer{Resources: []string{"x://1", "y://1"}}}, "resources"),
		offers("all", Names{Offer: &Offer{Templates: []string{"x://{id}", "z://{+path}"}}}, "resources"),
		offers("settled", Names{Offer: &Offer{Resources: []string{"x://2"}, Templates: []string{"x://{id}/end", "x://{other}", "w://{id}"}}, Drop: []string{"x://2", "w://{id}"}}, "resources"),
		offers("open", Names{Drop: []string{"o://secret", "s://{+path}"}, Prefix: "unused"}, "resources"),
	}, []*Component{offers("other", Names{Offer: &Offer{Resources: []string{"x://o"}, Templates: []string{"o://t/{id}"}}}, "resources")})
	for _, asked := range []string{"resources-1.read-resource x://3", "resources-2.read-resource x://3", "resources-0.read-resource y://1"} {
		r.answers[asked] = "not-found"
	}
	r.check([]asks{
		{"resources.read-resource", "x://1", "resources-0.read-resource x://1, ok"},
		{"resources.read-resource", "y://1", "resources-0.read-resource y://1, not-found"},
		{"resources.read-resource", "x://o", "not-found"},
		{"resources.read-resource", "x://2", "resources-1.read-resource x://2, ok"},
		{"resources.read-resource", "x://3", "resources-1.read-resource x://3, resources-2.read-resource x://3, not-found"},
		{"resources.read-resource", "x://3/end", "resources-2.read-resource x://3/end, ok"},
		{"resources.read-resource", "z://a/b/c", "resources-1.read-resource z://a/b/c, ok"},
		{"resources.read-resource", "w://3", "resources-3.read-resource w://3, ok"},
		{"resources.read-resource", "o://3", "resources-3.read-resource o://3, ok"},
		{"resources.read-resource", "o://t/3", "not-found"},
		{"resources.read-resource", "o://secret", "not-found"},
		{"resources.read-resource", "s://secret/too", "not-found"},
	})
}

func TestRouter_completesForTheOwner(t *testing.T) {
	r := run(t, []*Component{
		offers("a", Names{Offer: &Offer{Prompts: []string{"greet"}, Templates: []string{"x://{id}"}}}, "prompts", "resources", "completions"),
		offers("b", Names{Offer: &Offer{Prompts: []string{"quiet"}}}, "prompts"),
		offers("c", Names{Offer: &Offer{}}, "completions"),
	}, []*Component{
		offers("d", Names{Offer: &Offer{Prompts: []string{"late"}}}, "prompts", "completions"),
		offers("e", Names{Offer: &Offer{Prompts: []string{"silent"}}}, "prompts"),
	})
	r.check([]asks{
		{"completions.complete prompt", "greet", "completions-0.complete 0 greet, ok"},
		{"completions.complete template", "x://{id}", "completions-0.complete 1 x://{id}, ok"},
		{"completions.complete template", "greet", "completions-1.complete 1 greet, ok"},
		{"completions.complete prompt", "quiet", "completions-1.complete 0 quiet, ok"},
		{"completions.complete prompt", "silent", "completions-1.complete 0 silent, ok"},
		{"completions.complete prompt", "late", "not-found"},
		{"completions.complete prompt", "nobody's", "completions-1.complete 0 nobody's, ok"},
	})
}

func TestRouter_listsWhatCallsReach(t *testing.T) {
	a := Names{Offer: &Offer{Tools: []string{"add", "sub", "mul"}}, Prefix: "a_", Rename: []Rename{{"sub", "minus"}}, Drop: []string{"mul"}}
	r := run(t, []*Component{
		offers("a", a, "tools"),
		offers("b", Names{Offer: &Offer{Tools: []string{"x"}}}, "tools"),
		offers("c", Names{Prefix: "c_", Rename: []Rename{{"old", "new"}}, Drop: []string{"gone"}}, "tools"),
		offers("d", Names{}, "tools"),
	}, []*Component{offers("e", Names{Offer: &Offer{Tools: []string{"later"}}}, "tools")})
	r.lists = map[string][]string{
		"tools-0.list-tools": {"add", "sub", "mul", "fresh"},
		"tools-1.list-tools": {"minus", "x"},
		"tools-2.list-tools": {"old", "gone", "late", "late"},
		"tools-3.list-tools": {"c_late", "mine", "later", "x", "gone"},
	}
	all := "tools-0.list-tools, tools-1.list-tools, tools-2.list-tools, tools-3.list-tools"
	const lost = ": not listed, since a call for it would not come here: "
	got := r.ask("tools.list-tools", "")
	want := strings.Join([]string{
		all, "log a" + lost + "fresh", "log b" + lost + "minus",
		"log d" + lost + "c_late", "log d" + lost + "later", "log d" + lost + "x",
		"[a_add minus x new c_late c_late mine gone]",
	}, ", ")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tools/list (-want +got):\n%s", diff)
	}
	r.lists = nil
	r.check([]asks{{"tools.list-tools", "", all + ", []"}})
}

func TestRouter_listsTemplatesAndWhatTheyCover(t *testing.T) {
	r := run(t, []*Component{
		offers("a", Names{Offer: &Offer{Templates: []string{"x://{id}"}}}, "resources"),
		offers("b", Names{Offer: &Offer{Templates: []string{"x://{id}/b"}}, Dynamic: true, Drop: []string{"s://{id}"}}, "resources"),
	}, nil)
	r.lists = map[string][]string{
		"resources-0.list-resource-templates": {"x://{id}", "y://{id}"},
		"resources-1.list-resource-templates": {"x://{id}/b", "x://{id}", "z://{id}", "s://{id}"},
		"resources-0.list-resources":          {"a://1", "x://1"},
		"resources-1.list-resources":          {"x://1", "x://2", "x://1/b", "z://1", "s://1"},
	}
	const lost = ": not listed, since a call for it would not come here: "
	r.check([]asks{
		{"resources.list-resource-templates", "", "resources-0.list-resource-templates, resources-1.list-resource-templates, log a" + lost + "y://{id}, log b" + lost + "x://{id}, [x://{id} x://{id}/b z://{id}]"},
		{"resources.list-resources", "", "resources-0.list-resources, resources-1.list-resources, log a" + lost + "a://1, log b" + lost + "x://1, log b" + lost + "x://2, log b" + lost + "s://1, [x://1 x://1/b z://1]"},
	})
}

func TestRouter_reportsListsThatFail(t *testing.T) {
	r := run(t, []*Component{offers("a", Names{}, "tools"), offers("b", Names{}, "tools"), offers("c", Names{}, "tools")}, nil)
	r.lists = map[string][]string{"tools-0.list-tools": {"x"}, "tools-2.list-tools": {"y"}}
	r.answers["tools-1.list-tools"] = "the database is away"
	r.check([]asks{{"tools.list-tools", "",
		"tools-0.list-tools, tools-1.list-tools, log b: list-tools does not answer, so its entries are missing: the database is away, tools-2.list-tools, [x y]"}})
	r.answers["tools-1.list-tools"] = "not-found"
	r.check([]asks{{"tools.list-tools", "", "tools-0.list-tools, tools-1.list-tools, tools-2.list-tools, [x y]"}})
}

func TestRouter_findsEveryName(t *testing.T) {
	var o Offer
	for i := range 300 {
		o.Tools = append(o.Tools, fmt.Sprint(i*i, strings.Repeat("é", i%7)))
	}
	r := run(t, []*Component{offers("a", Names{Offer: &o}, "tools"), offers("b", Names{Offer: &Offer{Tools: []string{"x"}}}, "tools")}, nil)
	for _, name := range o.Tools {
		r.check([]asks{{"tools.call-tool", name, "tools-0.call-tool " + name + ", ok"}, {"tools.call-tool", name + "!", "not-found"}})
	}
}
