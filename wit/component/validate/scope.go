package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// scopeKind is what a scope is.
type scopeKind int

const (
	inComponent scopeKind = iota
	inComponentType
	inInstanceType
)

// scope is a component, component type or instance type being checked, with its index spaces.
type scope struct {
	v      *validator
	parent *scope
	kind   scopeKind

	types, funcs, instances, components []types.ID
	values                              []value

	coreTypes     []coreType
	coreModules   []module
	coreInstances []coreInstance
	coreFuncs     []coretype.ID
	coreTables    []coretype.Extern
	coreMemories  []coretype.Extern
	coreGlobals   []coretype.Extern
	coreTags      []coretype.Extern

	imports, exports *side
	// imported are the resources that come with imports, each with the names that lead to it.
	imported []types.Defined
	// defined are the resources of the component itself and of the instances that it makes; reps has
	// the core type that represents those it defines.
	defined []types.ResourceID
	isOwn   map[types.ResourceID]bool
	reps    map[types.ResourceID]coretype.ValType

	size        int64 // of all imports and exports
	aliased     int64 // size of the types that come from around
	started     bool
	contextType coretype.ValType // of context.get and context.set, once one of them is there
}

// coreType is an item of the core type space: a type, or that of a module where Module is not nil.
type coreType struct {
	id     coretype.ID
	module *coretype.Module
}

// module is an item of the core module space.
type module struct {
	typ *coretype.Module
	// id is its type in the arena, made when it is first needed.
	id types.ID
}

// coreInstance is what a core instance exports.
type coreInstance interface {
	Export(name string) (coretype.Extern, bool)
}

// value is an item of the value space.
type value struct {
	typ  types.ID
	used bool
}

func newScope(v *validator, parent *scope, kind scopeKind) *scope {
	return &scope{
		v: v, parent: parent, kind: kind, imports: newSide("import"), exports: newSide("export"),
	}
}

func missing(what string, index uint32, count int) *Error {
	err := coretype.IndexError{What: what, Index: index, Count: count}
	return failf("%v", &err)
}

func at[T any](list []T, sort component.Sort, index uint32) (T, *Error) {
	if int64(index) >= int64(len(list)) {
		var none T
		return none, missing(sort.String(), index, len(list))
	}
	return list[index], nil
}

// space returns the index space of a sort that the arena has types of.
func (s *scope) space(sort component.Sort) (list *[]types.ID, most int) {
	switch sort {
	case component.SortType:
		return &s.types, maxItems
	case component.SortFunc:
		return &s.funcs, maxItems
	case component.SortInstance:
		return &s.instances, limits.Instances - len(s.coreInstances)
	default:
		return &s.components, maxComponents
	}
}

// push adds an item.
func (s *scope) push(sort component.Sort, id types.ID) *Error {
	switch sort {
	case component.SortCoreModule:
		return s.pushModule(module{typ: s.v.modules[id], id: id})
	case component.SortValue:
		if len(s.values) >= maxValues {
			return failf("more than %d values", maxValues)
		}
		s.values = append(s.values, value{typ: id})
		return nil
	}
	list, most := s.space(sort)
	if len(*list) >= most {
		return failf("more than %d of sort %s", most, sort)
	}
	*list = append(*list, id)
	return s.v.room()
}

func (s *scope) pushModule(m module) *Error {
	if len(s.coreModules) >= maxModules {
		return failf("more than %d core modules", maxModules)
	}
	s.coreModules = append(s.coreModules, m)
	return nil
}

// item returns the type of an item. A value is used by that.
func (s *scope) item(sort component.Sort, index uint32) (types.ID, *Error) {
	switch sort {
	case component.SortCoreModule:
		m, err := at(s.coreModules, sort, index)
		if err != nil {
			return 0, err
		}
		if m.id == 0 {
			m.id = s.v.moduleID(m.typ)
			s.coreModules[index].id = m.id
		}
		return m.id, nil
	case component.SortValue:
		return s.use(index)
	case component.SortFunc, component.SortType, component.SortInstance, component.SortComponent:
		list, _ := s.space(sort)
		return at(*list, sort, index)
	default:
		return 0, failf("%s where an item of a component is expected", sort)
	}
}

func (s *scope) typ(index uint32) (types.ID, *Error) { return at(s.types, component.SortType, index) }

// typeOf returns the type at an index, which has to be a T.
func typeOf[T types.Type](s *scope, index uint32, what string) (types.ID, T, *Error) {
	var none T
	id, err := s.typ(index)
	if err != nil {
		return 0, none, err
	}
	t, ok := s.v.arena.Type(id).(T)
	if !ok {
		return 0, none, failf("type %d is %s, expected %s", index, s.v.arena.Kind(id), what)
	}
	return id, t, nil
}

func (s *scope) coreFunc(index uint32) (*coretype.SubType, coretype.ID, *Error) {
	id, err := at(s.coreFuncs, component.SortCoreFunc, index)
	if err != nil {
		return nil, 0, err
	}
	return s.v.store.Type(id), id, nil
}

func (s *scope) pushCoreFunc(id coretype.ID) *Error {
	if len(s.coreFuncs) >= maxItems {
		return failf("more than %d core functions", maxItems)
	}
	s.coreFuncs = append(s.coreFuncs, id)
	return nil
}

// up returns the scope count levels up, and the one below it on the way.
func (s *scope) up(count uint32) (target, below *scope, err *Error) {
	target = s
	for i := range count {
		below = target
		if target = target.parent; target == nil {
			return nil, nil, failf("outer alias %d levels up, the outermost component is %d up", count, i)
		}
	}
	return target, below, nil
}
