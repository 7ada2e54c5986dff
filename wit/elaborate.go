package wit

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// elaborate gives a world all imports that its items need, before what needs them: the interfaces
// that others use types of. What an export uses comes from another export if there is one, and has
// to come from an import otherwise, but never from both.
func (p *packageResolver) elaborate(d *worldDraft) {
	e := &elaboration{p: p, at: d.at, imports: newWorldItems(), exports: newWorldItems(), imported: make(map[*Interface]bool)}
	items := slices.Clone(d.imports.list)
	byClass(items)
	for _, i := range items {
		switch item := i.Item.(type) {
		case *Interface:
			e.need(i)
		case *TypeDef:
			if use, ok := item.Kind.(Use); ok {
				if from, ok := use.Type.Owner.(*Interface); ok {
					e.need(WorldItem{Item: from, Stability: item.Stability})
				}
			}
			e.imports.put(i)
		default:
			e.imports.put(i)
		}
	}
	for _, i := range d.exports.list {
		if _, ok := i.Item.(*Interface); !ok {
			e.exports.put(i)
		}
	}
	e.wanted = d.exports
	for _, i := range d.exports.list {
		if _, ok := i.Item.(*Interface); !ok {
			continue
		}
		if clash := e.export(i, true); clash != nil {
			if clash == i.Item {
				p.problem(d.at, "world `%s` exports `%s`, and another export uses types of it as they are imported; export what is between them too",
					d.world.Name, i.ExternName())
				continue
			}
			p.problem(d.at, "world `%s` exports `%s`, which uses `%s` as it is imported by way of another interface, and as it is exported; export what is between them too",
				d.world.Name, i.ExternName(), interfaceName(clash))
		}
	}
	byClass(e.imports.list)
	d.world.Imports, d.world.Exports = e.imports.list, e.exports.list
}

func interfaceName(i *Interface) string {
	if id, ok := i.ID(); ok {
		return id.String()
	}
	return "an interface"
}

// byClass sorts imports in the order in which they can refer to one another, which is also that in
// which they are printed: interfaces, types that are used, types, functions.
func byClass(items []WorldItem) {
	class := func(i WorldItem) int {
		switch item := i.Item.(type) {
		case *Interface:
			return 0
		case *TypeDef:
			if _, ok := item.Kind.(Use); ok {
				return 1
			}
			return 2
		default:
			return 3
		}
	}
	slices.SortStableFunc(items, func(a, b WorldItem) int { return class(a) - class(b) })
}

// interfacesLast sorts exports as elaborated worlds have them.
func interfacesLast(items []WorldItem) {
	class := func(i WorldItem) int {
		if _, ok := i.Item.(*Interface); ok {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(items, func(a, b WorldItem) int { return class(a) - class(b) })
}

type elaboration struct {
	p                *packageResolver
	at               syntax.Span // of the world
	imports, exports *worldItems
	// wanted are the exports that the world itself has; imported are the interfaces that exports
	// have from imports.
	wanted   *worldItems
	imported map[*Interface]bool
}

// need adds an import after those that it uses types of.
func (e *elaboration) need(i WorldItem) {
	if e.imports.get(keyOf(i)) != nil {
		return
	}
	deps := usedBy(i.Item.(*Interface))
	if !e.p.count(e.at, 1+len(deps)) {
		return
	}
	for _, dep := range deps {
		e.need(WorldItem{Item: dep, Stability: i.Stability})
	}
	e.imports.put(i)
}

// usedBy returns the interfaces that i uses types of, often repeatedly.
func usedBy(i *Interface) []*Interface {
	var list []*Interface
	i.references(func(dep *Interface) {
		if len(list) == 0 || list[len(list)-1] != dep {
			list = append(list, dep)
		}
	})
	return list
}

// export adds an export, or an import that one needs, after what it uses types of. It returns the
// interface that would have to be both, or nil.
func (e *elaboration) export(i WorldItem, export bool) *Interface {
	iface := i.Item.(*Interface)
	if e.exports.get(keyOf(i)) != nil {
		if export {
			return nil
		}
		return iface
	}
	if !export && e.imported[iface] {
		return nil
	}
	deps := usedBy(iface)
	if !e.p.count(e.at, 1+len(deps)) {
		return nil
	}
	for _, dep := range deps {
		item := WorldItem{Item: dep, Stability: i.Stability}
		if clash := e.export(item, export && e.wanted.get(keyOf(item)) != nil); clash != nil {
			return clash
		}
	}
	if !export {
		e.imported[iface] = true
		e.imports.put(i)
		return nil
	}
	if e.imported[iface] {
		return iface
	}
	e.exports.put(i)
	return nil
}
