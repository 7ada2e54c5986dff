package chain

import (
	"slices"
	"strconv"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// generator writes a component that has one core module of its own: a router, constants, or both.
// Both in one cost a server an instance and a memory less on every request.
//
// The memory holds constants that are known only when all functions are written, and must exist
// before an import can be lowered to it. So functions are written first, in terms of imports whose
// order is fixed then, and everything is put together by [generator.finish].
type generator struct {
	*emitter
	constants *memory
	module    *core.Module
	callees   []callee
	// drops are the resources whose handles the core module drops, news those that it makes.
	drops    []types.ID
	news     []types.ID
	exported []exported
	// alloc is the memory's allocator, once it is imported.
	alloc    uint32
	hasAlloc bool
}

// callee is a component function that the core module imports.
type callee struct {
	instance       uint32
	function, name string
}

// exported is an interface to export, whose functions the core module exports as prefix and name.
type exported struct {
	name   string
	prefix string
	typ    *types.Instance
	// direct are functions that are exported as an imported instance has them.
	direct   map[string]bool
	instance uint32
}

func newGenerator(a *types.Arena) *generator {
	return &generator{
		emitter:   newEmitter(a, abi.New(a)),
		constants: new(memory),
		module:    new(core.Module),
	}
}

// importAlloc imports the memory and its allocator, of which a call's garbage is gone when the call
// has returned, and returns the allocator.
func (g *generator) importAlloc() uint32 {
	if !g.hasAlloc {
		g.hasAlloc = true
		g.module.ImportMemory("memory", "memory")
		i32 := core.I32
		g.alloc = g.module.ImportFunc("memory", "alloc", core.Signature{Params: []core.ValType{i32}, Results: []core.ValType{i32}})
	}
	return g.alloc
}

// importFunc imports a component function into the core module.
func (g *generator) importFunc(c callee, typ types.ID) uint32 {
	g.callees = append(g.callees, c)
	return g.module.ImportFunc("callee", c.name, g.signature(typ, false))
}

// importDrop imports a function into the core module that drops a handle to a resource.
func (g *generator) importDrop(resource types.ID) uint32 {
	i32 := core.I32
	f := g.module.ImportFunc("callee", dropName(len(g.drops)), core.Signature{Params: []core.ValType{i32}})
	g.drops = append(g.drops, resource)
	return f
}

func dropName(n int) string { return "drop-" + strconv.Itoa(n) }

// importNew imports a function into the core module that makes a resource which the component defines.
func (g *generator) importNew(resource types.ID) uint32 {
	i32 := core.I32
	f := g.module.ImportFunc("callee", newName(len(g.news)), core.Signature{Params: []core.ValType{i32}, Results: []core.ValType{i32}})
	g.news = append(g.news, resource)
	return f
}

func newName(n int) string { return "new-" + strconv.Itoa(n) }

// export writes a function of an interface that is exported under prefix.
func (g *generator) export(prefix string, x types.Extern, locals uint32, body core.Code) {
	g.module.ExportFunc(prefix+x.Name.Name, g.module.Func(g.signature(x.Type, true), locals, body))
}

// finish puts the component together.
func (g *generator) finish() []byte {
	p := g.place(g.constants)
	var args []component.CoreArg
	if g.hasAlloc {
		args = []component.CoreArg{{Name: "memory", Instance: p.instance}}
	}
	if g.callees != nil || g.news != nil {
		var items []component.CoreExport
		for _, c := range g.callees {
			f := g.canon(component.Lower{
				Func:    g.aliasExport(c.instance, c.function, component.SortFunc),
				Options: p.options(),
			}, component.SortCoreFunc)
			items = append(items, component.CoreExport{Name: c.name, Item: component.SortIndex{Sort: component.SortCoreFunc, Index: f}})
		}
		builtin := func(name string, op byte, resource types.ID) {
			f := g.canon(component.Builtin{Op: op, Resource: g.typ(resource)}, component.SortCoreFunc)
			items = append(items, component.CoreExport{Name: name, Item: component.SortIndex{Sort: component.SortCoreFunc, Index: f}})
		}
		for i, resource := range g.drops {
			builtin(dropName(i), component.OpResourceDrop, resource)
		}
		for i, resource := range g.news {
			builtin(newName(i), component.OpResourceNew, resource)
		}
		args = append(args, component.CoreArg{Name: "callee", Instance: g.coreInstance(component.CoreInline{Exports: items})})
	}
	instance := g.coreInstance(component.CoreInstantiate{Module: g.coreModule(g.module), Args: args})
	for _, x := range g.exported {
		var funcs []lifted
		for _, f := range functions(x.typ) {
			if x.direct[f.Name.Name] {
				funcs = append(funcs, lifted{f.Name.Name, g.aliasExport(x.instance, f.Name.Name, component.SortFunc)})
				continue
			}
			coreFunc := g.aliasCore(instance, x.prefix+f.Name.Name, component.SortCoreFunc)
			funcs = append(funcs, lifted{f.Name.Name, g.lift(p, coreFunc, f.Type)})
		}
		made := g.exportInstance(x.name, x.typ, funcs)
		if g.public != nil {
			g.publish(made, x.typ)
		}
	}
	return g.encode()
}

// functions are the functions that an interface exports.
func functions(t *types.Instance) []types.Extern {
	return slices.DeleteFunc(slices.Clone(t.Exports), func(x types.Extern) bool { return x.Sort != component.SortFunc })
}
