package wit

import (
	"maps"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// completeWorld puts into a world what it includes and what its items need.
func (p *packageResolver) completeWorld(d *worldDraft) {
	p.file = d.file
	for _, i := range d.includes {
		p.include(d, i)
	}
	p.checkIncluded(d)
	d.imports.list = moveSetters(d.imports.list, itemFunc)
	d.exports.list = moveSetters(d.exports.list, itemFunc)
	p.elaborate(d)
}

func itemFunc(i WorldItem) *Func {
	f, _ := i.Item.(*Func)
	return f
}

// include copies the items of a world into another.
func (p *packageResolver) include(d *worldDraft, i worldInclude) {
	from := i.from.world
	renames := make(map[string]syntax.Rename, len(i.tree.Names))
	names := itemNames(from)
	for _, n := range i.tree.Names {
		if !names[n.Name.Text] {
			p.unknown(n.Name.Span, n.Name.Text, maps.Keys(names), "world `%s` has no import or export `%s`", from.Name, n.Name.Text)
		}
		p.checkName(n.As.Text, n.As.Span)
		if _, twice := renames[n.Name.Text]; !twice {
			renames[n.Name.Text] = n
		}
	}
	c := &copier{p: p, from: from, to: d.world, renames: renames, defs: make(map[*TypeDef]*TypeDef), entries: make(map[*arenaType]*arenaType)}
	foreign := from.Package != p.pkg
	p.includeItems(d.imports, from.Imports, c, i.tree, "imports", foreign)
	for _, item := range from.Imports {
		if t, ok := item.Item.(*TypeDef); ok {
			c.resource(t)
		}
	}
	p.includeItems(d.exports, from.Exports, c, i.tree, "exports", foreign)
}

func (p *packageResolver) includeItems(to *worldItems, from []WorldItem, c *copier, tree *syntax.Include, verb string, foreign bool) {
	at := tree.Path.Name.Span
	for _, item := range from {
		if !p.count(at, 1) {
			return
		}
		if k := keyOf(item); k.iface == nil {
			item = c.item(item)
			if !to.put(item) {
				p.problem(at, "the world %s `%s` already, which world `%s` has too", verb, item.ExternName(), c.from.Name)
			}
			continue
		}
		to.put(item)
		old := to.get(keyOf(item))
		switch {
		case foreign && item.Since != "": // of another package, whose versions are others
			old.Stability = Stability{}
		case item.Stability == old.Stability || item.Stability == (Stability{}):
		case old.Stability == (Stability{}):
			old.Stability = item.Stability
		default:
			p.problem(at, "`%s` is said to be stable otherwise than in world `%s`", item.ExternName(), c.from.Name)
		}
	}
}

// count counts items of worlds, and reports whether there are not too many.
func (p *packageResolver) count(at syntax.Span, n int) bool {
	before := p.items
	p.items += n
	if before <= maxWorldItems && p.items > maxWorldItems {
		p.problem(at, "worlds have more than %d items in all", maxWorldItems)
	}
	return p.items <= maxWorldItems
}

// itemNames returns the names that items of w go by.
func itemNames(w *World) map[string]bool {
	names := make(map[string]bool)
	for _, items := range [][]WorldItem{w.Imports, w.Exports} {
		for _, i := range items {
			if i.Name != "" {
				names[i.Name] = true
			}
		}
	}
	return names
}

// checkIncluded says which names that include one another's worlds count as one, and which setters
// have no getter.
func (p *packageResolver) checkIncluded(d *worldDraft) {
	for _, items := range []*worldItems{d.imports, d.exports} {
		seen := make(map[string]FuncName)
		names := namesOf(items.list)
		for _, n := range names {
			if old, ok := seen[canonical(n.FuncName)]; ok && old != n.FuncName {
				p.problem(d.place(n.f), "names `%s` and `%s` of world `%s` count as one", n, old, d.world.Name)
			}
			seen[canonical(n.FuncName)] = n.FuncName
		}
		var funcs []*Func
		for _, n := range names {
			if n.f != nil {
				funcs = append(funcs, n.f)
			}
			getter := n.FuncName
			getter.Accessor = Getter
			if n.Accessor == Setter && seen[canonical(getter)] != getter {
				p.problem(d.place(n.f), "setter `%s` of world `%s` has no getter `%s`", n, d.world.Name, getter)
			}
		}
		p.checkAccessors(funcs, d.place)
	}
}

// worldName is a name in a world, and the function that has it if it is one's.
type worldName struct {
	FuncName
	f *Func
}

// namesOf returns the names of items, those of the functions of resources among them.
func namesOf(items []WorldItem) []worldName {
	var names []worldName
	for _, i := range items {
		switch item := i.Item.(type) {
		case *Func:
			names = append(names, worldName{nameOf(item), item})
		case *TypeDef:
			names = append(names, worldName{FuncName{Name: i.Name}, nil})
			if r, ok := item.Kind.(*Resource); ok {
				for _, f := range r.Funcs {
					names = append(names, worldName{nameOf(f), f})
				}
			}
		default:
			if i.Name != "" {
				names = append(names, worldName{FuncName{Name: i.Name}, nil})
			}
		}
	}
	return names
}

// place returns where a function is written, or where the world is for one that it includes.
func (d *worldDraft) place(f *Func) syntax.Span {
	if at, ok := d.places[f]; ok {
		return at
	}
	return d.at
}
