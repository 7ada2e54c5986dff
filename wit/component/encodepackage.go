package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// EncodePackage returns the binary form of a WIT package: a component that exports a component type
// for each interface and world, with the documentation in a section of its own. It is the inverse of
// [Package], and the same bytes as `wasm-tools component wit --wasm` but for three things: the section
// of the producers is up to the caller, the documentation of packages that p refers to has a section, and
// equal types that a world has from itself and from others that it includes are written once.
func EncodePackage(p *wit.Package) (*Component, error) {
	c := new(Component)
	var types uint32
	add := func(name string, t ComponentType) {
		c.Sections = append(c.Sections,
			Types{t},
			Exports{{Name: Name{Name: name}, Item: SortIndex{SortType, types}}},
		)
		types += 2 // the definition and the export
	}
	for _, i := range p.Interfaces {
		t, err := encodeInterface(i)
		if err != nil {
			return nil, fmt.Errorf("interface %q: %w", i.Name, err)
		}
		add(i.Name, t)
	}
	for _, w := range p.Worlds {
		t, err := EncodeWorld(w)
		if err != nil {
			return nil, fmt.Errorf("world %q: %w", w.Name, err)
		}
		id := wit.ID{Package: p.Name, Name: w.Name}
		add(w.Name, ComponentType{[]Decl{
			TypeDecl{t},
			ExportDecl{Name{Name: id.String()}, ExternType{Sort: SortComponent}},
		}})
	}
	docs, err := encodeDependencyDocs(c, p)
	if err != nil {
		return nil, err
	}
	c.Sections = append(c.Sections, &Custom{Name: packageDocsSection, Data: encodeDocs(p)})
	if docs != nil {
		c.Sections = append(c.Sections, &Custom{Name: dependencyDocsSection, Data: docs})
	}
	return c, nil
}

// encodeInterface returns a component type that exports an instance with what i has, and imports
// instances with the types of the interfaces that it uses.
func encodeInterface(i *wit.Interface) (ComponentType, error) {
	e := newTypeEncoder()
	for _, used := range liveInterfaces(i) {
		e.at = used
		id, ok := used.ID()
		if !ok {
			return ComponentType{}, fmt.Errorf("use of an interface without a full name")
		}
		var funcs []*wit.Func
		if used == i {
			funcs = sortedFuncs(i)
		}
		index, err := e.instance(used, funcs)
		if err != nil {
			return ComponentType{}, err
		}
		name, t := Name{Name: id.String()}, ExternType{Sort: SortInstance, Index: index}
		if used == i {
			e.outer.add(ExportDecl{name, t})
		} else {
			e.outer.add(ImportDecl{name, t})
		}
	}
	return ComponentType{e.outer.decls}, nil
}

// liveInterfaces returns i after all interfaces whose types it uses, directly or not.
func liveInterfaces(i *wit.Interface) []*wit.Interface {
	var list []*wit.Interface
	seen := make(map[*wit.Interface]bool)
	var visit func(*wit.Interface)
	visit = func(i *wit.Interface) {
		seen[i] = true
		for _, t := range i.Types {
			if used := usedInterface(t); used != nil && !seen[used] {
				visit(used)
			}
		}
		list = append(list, i)
	}
	visit(i)
	return list
}

// usedInterface returns the interface that a type is used from, or nil.
func usedInterface(t *wit.TypeDef) *wit.Interface {
	if use, ok := t.Kind.(wit.Use); ok {
		i, _ := use.Type.Owner.(*wit.Interface)
		return i
	}
	return nil
}

// sortedFuncs returns the functions of i in the order in which they are encoded: those of resources
// in the order of the resources, then the others.
func sortedFuncs(i *wit.Interface) []*wit.Func {
	var funcs []*wit.Func
	for _, t := range i.Types {
		if r, ok := t.Kind.(*wit.Resource); ok {
			funcs = append(funcs, r.Funcs...)
		}
	}
	return append(funcs, i.Funcs...)
}

// EncodeWorld returns w as the type of a component.
func EncodeWorld(w *wit.World) (ComponentType, error) {
	e := newTypeEncoder()
	if err := e.worldItems(w.Imports, true); err != nil {
		return ComponentType{}, err
	}
	if err := e.worldItems(w.Exports, false); err != nil {
		return ComponentType{}, err
	}
	return ComponentType{e.outer.decls}, nil
}

// worldItems encodes imports or exports. Functions of resources come after all others.
func (e *typeEncoder) worldItems(items []wit.WorldItem, imports bool) error {
	var methods []*wit.Func
	extern := func(n Name, t ExternType) {
		if imports {
			e.outer.add(ImportDecl{n, t})
		} else {
			e.outer.add(ExportDecl{n, t})
		}
	}
	fn := func(f *wit.Func) error {
		e.at = nil
		index, err := e.fn(f)
		if err != nil {
			return fmt.Errorf("function %q: %w", f.ExternName(), err)
		}
		extern(Name{Name: f.ExternName(), ExternalID: f.ExternalID}, ExternType{Sort: SortFunc, Index: index})
		return nil
	}
	for _, i := range items {
		switch item := i.Item.(type) {
		case *wit.TypeDef:
			e.at = nil
			if _, err := e.typ(item); err != nil {
				return fmt.Errorf("type %q: %w", i.Name, err)
			}
			if r, ok := item.Kind.(*wit.Resource); ok {
				methods = append(methods, r.Funcs...)
			}
		case *wit.Func:
			if err := fn(item); err != nil {
				return err
			}
		case *wit.Interface:
			e.at = item
			index, err := e.instance(item, sortedFuncs(item))
			if err != nil {
				return fmt.Errorf("interface %q: %w", i.ExternName(), err)
			}
			extern(interfaceName(i, item), ExternType{Sort: SortInstance, Index: index})
		}
	}
	for _, f := range methods {
		if err := fn(f); err != nil {
			return err
		}
	}
	return nil
}

func interfaceName(i wit.WorldItem, item *wit.Interface) Name {
	n := Name{Name: i.ExternName(), ExternalID: i.ExternalID}
	if id, ok := item.ID(); ok && i.Name != "" {
		n.Implements = id.String()
	}
	return n
}
