package chain

import (
	"fmt"
	"slices"

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
	belongings
}

// routed is a capability and who offers it.
type routed struct {
	capability string
	// name is what the interface is exported as.
	name string
	typ  *types.Instance
	// providers are the group's members that offer it, by their places. The router imports the n-th
	// one's interface as "capability-n".
	providers []int
	// direct leaves the capability out of the router: whoever offers it is asked without one. With
	// listed the router has its lists alone.
	direct, listed bool
}

// importName is the name under which the router imports the n-th provider of a capability.
func (r routed) importName(n int) string { return fmt.Sprintf("%s-%d", r.capability, n) }

// function names a function of the capability in messages and within the router.
func (r routed) function(x types.Extern) string { return r.capability + "." + x.Name.Name }

// write adds the router to a component being generated.
//
// A result has the same type on both sides, so it is passed on where the provider's lowered
// function put it. A list joins the lists of all: their elements are copied, and what those point
// to stays where it is. Every other function is passed on to the owner of the name that it is
// called with, and to nobody else; what nobody owns is tried on the open members in order.
func (r *router) write(g *generator) error {
	g.importTypes(r.typesName, r.types)
	context := g.importInstance(r.contextName, g.defineInstance(r.context, func(x types.Extern) bool {
		return x.Sort == component.SortType || x.Name.Name == "log"
	}))
	w := &routerWriter{generator: g, belongings: &r.belongings, calls: map[string][]uint32{}, tables: map[string]table{}}
	if err := w.importContext(context, r.context); err != nil {
		return err
	}
	for _, o := range r.routes() {
		if o.listed {
			continue
		}
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
		if o.listed {
			if err := w.lists(o); err != nil {
				return err
			}
			continue
		}
		for _, x := range functions(o.typ) {
			if err := w.function(o, x); err != nil {
				return fmt.Errorf("%s: %s: %w", o.name, x.Name.Name, err)
			}
		}
		g.exported = append(g.exported, exported{name: o.name, prefix: o.capability + ".", typ: o.typ})
	}
	return g.addConstants(constantInterface{
		name:    r.providedName,
		typ:     r.provided,
		results: map[string]any{"get": r.provides()},
	})
}

// routes are the capabilities that go through the router.
func (r *router) routes() []routed {
	return slices.DeleteFunc(slices.Clone(r.offered), func(o routed) bool { return o.direct && !o.listed && o.providers != nil })
}

// lists exports a capability as its one provider has it, but for the lists, which are constants: the
// provider need not be there for them.
func (w *routerWriter) lists(o routed) error {
	e := exported{name: o.name, prefix: o.capability + ".", typ: o.typ, direct: map[string]bool{}}
	e.instance = w.importInstance(o.importName(0), w.defineInstance(o.typ, everything))
	for _, x := range functions(o.typ) {
		l, ok := listings[x.Name.Name]
		if !ok {
			e.direct[x.Name.Name] = true
			continue
		}
		if ok, err := w.constantList(o, x, l); err != nil || !ok {
			return fmt.Errorf("%s: %s: its list is not known: %w", o.name, x.Name.Name, err)
		}
	}
	w.exported = append(w.exported, e)
	return nil
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
	*belongings
	// log is an imported function.
	log      uint32
	logLevel int32
	// calls are the providers' functions, in order, by [routed.function].
	calls map[string][]uint32
	// tables are those that are placed, by what they hold.
	tables map[string]table
	// helpers are the functions that the others call.
	helpers struct{ compare, find, match, take, warn, reason helper }
}

// shownTable places the names of a kind as clients see them.
func (w *routerWriter) shownTable(kind string) table {
	return w.tableOf("shown "+kind, func() []entry { return w.shown(kind) })
}

// ownTable places the names of a kind as a member has them. Where clients see the same names that is
// one table for all.
func (w *routerWriter) ownTable(member int, kind string) table {
	if !w.members[member].settled() {
		return w.shownTable(kind)
	}
	return w.tableOf(fmt.Sprintf("own %d %s", member, kind), func() []entry { return w.own(member, kind) })
}

func (w *routerWriter) tableOf(key string, entries func() []entry) table {
	t, ok := w.tables[key]
	if !ok {
		t = w.constants.table(entries())
		w.tables[key] = t
	}
	return t
}

// templateTable places URI templates.
func (w *routerWriter) templateTable(templates []string) table {
	key := fmt.Sprintf("templates %q", templates)
	t, ok := w.tables[key]
	if !ok {
		t = w.constants.templates(templates)
		w.tables[key] = t
	}
	return t
}

// prefixes reports whether a name that is not known may get a prefix.
func (w *routerWriter) prefixes() bool {
	return slices.ContainsFunc(w.members, func(c *Component) bool { return c.open() && c.Prefix != "" })
}

// mayMatch reports whether templates decide about a URI that a member lists.
func (w *routerWriter) mayMatch() bool {
	for i, c := range w.members {
		if c.templates() != nil || c.open() && c.has("resources") && w.foreign(i) != nil {
			return true
		}
	}
	return false
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
	w.logLevel = int32(slices.Index(level.Names, "warning"))
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
	if l, ok := listings[x.Name.Name]; ok {
		if done, err := w.constantList(o, x, l); done || err != nil {
			return err
		}
		return w.joinLists(o, x, l)
	}
	return w.passOn(o, x)
}
