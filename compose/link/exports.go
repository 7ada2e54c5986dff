package link

import "slices"

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

func (l *linker) itemsOf(n *node) (list []Item) {
	for _, e := range n.typ().Exports {
		list = append(list, Item{n.Name, e.Name.Name})
	}
	return list
}

// rename gives exports other names.
func (l *linker) rename() {
	for _, r := range l.options.Rename {
		in := "new name " + r.Item.String() + "=" + r.As
		i, ok := l.oneExported(in, r.Item)
		if !ok {
			continue
		}
		for n := range l.exports {
			if l.exports[n].Item == i {
				l.exports[n].As = r.As
			}
		}
	}
}

// oneExported returns the export of the result that is meant by i.
func (l *linker) oneExported(in string, i Item) (Item, bool) {
	if i.Instance != "" && l.byName[i.Instance] == nil {
		l.fail(l.noInstance(in, i.Instance))
		return Item{}, false
	}
	var found []Item
	var has []string
	for _, n := range l.nodes {
		var exported []string
		for _, x := range l.exports {
			if x.Instance == n.Name && (i.Instance == "" || i.Instance == n.Name) {
				exported = append(exported, x.Name)
			}
		}
		has = append(has, exported...)
		if e, ok := find(n.typ().Exports, i.Name); ok && slices.Contains(exported, e.Name.Name) {
			found = append(found, Item{n.Name, e.Name.Name})
		}
	}
	switch len(found) {
	case 0:
		l.fail(&ItemError{In: in, Kind: "export of the result called", Instance: i.Instance, Name: i.Name, Nearest: nearest(i.Name, has), Has: has})
	case 1:
		return found[0], true
	default:
		l.fail(&SeveralError{in, "export", found})
	}
	return Item{}, false
}

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
	if len(order) == 0 && len(l.errs) == 0 && l.cycle() == nil {
		e := new(NothingError)
		for _, n := range l.nodes {
			e.Exports = append(e.Exports, l.itemsOf(n)...)
		}
		l.fail(e)
	}
}
