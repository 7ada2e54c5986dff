package validate

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// alias adds what an alias brings in.
func (s *scope) alias(a component.Alias) *Error {
	switch t := a.Target.(type) {
	case component.InstanceExport:
		return in(s.aliasExport(a.Sort, t), "alias of export %s of instance %d", quote(t.Name), t.Instance)
	case component.CoreInstanceExport:
		return in(s.aliasCoreExport(a.Sort, t), "alias of export %s of core instance %d", quote(t.Name), t.Instance)
	case component.Outer:
		return in(s.aliasOuter(a.Sort, t), "alias of outer %s %d", a.Sort, t.Index)
	default:
		return failf("unknown alias")
	}
}

func (s *scope) aliasExport(sort component.Sort, t component.InstanceExport) *Error {
	if s.kind != inComponent && sort != component.SortType && sort != component.SortInstance {
		return failf("alias of a %s in a type, where only types and instances have any", sort)
	}
	id, err := at(s.instances, component.SortInstance, t.Instance)
	if err != nil {
		return err
	}
	instance, ok := s.v.arena.Type(id).(*types.Instance)
	if !ok {
		return failf("is no instance")
	}
	e, ok := instance.Export(t.Name)
	if !ok {
		return failf("the instance has no such export")
	}
	if e.Sort != sort {
		return failf("it is a %s, expected a %s", e.Sort, sort)
	}
	return s.push(sort, e.Type)
}

func (s *scope) aliasCoreExport(sort component.Sort, t component.CoreInstanceExport) *Error {
	if s.kind != inComponent {
		return failf("alias of a %s in a type, where only types and instances have any", sort)
	}
	instance, err := at(s.coreInstances, component.SortCoreInstance, t.Instance)
	if err != nil {
		return err
	}
	e, ok := instance.Export(t.Name)
	if !ok {
		return failf("the instance has no such export")
	}
	if got := coreSorts[e.Kind]; got != sort {
		return failf("it is a %s, expected a %s", got, sort)
	}
	list := s.coreSpace(sort)
	if list == nil {
		return s.pushCoreFunc(e.Func)
	}
	if len(*list) >= maxItems {
		return failf("more than %d of sort %s", maxItems, sort)
	}
	*list = append(*list, e)
	return nil
}

// coreSorts are the sorts of what a core module exports.
var coreSorts = map[coretype.ExternKind]component.Sort{
	coretype.ExternFunc: component.SortCoreFunc, coretype.ExternTable: component.SortCoreTable,
	coretype.ExternMemory: component.SortCoreMemory, coretype.ExternGlobal: component.SortCoreGlobal,
	coretype.ExternTag: component.SortCoreTag,
}

// coreSpace returns the index space of a core sort; nil for that of functions.
func (s *scope) coreSpace(sort component.Sort) *[]coretype.Extern {
	switch sort {
	case component.SortCoreTable:
		return &s.coreTables
	case component.SortCoreMemory:
		return &s.coreMemories
	case component.SortCoreGlobal:
		return &s.coreGlobals
	case component.SortCoreTag:
		return &s.coreTags
	default:
		return nil
	}
}

func (s *scope) aliasOuter(sort component.Sort, t component.Outer) *Error {
	if s.kind != inComponent && sort != component.SortType && sort != component.SortCoreType {
		return failf("alias of a %s in a type, where only types and instances have any", sort)
	}
	target, below, err := s.up(t.Count)
	if err != nil {
		return err
	}
	if sort == component.SortCoreType {
		c, err := at(target.coreTypes, sort, t.Index)
		if err != nil {
			return err
		}
		return s.pushCoreType(c)
	}
	if sort == component.SortCoreModule {
		m, err := at(target.coreModules, sort, t.Index)
		if err != nil {
			return err
		}
		return s.pushModule(m)
	}
	id, err := target.item(sort, t.Index)
	if err != nil {
		return err
	}
	if sort == component.SortType && below != nil && below.kind == inComponent {
		if err := s.v.crosses(below, id); err != nil {
			return err
		}
	}
	return s.push(sort, id)
}

// crosses checks that a type may be used in a nested component, which could stand elsewhere as well: it
// cannot mention resources of the components around it. Looking costs as much as the type is large.
func (v *validator) crosses(into *scope, id types.ID) *Error {
	m, err := v.measure(id)
	if err != nil {
		return err
	}
	if into.aliased += m.Parts; into.aliased > limits.Parts {
		return failf("types from around the component of %d parts, %d are the most", into.aliased, limits.Parts)
	}
	if found := v.arena.Resources(id); len(found) > 0 {
		what := "a resource"
		if name := v.arena.ResourceName(found[0]); name != "" {
			what = fmt.Sprintf("resource %s", quote(name))
		}
		return failf("the type mentions %s of a component around, which a nested one can only import", what)
	}
	return nil
}
