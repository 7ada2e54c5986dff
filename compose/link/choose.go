package link

import (
	"maps"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// choose does what the options say about imports.
func (l *linker) choose() {
	said := make(map[Item]string)
	say := func(i Item, what string) bool {
		if first, ok := said[i]; ok {
			if first != what {
				l.fail(&TwiceError{i, first, what})
			}
			return false
		}
		said[i] = what
		return true
	}
	for _, c := range l.options.Connect {
		in := "connection " + c.Import.String() + "=" + c.Export.String()
		i, ok := l.one(in, "import", c.Import)
		if !ok {
			continue
		}
		e, ok := l.chosenExport(in, i, c.Export)
		if !ok || !say(i, "it is connected to "+e.String()) {
			continue
		}
		w := l.byName[i.Instance].wire(i.Name)
		w.From, w.Export, w.Chosen = e.Instance, e.Name, true
	}
	for _, h := range l.options.Host {
		for _, i := range l.several("host import "+h.String(), "import", h) {
			if say(i, "it is left to the host") {
				l.byName[i.Instance].wire(i.Name).Chosen = true
			}
		}
	}
}

// chosenExport returns the export that is chosen for an import.
func (l *linker) chosenExport(in string, i, e Item) (Item, bool) {
	if n, ok := l.byName[e.Name]; ok && e.Instance == "" {
		e = Item{n.Name, ""}
	}
	if e.Instance == "" && IsName(e.Name) && !l.exportsPlain(e.Name) {
		l.fail(l.noInstance(in, e.Name))
		return Item{}, false
	}
	if e.Name == "" {
		e.Name = i.Name
	}
	return l.one(in, "export", e)
}

// exportsPlain reports whether any instance has an export of this name.
func (l *linker) exportsPlain(name string) bool {
	return slices.ContainsFunc(l.nodes, func(n *node) bool {
		_, ok := n.typ().Export(name)
		return ok
	})
}

// externs returns what n has of a kind.
func (n *node) externs(kind string) []types.Extern {
	if kind == "import" {
		return n.imports()
	}
	return n.exports()
}

func (n *node) imports() []types.Extern { return n.typ().Imports }

func (n *node) exports() []types.Extern { return n.typ().Exports }

// one returns the only item that is meant by i, and otherwise false and fails.
func (l *linker) one(in, kind string, i Item) (Item, bool) {
	list := l.several(in, kind, i)
	if len(list) > 1 {
		l.fail(&SeveralError{in, kind, list})
	}
	if len(list) != 1 {
		return Item{}, false
	}
	return list[0], true
}

// several returns the items that are meant by i. It fails where there are none.
func (l *linker) several(in, kind string, i Item) []Item {
	nodes := l.nodes
	if i.Instance != "" {
		n, ok := l.byName[i.Instance]
		if !ok {
			l.fail(l.noInstance(in, i.Instance))
			return nil
		}
		nodes = []*node{n}
	}
	var found []Item
	var has []string
	for _, n := range nodes {
		if e, ok := find(n.externs(kind), i.Name); ok {
			found = append(found, Item{n.Name, e.Name.Name})
		}
		for _, name := range names(n.externs(kind)) {
			if !slices.Contains(has, name) {
				has = append(has, name)
			}
		}
	}
	if found == nil {
		l.fail(&ItemError{In: in, Kind: kind, Instance: i.Instance, Name: i.Name, Nearest: nearest(i.Name, has), Has: has})
	}
	return found
}

func (l *linker) noInstance(in, name string) error {
	e := &InstanceError{In: in, Name: name}
	for _, n := range l.nodes {
		e.Instances = append(e.Instances, n.Name)
	}
	e.Nearest = wit.Nearest(name, slices.Values(e.Instances))
	return e
}

// nearest returns the name that may have been meant: another version of the interface, or one that
// is written much like it.
func nearest(name string, names []string) string {
	full := make(map[string]string) // by the name without version
	for _, n := range names {
		if full[unversioned(n)] == "" {
			full[unversioned(n)] = n
		}
	}
	if same := full[unversioned(name)]; same != "" {
		return same
	}
	return full[wit.Nearest(unversioned(name), maps.Keys(full))]
}
