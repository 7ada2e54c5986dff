package chain

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// router describes the component that stands before a group of providers and is to the capabilities
// component what one provider would be.
type router struct {
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
	// direct leaves the capability out of the router: whoever offers it is asked without one.
	direct bool
}

// importName is the name under which the router imports the n-th provider of a capability.
func (r routed) importName(n int) string { return fmt.Sprintf("%s-%d", r.capability, n) }

// function names a function of the capability in messages and within the router.
func (r routed) function(x types.Extern) string { return r.capability + "." + x.Name.Name }

// write adds the router to a component being generated.
//
// A result has the same type on both sides, so it is passed on where the provider's lowered
// function put it. A list joins the lists of all: their elements are copied, and what those point
// to stays where it is. Every other function asks one provider after the other until one answers
// something else than not-found.
func (r *router) write(g *generator) error {
	g.importTypes(r.typesName, r.types)
	context := g.importInstance(r.contextName, g.defineInstance(r.context, func(x types.Extern) bool {
		return x.Sort == component.SortType || x.Name.Name == "log"
	}))
	w := &routerWriter{generator: g, calls: map[string][]uint32{}}
	if err := w.importContext(context, r.context); err != nil {
		return err
	}
	for _, o := range r.routes() {
		for n := range o.providers {
			// A definition for each, though all are equal: two imports of one definition end
			// wasmtime 48 with a failed assertion of its validator.
			instance := g.importInstance(o.importName(n), g.defineInstance(o.typ, everything))
			for _, x := range functions(o.typ) {
				f := g.importFunc(callee{instance, x.Name.Name, o.importName(n) + "." + x.Name.Name}, x.Type)
				name := o.function(x)
				w.calls[name] = append(w.calls[name], f)
			}
		}
	}
	for _, o := range r.routes() {
		for _, x := range functions(o.typ) {
			if err := w.function(o, x); err != nil {
				return fmt.Errorf("%s: %s: %w", o.name, x.Name.Name, err)
			}
		}
		g.exported = append(g.exported, exported{o.name, o.capability + ".", o.typ})
	}
	return g.addConstants(constantInterface{
		name:    r.providedName,
		typ:     r.provided,
		results: map[string]any{"get": r.provides()},
	})
}

// routes are the capabilities that go through the router.
func (r *router) routes() []routed {
	return slices.DeleteFunc(slices.Clone(r.offered), func(o routed) bool { return o.direct && o.providers != nil })
}

// provides are the capabilities that somebody offers.
func (r *router) provides() flagSet {
	var set flagSet
	for _, o := range r.offered {
		if o.providers != nil {
			set = append(set, o.capability)
		}
	}
	return set
}

func everything(types.Extern) bool { return true }

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

// routerWriter writes the functions of a router.
type routerWriter struct {
	*generator
	// log is an imported function.
	log      uint32
	logLevel int32
	// calls are the providers' functions, in order, by [routed.function].
	calls map[string][]uint32
	// join is the function that joins lists, 0 until it is needed.
	join uint32
}

func (w *routerWriter) importContext(instance uint32, context *types.Instance) error {
	log, ok := context.Export("log")
	if !ok {
		return fmt.Errorf("context has no function log")
	}
	level, ok := w.arena.Type(w.arena.Type(log.Type).(types.Func).Params[0].Type).(types.Enum)
	if !ok {
		return fmt.Errorf("the first parameter of context.log is no enum")
	}
	w.logLevel = int32(slices.Index(level.Names, "error"))
	w.importAlloc()
	w.log = w.importFunc(callee{instance, "log", "log"}, log.Type)
	return nil
}

// shape is where the parts of a result<ok, error> lie.
type shape struct {
	size uint32
	// payload is where the list or the error begins.
	payload uint32
	// notFound is the discriminant of the error that means the next provider.
	notFound int32
}

func (w *routerWriter) shape(f types.Func) (shape, types.Result, error) {
	result, ok := w.arena.Type(f.Result).(types.Result)
	if !ok || result.Ok == 0 || result.Err == 0 {
		return shape{}, result, fmt.Errorf("the result is not a result of a value and an error")
	}
	failure, ok := w.arena.Type(result.Err).(types.Variant)
	notFound := slices.IndexFunc(failure.Cases, func(c types.Case) bool { return c.Name == "not-found" })
	if !ok || notFound < 0 {
		return shape{}, result, fmt.Errorf("the error has no case not-found")
	}
	l := w.layouts.Of(f.Result)
	return shape{l.Size, l.Payload, int32(notFound)}, result, nil
}

// function writes one function of a capability.
func (w *routerWriter) function(o routed, x types.Extern) error {
	f := w.arena.Type(x.Type).(types.Func)
	s, result, err := w.shape(f)
	if err != nil {
		return err
	}
	calls := w.calls[o.function(x)]
	var body core.Code
	if list, ok := w.arena.Type(result.Ok).(types.List); ok && len(f.Params) == 0 {
		body = w.joinLists(s, w.layouts.Of(list.Elem).Size, calls, func(n int) (address, length int32) {
			text, _ := json.Marshal(struct {
				Component string `json:"component"`
				Function  string `json:"function"`
				Error     string `json:"error"`
			}{o.providers[n], o.function(x), "the list is not to be had, so its entries are missing"})
			return w.constants.constant(text), int32(len(text))
		})
	} else {
		body = w.askInTurn(s, w.signature(x.Type, true), calls)
	}
	const locals = 2
	w.export(o.capability+".", x, locals, body)
	return nil
}

// askInTurn calls one provider after the other until one does not say not-found.
func (w *routerWriter) askInTurn(s shape, sig core.Signature, calls []uint32) core.Code {
	result := uint32(len(sig.Params))
	var c core.Code
	c = c.Const(int32(s.size)).Call(w.alloc).Set(result)
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
func (w *routerWriter) joinLists(s shape, elem uint32, calls []uint32, message func(n int) (address, length int32)) core.Code {
	const results, at = 0, 1
	var c core.Code
	c = c.Const(int32(s.size) * int32(len(calls)+1)).Call(w.alloc).Set(results)
	for n, call := range calls {
		c = c.Get(results).Const(int32(s.size) * int32(n+1)).Do(core.Add).Tee(at).Call(call)
		c = c.Get(at).Load8(0).If()
		c = c.Get(at).Load8(s.payload).Const(s.notFound).Do(core.Ne).If()
		address, length := message(n)
		c = c.Const(w.logLevel).Const(0).Const(0).Const(0).Const(address).Const(length).Call(w.log)
		c = c.Do(core.End)
		c = c.Get(at).Const(0).Store32(s.payload + 4)
		c = c.Do(core.End)
	}
	c = c.Get(results).Const(0).Store8(0)
	c = c.Get(results).Const(int32(s.size)).Const(int32(len(calls))).Const(int32(s.payload)).Const(int32(elem))
	return c.Call(w.joiner()).Get(results)
}

// joiner returns the function that joins the lists of count results of size bytes each, which lie
// one after the other behind the result that the joined list goes to.
func (w *routerWriter) joiner() uint32 {
	if w.join != 0 {
		return w.join
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
	c = c.Get(total).Get(elem).Do(core.Mul).Call(w.alloc).Set(out)
	c = c.Get(results).Get(payload).Do(core.Add).Get(out).Store32(0)
	c = each(c, func(c core.Code) core.Code {
		c = c.Get(out).Get(at).Load32(0)
		c = bytes(c).MemoryCopy()
		c = c.Get(out)
		return bytes(c).Do(core.Add).Set(out)
	})
	i32 := core.I32
	w.join = w.module.Func(core.Signature{Params: []core.ValType{i32, i32, i32, i32, i32}}, 4, c)
	return w.join
}
