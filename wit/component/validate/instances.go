package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// instance adds an instance that the component makes.
func (s *scope) instance(i component.Instance) *Error {
	n := len(s.instances)
	var id types.ID
	var err *Error
	switch i := i.(type) {
	case component.Instantiate:
		id, err = s.instantiate(i)
	case component.Inline:
		id, err = s.inline(i)
	default:
		err = failf("unknown form of instance")
	}
	if err == nil {
		err = s.push(component.SortInstance, id)
	}
	return in(err, "instance %d", n)
}

// instantiate returns the type of an instance of a component, whose arguments have to fit its imports.
func (s *scope) instantiate(i component.Instantiate) (types.ID, *Error) {
	a := s.v.arena
	id, err := s.item(component.SortComponent, i.Component)
	if err != nil {
		return 0, err
	}
	c := a.Type(id).(*types.Component)
	args := make(map[string]types.Extern, len(i.Args))
	for _, arg := range i.Args {
		if _, there := args[arg.Name]; there {
			return 0, failf("two arguments %s", quote(arg.Name))
		}
		got, err := s.item(arg.Item.Sort, arg.Item.Index)
		if err != nil {
			return 0, in(err, "argument %s", quote(arg.Name))
		}
		args[arg.Name] = types.Extern{Sort: arg.Item.Sort, Type: got}
	}
	supplied := func(path []string) (types.ResourceID, bool) {
		arg, ok := args[path[0]]
		if !ok {
			return 0, false
		}
		return a.ResourceAt(arg.Type, path[1:])
	}
	renamed := supply{make(map[types.ID]types.ID), make(map[[2]types.ID]bool)}
	for n, want := range a.Expected(c, supplied) {
		got, ok := args[want.Name.Name]
		if !ok {
			return 0, in(failf("the component imports it as %s, and no argument has this name", want.Sort), "import %s", quote(want.Name.Name))
		}
		if m := a.Subtype(got, want); m != nil {
			return 0, in(failf("%v", m), "argument %s", quote(want.Name.Name))
		}
		s.v.rename(renamed, c.Imports[n], got)
		if err := s.v.room(); err != nil {
			return 0, err
		}
	}
	made := a.Rename(c, supplied, renamed.types)
	for _, d := range made.Defined {
		s.own(d.Resource)
	}
	if err := s.v.room(); err != nil {
		return 0, err
	}
	_, err = s.v.measure(made.Instance)
	return made.Instance, err
}

// supply is what is supplied for imports: a type for each type, and pairs of instance types that were
// looked at, for instances share parts.
type supply struct {
	types map[types.ID]types.ID
	seen  map[[2]types.ID]bool
}

// rename notes which type is supplied for each type that an import is or has.
func (v *validator) rename(renamed supply, want, got types.Extern) {
	switch want.Sort {
	case component.SortType:
		renamed.types[want.Type] = got.Type
	case component.SortInstance:
		pair := [2]types.ID{want.Type, got.Type}
		if renamed.seen[pair] {
			return
		}
		renamed.seen[pair] = true
		w, g := v.arena.Type(want.Type).(*types.Instance), v.arena.Type(got.Type).(*types.Instance)
		for _, e := range w.Exports {
			if x, ok := g.Export(e.Name.Name); ok {
				v.rename(renamed, e, x)
			}
		}
	}
}

// inline returns the type of an instance made of items at hand.
func (s *scope) inline(i component.Inline) (types.ID, *Error) {
	// No resource has a name in there, since exporting makes no new items.
	side := newSide("export")
	for _, e := range i.Exports {
		if err := in(s.inlineExport(side, e), "export %s", quote(e.Name.Name)); err != nil {
			return 0, err
		}
	}
	id := s.v.arena.NewInstance(side.externs, nil)
	_, err := s.v.measure(id)
	return id, err
}

func (s *scope) inlineExport(side *side, e component.InlineExport) *Error {
	id, err := s.item(e.Item.Sort, e.Item.Index)
	if err != nil {
		return err
	}
	if e.Item.Sort == component.SortValue {
		if m, err := s.v.measure(id); err != nil || m.borrow {
			return first(err, failf("value of a type with a borrow handle, which ends with a call"))
		}
	}
	x := types.Extern{Name: e.Name, Sort: e.Item.Sort, Type: id}
	if err := s.v.checkName(side, x); err != nil {
		return err
	}
	put(&side.index, e.Name.Name, len(side.externs))
	side.externs = append(side.externs, x)
	return nil
}
