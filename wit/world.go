package wit

// World is a world: what a component imports and exports.
type World struct {
	Name    string
	Package *Package
	Docs    string
	Stability
	Imports []WorldItem
	Exports []WorldItem
}

// WorldItem is an import or export of a world. Types that a world uses or defines are imports.
type WorldItem struct {
	// Name is the name of the item. It is empty for an interface that goes by its own full name.
	Name string
	Item Item
	Docs string
	Stability
	// ExternalID is a name that the item has outside of WIT.
	ExternalID string
}

// Item is what an item of a world is: an [*Interface], a [*Func] or a [*TypeDef].
type Item interface{ item() }

// ExternName returns the name of the item in component binaries.
func (i WorldItem) ExternName() string {
	if iface, ok := i.Item.(*Interface); ok && i.Name == "" {
		id, _ := iface.ID()
		return id.String()
	}
	if f, ok := i.Item.(*Func); ok {
		return f.ExternName()
	}
	return i.Name
}

// references calls f with every interface that w refers to, often repeatedly.
func (w *World) references(f func(*Interface)) {
	for _, items := range [][]WorldItem{w.Imports, w.Exports} {
		for _, i := range items {
			switch item := i.Item.(type) {
			case *Interface:
				f(item)
				item.references(f)
			case *TypeDef:
				item.references(f)
			}
		}
	}
}

func (*World) owner() {}
