package types

import (
	"reflect"
	"slices"

	"github.com/wasmcp/wasmcp-go/internal/edit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Subtype returns nil if an item that is got can be given where one that is want is expected, and
// otherwise says where they differ. Instances and components may have more exports than expected,
// components may need fewer imports; functions and the types of values must be equal.
func (a *Arena) Subtype(got, want Extern) *MismatchError {
	m := matcher{a: a, done: make(map[[2]ID]bool)}
	return m.extern(got, want)
}

// Mismatches returns what [Arena.Subtype] would, but where both are instances for each of the exports
// that do not fit. A difference inside of a type that others mention is there once.
func (a *Arena) Mismatches(got, want Extern) (all []*MismatchError) {
	first := a.Subtype(got, want)
	if first == nil {
		return nil
	}
	g, isInstance := a.Type(got.Type).(*Instance)
	w, wantInstance := a.Type(want.Type).(*Instance)
	if isInstance && wantInstance && len(w.bound) == 0 {
		m := matcher{a: a, done: make(map[[2]ID]bool), told: make(map[[2]ID]bool)}
		for _, e := range w.Exports {
			m.path = nil
			if err := m.exports(g.Exports, g.Export, []Extern{e}, nil); err != nil {
				all = append(all, err)
			}
			if x, ok := g.Export(e.Name.Name); ok && e.Sort == component.SortType {
				m.told[[2]ID{a.Structure(x.Type), a.Structure(e.Type)}] = true
			}
		}
	}
	if len(all) == 0 {
		all = append(all, first)
	}
	return all
}

// matcher walks two types side by side.
type matcher struct {
	a    *Arena
	path []Step
	// done holds the pairs of instance and component types that match, since types share parts.
	done map[[2]ID]bool
	// told holds the pairs of unequal types that have been told of, by structure, and are passed over.
	told map[[2]ID]bool
}

func (m *matcher) extern(got, want Extern) *MismatchError {
	if got.Sort != want.Sort {
		return m.differ(want.Sort.String(), got.Sort.String())
	}
	switch want.Sort {
	case component.SortInstance:
		return m.pair(got.Type, want.Type, m.instance)
	case component.SortComponent:
		return m.pair(got.Type, want.Type, m.component)
	case component.SortCoreModule:
		return m.modules(got.Type, want.Type)
	default:
		return m.equal(got.Type, want.Type)
	}
}

func (m *matcher) pair(got, want ID, match func(got, want ID) *MismatchError) *MismatchError {
	key := [2]ID{got, want}
	if got == want || m.done[key] {
		return nil
	}
	if err := match(got, want); err != nil {
		return err
	}
	m.done[key] = true
	return nil
}

func (m *matcher) instance(got, want ID) *MismatchError {
	g, w := m.a.Type(got).(*Instance), m.a.Type(want).(*Instance)
	return m.exports(g.Exports, g.Export, w.Exports, w.bound)
}

// exports matches exports by name, after the resources that the wanted ones introduce have become
// those that the others have in the same places.
func (m *matcher) exports(all []Extern, export func(string) (Extern, bool), want []Extern, introduced []bound) *MismatchError {
	if len(introduced) > 0 {
		to := make(map[ResourceID]ResourceID, len(introduced))
		at := m.a.add(&Instance{Exports: all})
		for _, b := range introduced {
			if r, ok := m.a.ResourceAt(at, b.path); ok && len(b.path) > 0 {
				to[b.resource] = r
			}
		}
		want, _ = m.a.substitution(to).externs(want)
	}
	m.a.spent += len(want)
	for _, w := range want {
		m.push(w.Sort.String(), w.Name.Name)
		g, ok := export(w.Name.Name)
		if !ok {
			err := m.differ(m.a.Detail(w.Type), "")
			err.Nearest = nearest(w, all)
			return err
		}
		if err := m.extern(g, w); err != nil {
			return err
		}
		m.pop()
	}
	return nil
}

// nearest returns the name of what is most likely meant where there is nothing of a name.
func nearest(want Extern, all []Extern) (found string) {
	best := 1 + len(want.Name.Name)/3
	for _, e := range all {
		if d := edit.Distance(want.Name.Name, e.Name.Name, best); e.Sort == want.Sort && d < best {
			best, found = d, e.Name.Name
		}
	}
	return found
}

// component matches got with want by instantiating got with what want would be given.
func (m *matcher) component(got, want ID) *MismatchError {
	g, w := m.a.Type(got).(*Component), m.a.Type(want).(*Component)
	args := m.a.add(&Instance{Exports: w.Imports})
	in := m.a.Instantiate(g, func(path []string) (ResourceID, bool) { return m.a.ResourceAt(args, path) })
	for _, i := range in.Imports {
		m.push("import", i.Name.Name)
		arg, ok := w.Import(i.Name.Name)
		if !ok {
			return m.differ("", m.a.Detail(i.Type))
		}
		if err := m.extern(arg, i); err != nil {
			return err
		}
		m.pop()
	}
	made := m.a.Type(in.Instance).(*Instance)
	return m.exports(made.Exports, made.Export, w.Exports, w.defined)
}

// equal finds the first place where two types differ that have to be equal.
func (m *matcher) equal(got, want ID) *MismatchError {
	key := [2]ID{m.a.Structure(got), m.a.Structure(want)}
	if m.a.Equal(got, want) || m.told[key] {
		return nil
	}
	err := m.different(got, want)
	if err == nil && m.told != nil {
		m.told[key] = true // types share parts: once is enough
	}
	return err
}

func (m *matcher) different(got, want ID) *MismatchError {
	switch w := m.a.Type(want).(type) {
	case *Instance:
		if _, ok := m.a.Type(got).(*Instance); ok {
			return m.both(got, want, m.instance)
		}
	case *Component:
		if _, ok := m.a.Type(got).(*Component); ok {
			return m.both(got, want, m.component)
		}
	case Resource:
		if g, ok := m.a.Type(got).(Resource); ok {
			err := m.differ(m.a.String(want), m.a.String(got))
			err.WantResource, err.GotResource = w.ID, g.ID
			return err
		}
	case Func:
		if g, ok := m.a.Type(got).(Func); ok && g.Async == w.Async && sameNames(g.Params, w.Params) {
			return m.function(got, want, g, w)
		}
	case Record:
		if g, ok := m.a.Type(got).(Record); ok && sameNames(g.Fields, w.Fields) {
			return m.fields("field", g.Fields, w.Fields)
		}
	case Variant:
		if g, ok := m.a.Type(got).(Variant); ok && sameCases(g, w) {
			return m.cases(got, want, g, w)
		}
	default:
		if reflect.TypeOf(m.a.Type(got)) == reflect.TypeOf(w) {
			return m.children(got, want)
		}
	}
	return m.differ(m.a.Detail(want), m.a.Detail(got))
}

func (m *matcher) both(got, want ID, match func(got, want ID) *MismatchError) *MismatchError {
	if err := m.pair(got, want, match); err != nil {
		return err
	}
	return m.pair(want, got, match)
}

func (m *matcher) function(got, want ID, g, w Func) *MismatchError {
	if err := m.fields("parameter", g.Params, w.Params); err != nil {
		return err
	}
	if g.Result == w.Result {
		return nil
	}
	if g.Result == 0 || w.Result == 0 {
		return m.differ(m.a.Detail(want), m.a.Detail(got))
	}
	m.push("result", "")
	return m.equal(g.Result, w.Result)
}

func (m *matcher) fields(kind string, got, want []Field) *MismatchError {
	for i, w := range want {
		m.push(kind, w.Name)
		if err := m.equal(got[i].Type, w.Type); err != nil {
			return err
		}
		m.pop()
	}
	return nil
}

func (m *matcher) cases(got, want ID, g, w Variant) *MismatchError {
	passed := false
	for i, c := range w.Cases {
		other := g.Cases[i].Type
		if m.a.Equal(other, c.Type) {
			continue
		}
		if other == 0 || c.Type == 0 {
			break
		}
		m.push("case", c.Name)
		if err := m.equal(other, c.Type); err != nil {
			return err
		}
		m.pop()
		passed = true
	}
	if passed {
		return nil
	}
	return m.differ(m.a.Detail(want), m.a.Detail(got))
}

// children looks for the difference inside two types of one kind, such as two lists.
func (m *matcher) children(got, want ID) *MismatchError {
	gs, ws := m.a.children(got), m.a.children(want)
	passed := false
	for i := 0; i < len(ws) && len(gs) == len(ws); i++ {
		if !m.a.Equal(gs[i], ws[i]) {
			if err := m.equal(gs[i], ws[i]); err != nil {
				return err
			}
			passed = true
		}
	}
	if passed {
		return nil
	}
	return m.differ(m.a.Detail(want), m.a.Detail(got))
}

func (a *Arena) children(id ID) []ID {
	var out []ID
	mapChildren(a.Type(id), func(child ID) ID { out = append(out, child); return child })
	return out
}

func (m *matcher) push(kind, name string) { m.path = append(m.path, Step{kind, name}) }
func (m *matcher) pop()                   { m.path = m.path[:len(m.path)-1] }

func (m *matcher) differ(want, got string) *MismatchError {
	return &MismatchError{Path: slices.Clone(m.path), Want: want, Got: got}
}

func sameNames(got, want []Field) bool {
	return slices.EqualFunc(got, want, func(g, w Field) bool { return g.Name == w.Name })
}

func sameCases(got, want Variant) bool {
	return slices.EqualFunc(got.Cases, want.Cases, func(g, w Case) bool { return g.Name == w.Name })
}
