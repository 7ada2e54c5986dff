package graph

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

func (f *frame) canon(c component.Canon) error {
	switch c := c.(type) {
	case component.Lift:
		return f.lift(c)
	case component.Lower:
		return f.lower(c)
	case component.Builtin:
		return f.builtin(c)
	}
	return nil
}

func (f *frame) lift(c component.Lift) error {
	ref, err := f.coreRef(component.SortCoreFunc, c.CoreFunc)
	if err != nil {
		return err
	}
	t, err := at("type", f.types, c.Type)
	if err != nil {
		return err
	}
	fn := &Func{id: t.id, Lifted: &Lifted{Core: ref, Instance: f.instance}}
	if err := f.prepare(fn); err != nil {
		return err
	}
	if fn.Lifted.Side, fn.Lifted.PostReturn, err = f.options(c.Options); err != nil {
		return err
	}
	f.funcs = append(f.funcs, fn)
	return nil
}

// prepare works out the type of a function for calls.
func (f *frame) prepare(fn *Func) error {
	if fn.Type != nil {
		return nil
	}
	t, ok := f.r.arena.Type(fn.id).(types.Func)
	if !ok {
		return fmt.Errorf("the type of a function is not a function type")
	}
	var err error
	fn.Type, err = f.r.canon.Func(t)
	return err
}

func (f *frame) lower(c component.Lower) error {
	fn, err := at("func", f.funcs, c.Func)
	if err != nil {
		return err
	}
	if err := f.prepare(fn); err != nil {
		return err
	}
	side, _, err := f.options(c.Options)
	if err != nil {
		return err
	}
	if fn.Host != nil && fn.Host.Type == nil {
		fn.Host.Type = fn.Type
		f.r.plan.Imports = append(f.r.plan.Imports, fn.Host)
	}
	f.pushCoreFunc(&Lower{Func: fn, Side: side, Instance: f.instance})
	return nil
}

func (f *frame) pushCoreFunc(t Trampoline) {
	s := component.SortCoreFunc
	f.core[s] = append(f.core[s], coreItem{trampoline: t})
}

func (f *frame) builtin(c component.Builtin) error {
	switch c.Op {
	case component.OpResourceNew, component.OpResourceDrop, component.OpResourceRep:
	default:
		return &AsyncError{What: "canonical function " + c.Name()}
	}
	t, err := at("type", f.types, c.Resource)
	if err != nil {
		return err
	}
	res, ok := f.r.arena.Type(t.id).(types.Resource)
	if !ok {
		return fmt.Errorf("type %d is no resource", c.Resource)
	}
	if c.Op != component.OpResourceDrop && f.r.plan.Resources[res.ID].Definer != f.instance {
		return fmt.Errorf("resource.new or resource.rep of a resource that is not this component's own")
	}
	f.pushCoreFunc(&Builtin{c.Op, res.ID, f.instance})
	return nil
}

var optionNames = map[component.OptKind]string{component.OptAsync: "async", component.OptCallback: "callback"}

// options returns the number of the side that canonical options make, and their post-return.
func (f *frame) options(options []component.CanonOption) (side int, postReturn *CoreRef, err error) {
	s := Side{Instance: f.instance, Encoding: component.OptUTF8}
	for _, o := range options {
		var ref CoreRef
		switch o.Kind {
		case component.OptUTF8, component.OptUTF16, component.OptLatin1UTF16:
			s.Encoding = o.Kind
		case component.OptMemory:
			ref, err = f.coreRef(component.SortCoreMemory, o.Index)
			s.Memory = &ref
		case component.OptRealloc:
			ref, err = f.coreRef(component.SortCoreFunc, o.Index)
			s.Realloc = &ref
		case component.OptPostReturn:
			ref, err = f.coreRef(component.SortCoreFunc, o.Index)
			postReturn = &ref
		case component.OptAsync, component.OptCallback:
			err = &AsyncError{What: "a function that is lifted or lowered with option " + optionNames[o.Kind]}
		default:
			err = fmt.Errorf("canonical option 0x%02x is not supported", byte(o.Kind))
		}
		if err != nil {
			return 0, nil, err
		}
	}
	return f.r.side(s), postReturn, nil
}

func (r *resolver) side(s Side) int {
	k := sideKey{instance: s.Instance, encoding: s.Encoding}
	if s.Memory != nil {
		k.hasMemory, k.memory = true, *s.Memory
	}
	if s.Realloc != nil {
		k.hasRealloc, k.realloc = true, *s.Realloc
	}
	if i, ok := r.sides[k]; ok {
		return i
	}
	i := len(r.plan.Sides)
	r.sides[k] = i
	r.plan.Sides = append(r.plan.Sides, s)
	return i
}
