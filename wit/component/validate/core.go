package validate

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// coreType adds a core type, or the types of a recursion group.
func (s *scope) coreType(t component.CoreType) *Error {
	n := len(s.coreTypes)
	d, err := s.v.store.Define(t.Bytes, n, func(count, index uint32) (coretype.ID, error) {
		target, _, err := s.up(count)
		if err != nil {
			return 0, err
		}
		c, err := at(target.coreTypes, component.SortCoreType, index)
		if err != nil {
			return 0, errors.New(err.Problem)
		}
		if c.module != nil {
			return 0, failf("core type %d is the type of a module", index)
		}
		return c.id, nil
	})
	if err != nil {
		out := core(err)
		if s.kind != inComponent {
			out.inner = 0 // The item is the type around.
		}
		return in(out, "core type %d", n)
	}
	if d.Module != nil {
		return s.pushCoreType(coreType{module: d.Module})
	}
	for _, id := range d.Types {
		if err := s.pushCoreType(coreType{id: id}); err != nil {
			return err
		}
	}
	return nil
}

// core returns what is wrong with a core type or module as an error of the item that it is.
func core(err error) *Error {
	out := failf("%v", err)
	if c := (*decode.Error)(nil); errors.As(err, &c) {
		out.inner = c.Offset
	}
	return out
}

func (s *scope) pushCoreType(c coreType) *Error {
	if len(s.coreTypes) >= maxItems {
		return failf("more than %d core types", maxItems)
	}
	s.coreTypes = append(s.coreTypes, c)
	return nil
}

// coreModule adds a module at hand.
func (s *scope) coreModule(b []byte) *Error {
	n := len(s.coreModules)
	if s.v.binaries++; s.v.binaries > maxBinaries {
		return failf("more than %d core modules and components", maxBinaries)
	}
	m, err := s.v.store.Read(b)
	if err != nil {
		return in(core(err), "core module %d", n)
	}
	if i := m.DuplicateImport(); i != nil {
		return in(failf("two imports %s %s, which components do not allow", quote(i.Module), quote(i.Name)), "core module %d", n)
	}
	return s.pushModule(module{typ: m})
}

// moduleID returns the arena's type of a module.
func (v *validator) moduleID(m *coretype.Module) types.ID {
	id := v.arena.Intern(types.Module{Bytes: m.Encode(v.store)})
	if v.modules[id] == nil {
		v.modules[id] = m
	}
	return id
}

// coreInstance adds a core instance.
func (s *scope) coreInstance(i component.CoreInstance) *Error {
	n := len(s.coreInstances)
	if n+len(s.instances) >= limits.Instances {
		return failf("more than %d instances", limits.Instances)
	}
	var made coreInstance
	var err *Error
	switch i := i.(type) {
	case component.CoreInstantiate:
		made, err = s.coreInstantiate(i)
	case component.CoreInline:
		made, err = s.coreInline(i)
	default:
		err = failf("unknown form of core instance")
	}
	if err != nil {
		return in(err, "core instance %d", n)
	}
	s.coreInstances = append(s.coreInstances, made)
	return nil
}

func (s *scope) coreInstantiate(i component.CoreInstantiate) (coreInstance, *Error) {
	m, err := at(s.coreModules, component.SortCoreModule, i.Module)
	if err != nil {
		return nil, err
	}
	args := make(map[string]coreInstance, len(i.Args))
	for _, a := range i.Args {
		if _, there := args[a.Name]; there {
			return nil, failf("two arguments %s", quote(a.Name))
		}
		if args[a.Name], err = at(s.coreInstances, component.SortCoreInstance, a.Instance); err != nil {
			return nil, in(err, "argument %s", quote(a.Name))
		}
	}
	if s.v.fitted += len(m.typ.Imports); s.v.fitted > maxFitted {
		return nil, failf("more than %d imports of core instances altogether", maxFitted)
	}
	for _, want := range m.typ.Imports {
		arg, ok := args[want.Module]
		if !ok {
			return nil, failf("core module %d imports from %s, and no argument has this name", i.Module, quote(want.Module))
		}
		got, ok := arg.Export(want.Name)
		if !ok {
			return nil, in(failf("has no export %s, which core module %d imports", quote(want.Name), i.Module), "argument %s", quote(want.Module))
		}
		if problem := s.v.store.Fits(got, want.Extern); problem != "" {
			return nil, in(failf("export %s is %s", quote(want.Name), problem), "argument %s", quote(want.Module))
		}
	}
	return m.typ, nil
}

// inlineCore is a core instance made of items at hand.
type inlineCore map[string]coretype.Extern

func (i inlineCore) Export(name string) (coretype.Extern, bool) {
	e, ok := i[name]
	return e, ok
}

func (s *scope) coreInline(i component.CoreInline) (coreInstance, *Error) {
	made := make(inlineCore, len(i.Exports))
	for _, e := range i.Exports {
		if _, there := made[e.Name]; there {
			return nil, failf("two exports %s", quote(e.Name))
		}
		got, err := s.coreItem(e.Item)
		if err != nil {
			return nil, in(err, "export %s", quote(e.Name))
		}
		made[e.Name] = got
	}
	return made, nil
}

func (s *scope) coreItem(i component.SortIndex) (coretype.Extern, *Error) {
	if i.Sort == component.SortCoreFunc {
		_, id, err := s.coreFunc(i.Index)
		return coretype.Extern{Kind: coretype.ExternFunc, Func: id}, err
	}
	list := s.coreSpace(i.Sort)
	if list == nil {
		return coretype.Extern{}, failf("%s, which no core instance exports", i.Sort)
	}
	return at(*list, i.Sort, i.Index)
}
