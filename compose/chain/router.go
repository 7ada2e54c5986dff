package chain

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// router describes the component that stands before a group of providers and is to the capabilities
// component what one provider would be.
type router struct {
	arena *types.Arena
	// types and context are interfaces that the capabilities are written in terms of.
	types, context *types.Instance
	// typesName and contextName are the names to import them under.
	typesName, contextName string
	// offered are the capabilities, one by one, and provided tells which of them somebody has.
	offered      []routed
	provided     *types.Instance
	providedName string
}

// routed is a capability and who offers it.
type routed struct {
	capability string
	// name is what the interface is exported as.
	name string
	typ  *types.Instance
	// providers are the names of the group's members that offer it, in order. The router imports
	// the n-th one's interface as "capability-n".
	providers []string
}

// importName is the name under which the router imports the n-th provider of a capability.
func (r routed) importName(n int) string { return fmt.Sprintf("%s-%d", r.capability, n) }

// generate writes the router.
//
// A result has the same type on both sides, so it is passed on where the provider's lowered
// function put it. A list joins the lists of all: their elements are copied, and what those point
// to stays where it is. Every other function asks one provider after the other until one answers
// something else than not-found.
func (r *router) generate() ([]byte, error) {
	e := newEmitter(r.arena, abi.New(r.arena))
	g := &routerModule{emitter: e, constants: new(memory), module: new(core.Module)}
	e.importTypes(r.typesName, r.types)
	contextInstance := e.importInstance(r.contextName, e.defineInstance(r.context, func(x types.Extern) bool {
		return x.Sort == component.SortType || x.Name.Name == "log"
	}))
	instances := make([][]uint32, len(r.offered))
	for i, o := range r.offered {
		if o.providers == nil {
			continue
		}
		for n := range o.providers {
			// A definition for each, though they are equal: the validator of wasmtime 48
			// takes two imports of one definition for a mistake of its own and panics.
			typ := e.defineInstance(o.typ, everything)
			instances[i] = append(instances[i], e.importInstance(o.importName(n), typ))
		}
	}

	// The memory holds constants that are known only when all functions are written, and must
	// exist before the first of them can be lowered: so the functions are written first, in terms
	// of imports whose order is fixed here, and everything is put together after that.
	if err := g.importAllocator(r.context); err != nil {
		return nil, err
	}
	for i, o := range r.offered {
		g.importProviders(o, instances[i])
	}
	type function struct {
		export string
		typ    types.ID
	}
	var funcs [][]function
	for _, o := range r.offered {
		var of []function
		for _, x := range functions(o.typ) {
			name := o.capability + "." + x.Name.Name
			if err := g.function(name, o, x); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", o.name, x.Name.Name, err)
			}
			of = append(of, function{x.Name.Name, x.Type})
		}
		funcs = append(funcs, of)
	}

	if err := g.providedFunction(r); err != nil {
		return nil, fmt.Errorf("%s: %w", r.providedName, err)
	}

	p := e.place(g.constants)
	log := e.lower(p, e.aliasExport(contextInstance, "log", component.SortFunc))
	callees := []component.CoreExport{{Name: "log", Item: component.SortIndex{Sort: component.SortCoreFunc, Index: log}}}
	for _, c := range g.callees {
		f := e.lower(p, e.aliasExport(c.instance, c.function, component.SortFunc))
		callees = append(callees, component.CoreExport{Name: c.name, Item: component.SortIndex{Sort: component.SortCoreFunc, Index: f}})
	}
	instance := e.coreInstance(component.CoreInstantiate{
		Module: e.coreModule(g.module),
		Args: []component.CoreArg{
			{Name: "memory", Instance: p.instance},
			{Name: "callee", Instance: e.coreInstance(component.CoreInline{Exports: callees})},
		},
	})
	set := e.aliasCore(instance, "provided", component.SortCoreFunc)
	get, _ := r.provided.Export("get")
	e.exportInstance(r.providedName, r.provided, []lifted{{"get", e.lift(p, set, get.Type)}})
	for i, o := range r.offered {
		var out []lifted
		for _, f := range funcs[i] {
			coreFunc := e.aliasCore(instance, o.capability+"."+f.export, component.SortCoreFunc)
			out = append(out, lifted{f.export, e.lift(p, coreFunc, f.typ)})
		}
		e.exportInstance(o.name, o.typ, out)
	}
	return e.encode(), nil
}

func everything(types.Extern) bool { return true }

func functions(t *types.Instance) []types.Extern {
	return slices.DeleteFunc(slices.Clone(t.Exports), func(x types.Extern) bool { return x.Sort != component.SortFunc })
}

// importTypes imports an interface for its types and lets the scope refer to them.
func (e *emitter) importTypes(name string, t *types.Instance) {
	typ := e.defineInstance(t, everything)
	i := e.importInstance(name, typ)
	e.shared = &sharedTypes{t, i, typ}
	for _, x := range t.Exports {
		if x.Sort == component.SortType {
			e.name(x.Type, e.aliasExport(i, x.Name.Name, component.SortType))
		}
	}
}

// lower makes a core function of a component function whose values lie in the memory.
func (e *emitter) lower(p placed, f uint32) uint32 {
	return e.canon(component.Lower{Func: f, Options: p.options()}, component.SortCoreFunc)
}

// routerModule is the core module of a router being written.
type routerModule struct {
	*emitter
	constants *memory
	module    *core.Module
	callees   []callee
	// Indices of imported functions.
	alloc, log uint32
	providers  map[string]uint32
	logLevel   int32
	// join is the function that joins lists, 0 until it is needed.
	join uint32
}

// callee is a function of a provider that the router calls.
type callee struct {
	instance       uint32
	function, name string
}

func (g *routerModule) importAllocator(context *types.Instance) error {
	log, ok := context.Export("log")
	if !ok {
		return fmt.Errorf("context has no function log")
	}
	level, ok := g.arena.Type(g.arena.Type(log.Type).(types.Func).Params[0].Type).(types.Enum)
	if !ok {
		return fmt.Errorf("the first parameter of context.log is no enum")
	}
	g.logLevel = int32(slices.Index(level.Names, "error"))
	g.module.ImportMemory("memory", "memory")
	i32 := core.I32
	g.alloc = g.module.ImportFunc("memory", "alloc", core.Signature{Params: []core.ValType{i32}, Results: []core.ValType{i32}})
	g.log = g.module.ImportFunc("callee", "log", g.signature(log.Type, false))
	g.providers = map[string]uint32{}
	return nil
}

func (g *routerModule) importProviders(o routed, instances []uint32) {
	for n, instance := range instances {
		for _, x := range functions(o.typ) {
			name := o.importName(n) + "." + x.Name.Name
			g.providers[name] = g.module.ImportFunc("callee", name, g.signature(x.Type, false))
			g.callees = append(g.callees, callee{instance, x.Name.Name, name})
		}
	}
}

// shape is where the parts of a result<ok, error> lie.
type shape struct {
	size uint32
	// payload is where the list or the error begins.
	payload uint32
	// notFound is the discriminant of the error that means the next provider.
	notFound int32
}

func (g *routerModule) shape(f types.Func) (shape, types.Result, error) {
	result, ok := g.arena.Type(f.Result).(types.Result)
	if !ok || result.Ok == 0 || result.Err == 0 {
		return shape{}, result, fmt.Errorf("the result is not a result of a value and an error")
	}
	failure, ok := g.arena.Type(result.Err).(types.Variant)
	notFound := slices.IndexFunc(failure.Cases, func(c types.Case) bool { return c.Name == "not-found" })
	if !ok || notFound < 0 {
		return shape{}, result, fmt.Errorf("the error has no case not-found")
	}
	l := g.layouts.Of(f.Result)
	return shape{l.Size, l.Payload, int32(notFound)}, result, nil
}

// function writes one function of a capability.
func (g *routerModule) function(name string, o routed, x types.Extern) error {
	f := g.arena.Type(x.Type).(types.Func)
	s, result, err := g.shape(f)
	if err != nil {
		return err
	}
	calls := make([]uint32, len(o.providers))
	for n := range o.providers {
		calls[n] = g.providers[o.importName(n)+"."+x.Name.Name]
	}
	var body core.Code
	list, isList := g.arena.Type(result.Ok).(types.List)
	if isList && len(f.Params) == 0 {
		body = g.joinLists(s, g.layouts.Of(list.Elem).Size, calls, func(n int) (address, length int32) {
			text, _ := json.Marshal(struct {
				Component string `json:"component"`
				Function  string `json:"function"`
				Error     string `json:"error"`
			}{o.providers[n], o.capability + "." + x.Name.Name, "the list is not to be had, so its entries are missing"})
			return g.constants.constant(text), int32(len(text))
		})
	} else {
		body = g.askInTurn(s, g.signature(x.Type, true), calls)
	}
	g.module.ExportFunc(name, g.module.Func(g.signature(x.Type, true), 2, body))
	return nil
}

// providedFunction writes the function that tells which capabilities somebody offers.
func (g *routerModule) providedFunction(r *router) error {
	get, ok := r.provided.Export("get")
	if !ok || get.Sort != component.SortFunc {
		return fmt.Errorf("it has no function get")
	}
	var set flagSet
	for _, o := range r.offered {
		if o.providers != nil {
			set = append(set, o.capability)
		}
	}
	body, err := g.constantBody(g.constants, g.arena.Type(get.Type).(types.Func), set)
	if err != nil {
		return err
	}
	g.module.ExportFunc("provided", g.module.Func(g.signature(get.Type, true), 0, body))
	return nil
}

// askInTurn calls one provider after the other until one does not say not-found.
func (g *routerModule) askInTurn(s shape, sig core.Signature, calls []uint32) core.Code {
	result := uint32(len(sig.Params))
	var c core.Code
	c = c.Const(int32(s.size)).Call(g.alloc).Set(result)
	if len(calls) == 0 {
		c = c.Get(result).Const(1).Store8(0)
		c = c.Get(result).Const(s.notFound).Store8(s.payload)
	}
	c = c.Block()
	for i, call := range calls {
		for p := range sig.Params {
			c = c.Get(uint32(p))
		}
		c = c.Get(result).Call(call)
		if i == len(calls)-1 {
			break
		}
		c = c.Get(result).Load8(0).Do(core.Eqz).BrIf(0)
		c = c.Get(result).Load8(s.payload).Const(s.notFound).Do(core.Ne).BrIf(0)
	}
	return c.Do(core.End).Get(result)
}

// joinLists calls all providers and joins what they return. One that fails leaves its entries out
// and is reported in the log: an error that not even not-found excuses costs nobody else's.
func (g *routerModule) joinLists(s shape, elem uint32, calls []uint32, message func(n int) (address, length int32)) core.Code {
	const results, at = 0, 1
	var c core.Code
	c = c.Const(int32(s.size) * int32(len(calls)+1)).Call(g.alloc).Set(results)
	for n, call := range calls {
		c = c.Get(results).Const(int32(s.size) * int32(n+1)).Do(core.Add).Tee(at).Call(call)
		c = c.Get(at).Load8(0).If()
		c = c.Get(at).Load8(s.payload).Const(s.notFound).Do(core.Ne).If()
		address, length := message(n)
		c = c.Const(g.logLevel).Const(0).Const(0).Const(0).Const(address).Const(length).Call(g.log)
		c = c.Do(core.End)
		c = c.Get(at).Const(0).Store32(s.payload + 4)
		c = c.Do(core.End)
	}
	c = c.Get(results).Const(0).Store8(0)
	c = c.Get(results).Const(int32(s.size)).Const(int32(len(calls))).Const(int32(s.payload)).Const(int32(elem))
	return c.Call(g.joiner()).Get(results)
}

// joiner returns the function that joins the lists of count results of size bytes each, which lie
// one after the other behind the result that the joined list goes to.
func (g *routerModule) joiner() uint32 {
	if g.join != 0 {
		return g.join
	}
	const results, size, count, payload, elem, left, at, total, out = 0, 1, 2, 3, 4, 5, 6, 7, 8
	// each runs do for every result, with at pointing to its list.
	each := func(c core.Code, do func(core.Code) core.Code) core.Code {
		c = c.Get(results).Get(payload).Do(core.Add).Set(at)
		c = c.Get(count).Set(left)
		c = c.Block().Loop().Get(left).Do(core.Eqz).BrIf(1)
		c = c.Get(at).Get(size).Do(core.Add).Set(at)
		c = do(c)
		return c.Get(left).Const(1).Do(core.Sub).Set(left).Br(0).Do(core.End, core.End)
	}
	bytes := func(c core.Code) core.Code { return c.Get(at).Load32(4).Get(elem).Do(core.Mul) }
	var c core.Code
	c = each(c, func(c core.Code) core.Code {
		return c.Get(total).Get(at).Load32(4).Do(core.Add).Set(total)
	})
	c = c.Get(results).Get(payload).Do(core.Add).Get(total).Store32(4)
	c = c.Get(total).Get(elem).Do(core.Mul).Call(g.alloc).Set(out)
	c = c.Get(results).Get(payload).Do(core.Add).Get(out).Store32(0)
	c = each(c, func(c core.Code) core.Code {
		c = c.Get(out).Get(at).Load32(0)
		c = bytes(c).MemoryCopy()
		c = c.Get(out)
		return bytes(c).Do(core.Add).Set(out)
	})
	i32 := core.I32
	g.join = g.module.Func(core.Signature{Params: []core.ValType{i32, i32, i32, i32, i32}}, 4, c)
	return g.join
}
