package graph

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// frame is one component instance while it is being made: its index spaces so far.
type frame struct {
	r        *resolver
	parent   *frame
	instance int
	depth    int
	args     map[string]item
	exports  []namedItem

	funcs         []*Func
	types         []typeItem
	components    []*nested
	instances     []*instance
	modules       [][]byte
	coreInstances []coreInstance
	core          map[component.Sort][]coreItem
}

// item is anything at the component level.
type item struct {
	sort     component.Sort
	fn       *Func
	typ      typeItem
	nested   *nested
	instance *instance
	module   []byte
}

type namedItem struct {
	name string
	item item
}

// typeItem is a type: a value type, function type or resource by its ID, or an instance type, which
// is read only where something is imported under it.
type typeItem struct {
	id       types.ID
	instance *component.InstanceType
	frame    *frame
}

// nested is a component inside a component, with the scope that it was defined in.
type nested struct {
	binary  *component.Nested
	decoded *component.Component
	frame   *frame
}

type instance struct{ exports map[string]item }

// coreInstance is an instance of a module, or a bag of items.
type coreInstance struct {
	core int
	bag  map[string]coreItem
}

// coreItem is an export of a core instance or, where trampoline is set, a function of the host's.
type coreItem struct {
	ref        CoreRef
	trampoline Trampoline
}

func at[T any](what string, space []T, i uint32) (T, error) {
	if uint64(i) >= uint64(len(space)) {
		var none T
		return none, fmt.Errorf("%s %d does not exist (%d defined so far)", what, i, len(space))
	}
	return space[i], nil
}

func (f *frame) item(s component.SortIndex) (item, error) {
	it := item{sort: s.Sort}
	var err error
	switch s.Sort {
	case component.SortFunc:
		it.fn, err = at("func", f.funcs, s.Index)
	case component.SortType:
		it.typ, err = at("type", f.types, s.Index)
	case component.SortComponent:
		it.nested, err = at("component", f.components, s.Index)
	case component.SortInstance:
		it.instance, err = at("instance", f.instances, s.Index)
	case component.SortCoreModule:
		it.module, err = at("core module", f.modules, s.Index)
	default:
		err = fmt.Errorf("a %s cannot be imported or exported", s.Sort)
	}
	return it, err
}

func (f *frame) push(it item) {
	switch it.sort {
	case component.SortFunc:
		f.funcs = append(f.funcs, it.fn)
	case component.SortType:
		f.types = append(f.types, it.typ)
	case component.SortComponent:
		f.components = append(f.components, it.nested)
	case component.SortInstance:
		f.instances = append(f.instances, it.instance)
	case component.SortCoreModule:
		f.modules = append(f.modules, it.module)
	}
}

func (f *frame) coreItem(s component.Sort, i uint32) (coreItem, error) {
	return at(s.String(), f.core[s], i)
}

// coreRef returns an item that has to be an export of a core instance.
func (f *frame) coreRef(s component.Sort, i uint32) (CoreRef, error) {
	it, err := f.coreItem(s, i)
	if err != nil {
		return CoreRef{}, err
	}
	if it.trampoline != nil {
		return f.wrap(it.trampoline)
	}
	return it.ref, nil
}

func (f *frame) alias(a component.Alias) error {
	switch t := a.Target.(type) {
	case component.InstanceExport:
		in, err := at("instance", f.instances, t.Instance)
		if err != nil {
			return err
		}
		it, ok := in.exports[t.Name]
		if !ok || it.sort != a.Sort {
			return fmt.Errorf("instance %d exports no %s %q", t.Instance, a.Sort, t.Name)
		}
		f.push(it)
	case component.CoreInstanceExport:
		in, err := at("core instance", f.coreInstances, t.Instance)
		if err != nil {
			return err
		}
		it := coreItem{ref: CoreRef{in.core, t.Name}}
		if in.bag != nil {
			var ok bool
			if it, ok = in.bag[t.Name]; !ok {
				return fmt.Errorf("core instance %d exports no %q", t.Instance, t.Name)
			}
		}
		f.core[a.Sort] = append(f.core[a.Sort], it)
	case component.Outer:
		if a.Sort == component.SortCoreType {
			return nil // core types say what is known from core modules
		}
		from := f
		for n := t.Count; n > 0; n-- {
			if from = from.parent; from == nil {
				return fmt.Errorf("alias of what is %d levels up, which is outside", t.Count)
			}
		}
		it, err := from.item(component.SortIndex{Sort: a.Sort, Index: t.Index})
		if err != nil {
			return err
		}
		f.push(it)
	}
	return nil
}

// definitions is how many bytes of a component are decoded with it: all but those of what it holds.
func definitions(n *nested) int {
	size := len(n.binary.Bytes)
	for _, s := range n.decoded.Sections {
		switch s := s.(type) {
		case *component.CoreModule:
			size -= len(s.Bytes)
		case *component.Nested:
			size -= len(s.Bytes)
		}
	}
	return size
}

func (f *frame) inlineInstance(in component.Inline) (*instance, error) {
	made := &instance{map[string]item{}}
	if err := f.r.spend(len(in.Exports)); err != nil {
		return nil, err
	}
	for _, e := range in.Exports {
		it, err := f.item(e.Item)
		if err != nil {
			return nil, err
		}
		made.exports[e.Name.Name] = it
	}
	return made, nil
}

func (f *frame) instantiate(in component.Instantiate) (*instance, error) {
	n, err := at("component", f.components, in.Component)
	if err != nil {
		return nil, err
	}
	if err := f.r.spend(len(in.Args)); err != nil {
		return nil, err
	}
	args := make(map[string]item, len(in.Args))
	for _, a := range in.Args {
		if args[a.Name], err = f.item(a.Item); err != nil {
			return nil, err
		}
	}
	if n.decoded == nil {
		if n.decoded, err = n.binary.Decode(); err != nil {
			return nil, err
		}
		if err := f.r.spend(definitions(n) / 16); err != nil {
			return nil, err
		}
	}
	child, err := f.r.instantiate(n.decoded, n.frame, args, f.depth+1)
	if err != nil {
		return nil, err
	}
	made := &instance{map[string]item{}}
	for _, e := range child.exports {
		made.exports[e.name] = e.item
	}
	return made, nil
}
