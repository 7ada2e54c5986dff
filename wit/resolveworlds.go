package wit

import (
	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// worldDraft is a world before what it includes and needs is in it.
type worldDraft struct {
	world            *World
	file             *unitFile
	at               syntax.Span
	imports, exports *worldItems
	includes         []worldInclude
	// funcs are the functions that are on, in the order of imports and then exports.
	funcs []*Func
	// places are where its own functions are written.
	places map[*Func]syntax.Span
}

// worldInclude is an include of a world.
type worldInclude struct {
	tree *syntax.Include
	from *target
}

func (p *packageResolver) resolveWorld(t *target) {
	p.file = t.file
	w := &worldResolver{
		bodyResolver: bodyResolver{packageResolver: p, owner: t.world, ownerOff: t.off, names: newScope()},
		draft: &worldDraft{
			world: t.world, file: t.file, at: t.wDef.Name.Span, imports: newWorldItems(), exports: newWorldItems(),
			places: make(map[*Func]syntax.Span),
		},
	}
	w.places = w.draft.places
	w.imported, w.exported = newNameSet(&w.bodyResolver), newNameSet(&w.bodyResolver)
	w.define = func(def *TypeDef, at syntax.Span) {
		w.draft.imports.put(WorldItem{Name: def.Name, Item: def})
	}
	w.resolve(t.wDef)
	if !t.off {
		p.worlds = append(p.worlds, w.draft)
	}
}

// worldResolver resolves what a world itself says.
type worldResolver struct {
	bodyResolver
	draft              *worldDraft
	imported, exported *nameSet
	seenImports        map[*Interface]bool
	seenExports        map[*Interface]bool
}

func (w *worldResolver) resolve(tree *syntax.World) {
	var uses []*syntax.Use
	var defs []*syntax.TypeDef
	for _, item := range tree.Items {
		switch item := item.(type) {
		case *syntax.Use:
			uses = append(uses, item)
		case *syntax.TypeDef:
			defs = append(defs, item)
		}
	}
	w.types(uses, defs)
	for _, sym := range w.names.order {
		w.imported.add(FuncName{Name: sym.name}, sym.at)
	}
	for _, item := range tree.Items {
		if include, ok := item.(*syntax.Include); ok {
			w.include(include)
		}
	}
	w.seenImports, w.seenExports = make(map[*Interface]bool), make(map[*Interface]bool)
	var exported []*Func
	for _, item := range tree.Items {
		switch item := item.(type) {
		case *syntax.TypeDef:
			w.draft.funcs = append(w.draft.funcs, w.resourceFuncs(item, w.imported)...)
		case *syntax.Extern:
			f := w.extern(item)
			if f != nil && item.Export {
				exported = append(exported, f)
			} else if f != nil {
				w.draft.funcs = append(w.draft.funcs, f)
			}
		}
	}
	w.draft.funcs = append(w.draft.funcs, exported...)
}

func (w *worldResolver) include(i *syntax.Include) {
	_, off := w.gate(i.Gates, i.Path.Name.Span)
	w.while(off, func() {
		from := w.find(&i.Path)
		switch {
		case from == nil || off:
		case from.world == nil:
			w.problem(i.Path.Name.Span, "`%s` is an interface where a world is expected", i.Path.Name.Text)
		default:
			w.mayRefer(from.off, i.Path.Name.Span, "world", i.Path.Name.Text)
			if !from.off {
				w.draft.includes = append(w.draft.includes, worldInclude{i, from})
			}
		}
	})
}

// extern takes in an import or export, and returns it if it is a function that is on.
func (w *worldResolver) extern(e *syntax.Extern) *Func {
	items, names, seen, verb := w.draft.imports, w.imported, w.seenImports, "imported"
	if e.Export {
		items, names, seen, verb = w.draft.exports, w.exported, w.seenExports, "exported"
	}
	if e.Func != nil {
		f, off := w.fn(e.Func, nil)
		names.add(nameOf(f), e.Name.Span)
		if off {
			return nil
		}
		w.draft.places[f] = e.Name.Span
		items.put(WorldItem{Name: f.Name, Item: f})
		return f
	}
	item := WorldItem{Docs: e.Docs, ExternalID: e.Gates.ExternalID}
	var at syntax.Span
	if e.Name != nil {
		at, item.Name = e.Name.Span, e.Name.Text
		names.add(FuncName{Name: item.Name}, at)
		w.checkName(item.Name, at)
	} else {
		at = e.Path.Name.Span
	}
	var off bool
	item.Stability, off = w.gate(e.Gates, at)
	if e.Interface != nil {
		i := new(Interface)
		w.while(off, func() { w.body(i, e.Interface, off) })
		item.Item = i
	} else {
		var from *target
		w.while(off, func() { from = w.iface(e.Path) })
		if from == nil {
			return nil
		}
		item.Item = from.iface
		if e.Name == nil && seen[from.iface] {
			w.problem(at, "interface `%s` is %s twice", from.iface.Name, verb)
			return nil
		}
		seen[from.iface] = seen[from.iface] || e.Name == nil
	}
	if !off {
		items.put(item)
	}
	return nil
}

// worldItems are the imports or exports of a world by what they go by.
type worldItems struct {
	list  []WorldItem
	index map[itemKey]int
}

// itemKey is what an item goes by: a name, or the interface that it is.
type itemKey struct {
	name  string
	iface *Interface
}

func keyOf(i WorldItem) itemKey {
	if iface, ok := i.Item.(*Interface); ok && i.Name == "" {
		return itemKey{iface: iface}
	}
	return itemKey{name: i.ExternName()}
}

func newWorldItems() *worldItems { return &worldItems{index: make(map[itemKey]int)} }

// get returns the item that goes by a key, or nil.
func (w *worldItems) get(k itemKey) *WorldItem {
	if n, ok := w.index[k]; ok {
		return &w.list[n]
	}
	return nil
}

// put adds an item, and reports whether none was there that goes by the same.
func (w *worldItems) put(i WorldItem) bool {
	k := keyOf(i)
	if _, ok := w.index[k]; ok {
		return false
	}
	w.index[k] = len(w.list)
	w.list = append(w.list, i)
	return true
}
