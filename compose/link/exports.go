package link

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// planExports decides what the result exports.
func (l *linker) planExports() {
	switch {
	case len(l.options.Exports) > 0:
		for _, x := range l.options.Exports {
			l.asked(x)
		}
	case len(l.errs) > 0:
		return // who supplies nobody is not known yet
	default:
		for _, n := range l.nodes {
			if !l.supplies(n) {
				l.all(n, "")
			}
		}
	}
	l.rename()
	l.hand()
}

// all exports everything that n does, under a name if it is given; that there be one thing alone is
// then seen to when all is known.
func (l *linker) all(n *node, as string) {
	for _, e := range n.typ().Exports {
		x := Export{Item{n.Name, e.Name.Name}, as}
		if as == "" {
			x.As = x.Name
		}
		l.exports = append(l.exports, x)
	}
}

// asked exports what an option says.
func (l *linker) asked(x Export) {
	in := "export " + x.Item.String()
	if n, ok := l.byName[x.Name]; ok && x.Instance == "" {
		x.Item = Item{n.Name, ""}
	}
	if x.Name == "" {
		n, ok := l.byName[x.Instance]
		if !ok {
			l.fail(l.noInstance(in, x.Instance))
			return
		}
		l.all(n, x.As)
		return
	}
	if i, ok := l.one(in, "export", x.Item); ok {
		as := x.As
		if as == "" {
			as = i.Name
		}
		l.exports = append(l.exports, Export{i, as})
	}
}

// rename gives exports of the result, and imports that are left to the host, other names.
func (l *linker) rename() {
	for _, r := range l.options.Rename {
		in := "new name " + r.Item.String() + "=" + r.As
		if r.Instance != "" && l.byName[r.Instance] == nil {
			l.fail(l.noInstance(in, r.Instance))
			continue
		}
		exports, has := l.outer(r.Item, (*node).exports, l.isExported)
		imports, more := l.outer(r.Item, (*node).imports, l.isLeft)
		has = append(has, more...)
		switch {
		case len(exports)+len(imports) == 0:
			l.fail(&ItemError{In: in, Kind: "import or export in the result called", Instance: r.Instance, Name: r.Name, Nearest: nearest(r.Name, has), Has: has})
		case len(exports)+len(imports) > 1:
			l.fail(&SeveralError{in, "import or export", append(exports, imports...)})
		case len(imports) == 1:
			i := imports[0]
			if err := l.graph.ImportAs(l.byName[i.Instance].Node, i.Name, r.As); err != nil {
				l.fail(err)
			}
		default:
			l.renameExport(exports[0], r.As)
		}
	}
}

// renameExport gives an export another name, and the functions of a resource that keep their names go
// with it.
func (l *linker) renameExport(i Item, as string) {
	for n := range l.exports {
		x := &l.exports[n]
		if x.Item == i {
			x.As = as
			continue
		}
		if name := wit.ParseFuncName(x.Name); x.Instance == i.Instance && x.As == x.Name && name.Resource != "" && name.Resource == i.Name {
			name.Resource = as
			x.As = name.String()
		}
	}
}

// outer returns those items meant by i that the result imports or exports, and the names of all that
// could have been meant.
func (l *linker) outer(i Item, of func(*node) []types.Extern, isOuter func(Item) bool) (found []Item, has []string) {
	for _, n := range l.nodes {
		if i.Instance != "" && i.Instance != n.Name {
			continue
		}
		var outer []types.Extern
		for _, e := range of(n) {
			if isOuter(Item{n.Name, e.Name.Name}) {
				outer = append(outer, e)
			}
		}
		has = append(has, names(outer)...)
		if e, ok := find(outer, i.Name); ok {
			found = append(found, Item{n.Name, e.Name.Name})
		}
	}
	return found, has
}

func (l *linker) isExported(i Item) bool {
	return slices.ContainsFunc(l.exports, func(x Export) bool { return x.Item == i })
}

// isLeft reports whether an import is left to the host, as far as is known here.
func (l *linker) isLeft(i Item) bool { return l.byName[i.Instance].wire(i.Name).From == "" }

// hand gives the exports to the graph. Several of one name are an error.
func (l *linker) hand() {
	var order []string
	byName := make(map[string][]Item)
	for _, x := range l.exports {
		if slices.Contains(byName[x.As], x.Item) {
			continue // asked for twice
		}
		if byName[x.As] == nil {
			order = append(order, x.As)
		}
		byName[x.As] = append(byName[x.As], x.Item)
	}
	for _, name := range order {
		items := byName[name]
		if len(items) > 1 {
			l.fail(&ExportsError{name, items})
			continue
		}
		if err := l.graph.ExportAs(l.byName[items[0].Instance].Node, items[0].Name, name); err != nil {
			l.fail(err)
		}
	}
}
