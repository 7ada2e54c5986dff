package chain

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// emitter writes a component item by item and counts the index spaces.
type emitter struct {
	*scope
	layouts  *abi.Layouts
	sections []component.Section
	counts   component.Counts
	shared   *sharedTypes
	// public are the types, by structure, that an exported instance has a name for. What is exported
	// after it may mention them without exporting them.
	public map[types.ID]bool
}

// sharedTypes is an instance, imported for its types, that exported interfaces are written in
// terms of.
type sharedTypes struct {
	of            *types.Instance
	instance, typ uint32
}

func newEmitter(a *types.Arena, l *abi.Layouts) *emitter {
	e := &emitter{layouts: l}
	e.scope = newScope(a, func(t component.Type) uint32 {
		e.sections = appendTo(e.sections, component.Types{t})
		return e.take(component.SortType)
	})
	return e
}

// take returns the next index of a sort.
func (e *emitter) take(s component.Sort) uint32 { return e.counts.Add(s) }

// appendTo adds an item to the last section if that is of the item's kind, and else starts one.
func appendTo[S interface {
	~[]T
	component.Section
}, T any](sections []component.Section, items S) []component.Section {
	if n := len(sections); n > 0 {
		if last, ok := sections[n-1].(S); ok {
			sections[n-1] = append(last, items...)
			return sections
		}
	}
	return append(sections, items)
}

func (e *emitter) encode() []byte { return (&component.Component{Sections: e.sections}).Encode() }

// importInstance imports an instance of a type that was defined, and returns the instance's index.
func (e *emitter) importInstance(name string, typ uint32) uint32 {
	return e.importItem(name, component.ExternType{Sort: component.SortInstance, Index: typ})
}

// defineInstance defines the type of an instance with the exports of t that keep chooses.
func (e *emitter) defineInstance(t *types.Instance, keep func(types.Extern) bool) uint32 {
	return e.define(e.instanceType(t, keep))
}

func (e *emitter) importItem(name string, t component.ExternType) uint32 {
	e.sections = appendTo(e.sections, component.Imports{{Name: component.Name{Name: name}, Type: t}})
	return e.take(t.Sort)
}

func (e *emitter) exportItem(name component.Name, item component.SortIndex, t *component.ExternType) uint32 {
	e.sections = appendTo(e.sections, component.Exports{{Name: name, Item: item, Type: t}})
	return e.take(item.Sort)
}

// aliasExport brings an instance's export in and returns its index.
func (e *emitter) aliasExport(instance uint32, name string, sort component.Sort) uint32 {
	e.sections = appendTo(e.sections, component.Aliases{{Sort: sort, Target: component.InstanceExport{Instance: instance, Name: name}}})
	return e.take(sort)
}

func (e *emitter) aliasCore(instance uint32, name string, sort component.Sort) uint32 {
	e.sections = appendTo(e.sections, component.Aliases{{Sort: sort, Target: component.CoreInstanceExport{Instance: instance, Name: name}}})
	return e.take(sort)
}

func (e *emitter) coreModule(m *core.Module) uint32 {
	e.sections = append(e.sections, &component.CoreModule{Bytes: m.Encode()})
	return e.take(component.SortCoreModule)
}

func (e *emitter) coreInstance(i component.CoreInstance) uint32 {
	e.sections = appendTo(e.sections, component.CoreInstances{i})
	return e.take(component.SortCoreInstance)
}

func (e *emitter) canon(c component.Canon, sort component.Sort) uint32 {
	e.sections = appendTo(e.sections, component.Canons{c})
	return e.take(sort)
}

func (e *emitter) instantiate(i component.Instance) uint32 {
	e.sections = appendTo(e.sections, component.Instances{i})
	return e.take(component.SortInstance)
}

// lifted is a function of an interface that the component exports, as an index.
type lifted struct {
	name string
	fn   uint32
}

// exportInstance exports an interface made of lifted functions. The types that the interface
// names have to be names inside the instance, which only a component's own exports can give them:
// so a nested component takes types and functions in and exports them under the interface's names.
// It returns the index of the exported instance.
func (e *emitter) exportInstance(name string, t *types.Instance, funcs []lifted) uint32 {
	inner := newEmitter(e.arena, e.layouts)
	var args []component.Arg
	bring := func(name string, outer component.SortIndex, t component.ExternType) uint32 {
		args = append(args, component.Arg{Name: name, Item: outer})
		return inner.importItem(name, t)
	}
	// named are the types by the names they have inside, own those that are not shared.
	named := map[types.ID]uint32{}
	own := e.nameable(t)
	if e.shared != nil {
		inner.sections = appendTo(inner.sections, component.Aliases{{Sort: component.SortType, Target: component.Outer{Count: 1, Index: e.shared.typ}}})
		instance := bring("types", component.SortIndex{Sort: component.SortInstance, Index: e.shared.instance},
			component.ExternType{Sort: component.SortInstance, Index: inner.take(component.SortType)})
		for _, x := range e.shared.of.Exports {
			at := slices.IndexFunc(own, func(id types.ID) bool { return e.arena.Equal(id, x.Type) })
			if at < 0 {
				continue
			}
			own = slices.Delete(own, at, at+1)
			named[e.arena.Structure(x.Type)] = inner.aliasExport(instance, x.Name.Name, component.SortType)
		}
	}
	maps.Copy(inner.index, named)
	for n, id := range own {
		t := component.ExternType{Sort: component.SortType}
		_, resource := e.arena.Type(id).(types.Resource)
		if resource {
			t.Bound = component.BoundSubResource
		} else {
			t.Index = inner.define(inner.definition(id))
		}
		i := bring("type-"+strconv.Itoa(n), component.SortIndex{Sort: component.SortType, Index: e.typ(id)}, t)
		inner.name(id, i)
		if resource || e.public[e.arena.Structure(id)] {
			named[e.arena.Structure(id)] = i // it cannot be written anew, or need not
		}
	}
	imported := make([]uint32, len(funcs))
	for i, f := range funcs {
		x, _ := t.Export(f.name)
		name := f.name
		if strings.HasPrefix(name, "[") { // of a resource, whose name it must not have here
			name = strconv.Itoa(i)
		}
		imported[i] = bring("func-"+name, component.SortIndex{Sort: component.SortFunc, Index: f.fn},
			component.ExternType{Sort: component.SortFunc, Index: inner.define(inner.definition(x.Type))})
	}
	// From here on types go by the names that they are exported under. A type that is made of
	// such a type is written anew, or it would still be made of the one that has no name outside.
	inner.index = named
	for _, x := range t.Exports {
		if x.Sort != component.SortType {
			continue
		}
		i, shared := inner.lookup(x.Type)
		if !shared {
			i = inner.define(inner.definition(x.Type))
		}
		inner.name(x.Type, inner.exportItem(x.Name, component.SortIndex{Sort: x.Sort, Index: i}, nil))
	}
	for i, f := range funcs {
		x, _ := t.Export(f.name)
		inner.exportItem(x.Name, component.SortIndex{Sort: component.SortFunc, Index: imported[i]},
			&component.ExternType{Sort: component.SortFunc, Index: inner.define(inner.definition(x.Type))})
	}
	e.sections = append(e.sections, &component.Nested{Bytes: inner.encode()})
	shim := e.take(component.SortComponent)
	made := e.instantiate(component.Instantiate{Component: shim, Args: args})
	return e.exportItem(component.Name{Name: name}, component.SortIndex{Sort: component.SortInstance, Index: made}, nil)
}

// publish refers to the types of an exported instance by its names from now on.
func (e *emitter) publish(instance uint32, t *types.Instance) {
	for _, x := range t.Exports {
		if id := e.arena.Structure(x.Type); x.Sort == component.SortType && !e.public[id] {
			e.public[id] = true
			e.name(id, e.aliasExport(instance, x.Name.Name, component.SortType))
		}
	}
}

// nameable lists, each after those it is made of, the types inside an interface that may be part
// of an export only under a name. Not all of them need be the interface's own.
func (e *emitter) nameable(t *types.Instance) []types.ID {
	var found []types.ID
	seen := map[types.ID]bool{}
	var visit func(types.ID)
	visit = func(id types.ID) {
		if s := e.arena.Structure(id); seen[s] {
			return
		} else {
			seen[s] = true
		}
		e.arena.Children(id, visit)
		switch e.arena.Type(id).(type) {
		case types.Record, types.Variant, types.Flags, types.Enum, types.Resource:
			found = append(found, id)
		}
	}
	for _, x := range t.Exports {
		visit(x.Type)
	}
	return found
}
