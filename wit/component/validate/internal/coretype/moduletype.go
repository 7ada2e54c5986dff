package coretype

import "fmt"

// Definition is what a definition of a core type section of a component defines: either the types of
// a recursion group, or the type of a module.
type Definition struct {
	Types  []ID
	Module *Module
}

// Outer returns a core type of an enclosing component: of the one the definition stands in where count
// is 0.
type Outer func(count, index uint32) (ID, error)

// Define reads a definition, given how many core types there are before it. The error is an [*Error].
func (s *Store) Define(b []byte, before int, outer Outer) (Definition, error) {
	r := &reader{b: b}
	t := &types{reader: r, store: s, at: func(i uint32) (ID, error) { return outer(0, i) }}
	var d Definition
	switch r.peek() {
	case opModule:
		r.pos++
		d.Module = s.moduleType(r, outer)
	case opFinalDot:
		r.pos++
		if r.peek() != opSub {
			r.failAt(r.pos, "0x00 before a core type that is no sub type")
		}
		d.Types = t.group(before)
	default:
		d.Types = t.group(before)
	}
	if r.err == nil && r.left() > 0 {
		r.failAt(r.pos, "%d bytes more than the type takes", r.left())
	}
	if r.err != nil {
		return Definition{}, r.err
	}
	return d, nil
}

// moduleType reads the declarations of the type of a module.
func (s *Store) moduleType(r *reader, outer Outer) *Module {
	m := newModule()
	var ids []ID
	t := &types{reader: r, store: s, at: plain(&ids)}
	r.each("declarations", 0, maxDecls, func() {
		start := r.pos
		switch c := r.byte("declaration"); c {
		case 0x00:
			i := Import{Module: r.name("module name"), Name: r.name("name")}
			i.Extern = t.extern()
			m.addImport(r, start, s, i)
		case 0x01:
			ids = append(ids, t.group(len(ids))...)
		case 0x02:
			if sort, target := r.byte("sort of alias"), r.byte("target of alias"); r.err == nil && (sort != 0x10 || target != 0x01) {
				r.failAt(start, "alias of what is no outer core type")
				return
			}
			count, index := r.u32("outer count"), r.u32("type index")
			if r.err != nil {
				return
			}
			var id ID
			var err error
			if count == 0 {
				id, err = t.at(index)
			} else {
				id, err = outer(count-1, index)
			}
			if err != nil {
				r.failAt(start, "%v", err)
				return
			}
			ids = append(ids, id)
		case 0x03:
			e := Export{Name: r.name("name")}
			e.Extern = t.extern()
			m.addExport(r, start, s, e)
		default:
			r.failAt(start, "unknown declaration 0x%02x", c)
		}
	})
	if r.err == nil {
		if i := m.DuplicateImport(); i != nil {
			r.failAt(r.pos, "two imports %s", i.text())
		}
	}
	return m
}

func newModule() *Module { return &Module{exports: make(map[string]int), size: 1} }

func (i *Import) text() string { return fmt.Sprintf("%.60q %.60q", i.Module, i.Name) }

func (m *Module) grow(r *reader, pos int, s *Store, e Extern) {
	m.size++
	if e.Kind == ExternFunc || e.Kind == ExternTag {
		t := s.Type(e.Func)
		m.size += len(t.Params) + len(t.Results)
	}
	if m.size >= maxTypeSize {
		r.failAt(pos, "type of a module with more than %d parts", maxTypeSize)
	}
}

func (m *Module) addImport(r *reader, pos int, s *Store, i Import) {
	if r.err != nil {
		return
	}
	if len(m.Imports) >= maxImports {
		r.failAt(pos, "more than %d imports", maxImports)
	}
	m.grow(r, pos, s, i.Extern)
	m.Imports = append(m.Imports, i)
}

func (m *Module) addExport(r *reader, pos int, s *Store, e Export) {
	if r.err != nil {
		return
	}
	if _, there := m.exports[e.Name]; there {
		r.failAt(pos, "two exports %.60q", e.Name)
		return
	}
	if len(m.Exports) >= maxExports {
		r.failAt(pos, "more than %d exports", maxExports)
	}
	m.grow(r, pos, s, e.Extern)
	m.exports[e.Name] = len(m.Exports)
	m.Exports = append(m.Exports, e)
}
