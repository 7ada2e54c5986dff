package coretype

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Definition is what a definition of a core type section of a component defines: either the types of
// a recursion group, or the type of a module.
type Definition struct {
	Types  []ID
	Module *Module
}

// Outer returns a core type of an enclosing component: of the one the definition stands in where count
// is 0.
type Outer func(count, index uint32) (ID, error)

// Define reads a definition, given how many core types there are before it. The error is a [*decode.Error].
func (s *Store) Define(b []byte, before int, outer Outer) (Definition, error) {
	r := &decode.Reader{B: b}
	t := &types{Reader: r, store: s, at: func(i uint32) (ID, error) { return outer(0, i) }}
	var d Definition
	switch r.Peek() {
	case opModule:
		r.Pos++
		d.Module = s.moduleType(r, outer)
	case opFinalDot:
		r.Pos++
		if r.Peek() != opSub {
			r.FailAt(r.Pos, "0x00 before a core type that is no sub type")
		}
		d.Types = t.group(before)
	default:
		d.Types = t.group(before)
	}
	if r.Err == nil && r.Left() > 0 {
		r.FailAt(r.Pos, "%d bytes more than the type takes", r.Left())
	}
	if r.Err != nil {
		return Definition{}, r.Err
	}
	return d, nil
}

// moduleType reads the declarations of the type of a module.
func (s *Store) moduleType(r *decode.Reader, outer Outer) *Module {
	m := newModule()
	var ids []ID
	t := &types{Reader: r, store: s, at: plain(&ids)}
	r.Each("declarations", 0, maxDecls, func() {
		start := r.Pos
		switch c := r.Byte("declaration"); c {
		case 0x00:
			i := Import{Module: r.Name("module name"), Name: r.Name("name")}
			i.Extern = t.extern()
			m.addImport(r, start, s, i)
		case 0x01:
			ids = append(ids, t.group(len(ids))...)
		case 0x02:
			if sort, target := r.Byte("sort of alias"), r.Byte("target of alias"); r.Err == nil && (sort != 0x10 || target != 0x01) {
				r.FailAt(start, "alias of what is no outer core type")
				return
			}
			count, index := r.U32("outer count"), r.U32("type index")
			if r.Err != nil {
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
				r.FailAt(start, "%v", err)
				return
			}
			ids = append(ids, id)
		case 0x03:
			e := Export{Name: r.Name("name")}
			e.Extern = t.extern()
			m.addExport(r, start, s, e)
		default:
			r.FailAt(start, "unknown declaration 0x%02x", c)
		}
	})
	if r.Err == nil {
		if i := m.DuplicateImport(); i != nil {
			r.FailAt(r.Pos, "two imports %s", i.text())
		}
	}
	return m
}

func newModule() *Module { return &Module{exports: make(map[string]int), size: 1} }

func (i *Import) text() string { return fmt.Sprintf("%.60q %.60q", i.Module, i.Name) }

func (m *Module) grow(r *decode.Reader, pos int, s *Store, e Extern) {
	m.size++
	if e.Kind == ExternFunc || e.Kind == ExternTag {
		t := s.Type(e.Func)
		m.size += len(t.Params) + len(t.Results)
	}
	if m.size >= maxTypeSize {
		r.FailAt(pos, "type of a module with more than %d parts", maxTypeSize)
	}
}

func (m *Module) addImport(r *decode.Reader, pos int, s *Store, i Import) {
	if r.Err != nil {
		return
	}
	if len(m.Imports) >= maxImports {
		r.FailAt(pos, "more than %d imports", maxImports)
	}
	m.grow(r, pos, s, i.Extern)
	m.Imports = append(m.Imports, i)
}

func (m *Module) addExport(r *decode.Reader, pos int, s *Store, e Export) {
	if r.Err != nil {
		return
	}
	if _, there := m.exports[e.Name]; there {
		r.FailAt(pos, "two exports %.60q", e.Name)
		return
	}
	if len(m.Exports) >= maxExports {
		r.FailAt(pos, "more than %d exports", maxExports)
	}
	m.grow(r, pos, s, e.Extern)
	m.exports[e.Name] = len(m.Exports)
	m.Exports = append(m.Exports, e)
}
