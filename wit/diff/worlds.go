package diff

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit"
)

// Why things matter to worlds.
const (
	whyImportRemoved = "components made for the old world may need it"
	whyImportAdded   = "components made for the old world do not need it"
	whyExportRemoved = "components made for the old world have it, and it is not asked for"
	whyUnstable      = "it is unstable, and there only for those who turn the feature on"
	whyExportAdded   = "components made for the old world do not have it"
)

func (c *comparison) world(old, new *wit.World) {
	switch {
	case new == nil:
		c.within("world "+old.Name, old.Stability, func() {
			c.add(Change{Level: Breaking, Item: c.at, What: "is removed", Why: "components made for it have no world"})
		})
		return
	case old == nil:
		c.added("world "+new.Name, new.Stability, "")
		return
	}
	item := "world " + old.Name
	c.docs(item, old.Docs, new.Docs)
	c.stability(item, old.Stability, new.Stability)
	c.within(item, old.Stability, func() {
		pairs(refs(old.Imports), refs(new.Imports), itemKey, func(o, n *wit.WorldItem) { c.worldItem(o, n, false) })
		pairs(refs(old.Exports), refs(new.Exports), itemKey, func(o, n *wit.WorldItem) { c.worldItem(o, n, true) })
	})
}

func refs(items []wit.WorldItem) []*wit.WorldItem {
	list := make([]*wit.WorldItem, len(items))
	for i := range items {
		list[i] = &items[i]
	}
	return list
}

// itemKey returns what both versions of an item have in common: its name, without the version of the
// package where it is the full name of an interface.
func itemKey(i *wit.WorldItem) string {
	name, _, _ := strings.Cut(i.ExternName(), "@")
	return name
}

// worldItem compares an import or export.
func (c *comparison) worldItem(old, new *wit.WorldItem, export bool) {
	i := new
	if old != nil {
		i = old
	}
	item := "import " + i.ExternName()
	removed, added := Change{Level: Breaking, Why: whyImportRemoved}, Change{Level: Compatible, Why: whyImportAdded}
	if export {
		item = "export " + i.ExternName()
		removed, added = Change{Level: Compatible, Why: whyExportRemoved}, Change{Level: Breaking, Why: whyExportAdded}
	}
	if t, ok := i.Item.(*wit.TypeDef); ok {
		item = "type " + t.Name
		removed.Why, added.Why = whyRemoved, whyAdded
	}
	switch {
	case new == nil:
		removed.What = "is removed"
		c.within(item, old.Stability, func() {
			removed.Item = c.at
			c.add(removed)
		})
		return
	case old == nil:
		added.Item, added.What = c.item(item), "is added"
		if new.Unstable != "" {
			added.Level, added.Why = Compatible, whyUnstable
		}
		c.add(added)
		return
	}
	c.docs(item, old.Docs, new.Docs)
	c.stability(item, old.Stability, new.Stability)
	c.within(item, old.Stability, func() { c.sameItem(old, new, export) })
}

// sameItem compares two items that go by one name.
func (c *comparison) sameItem(old, new *wit.WorldItem, export bool) {
	c.externalID(old.ExternalID, new.ExternalID)
	switch o := old.Item.(type) {
	case *wit.Func:
		if n, ok := new.Item.(*wit.Func); ok {
			c.signature(o, n)
			return
		}
	case *wit.TypeDef:
		if n, ok := new.Item.(*wit.TypeDef); ok {
			at := c.at
			c.at = strings.TrimSuffix(c.at, ", type "+o.Name)
			c.typeDef(o, n, func(string, wit.Stability) {})
			c.at = at
			return
		}
	case *wit.Interface:
		if n, ok := new.Item.(*wit.Interface); ok {
			c.worldInterface(o, n, export)
			return
		}
	}
	c.add(Change{
		Level: Breaking, Item: c.at, Why: whyChanged,
		What: fmt.Sprintf("it was %s and is %s", sort(old.Item), sort(new.Item)),
	})
}

func sort(i wit.Item) string {
	switch i.(type) {
	case *wit.Func:
		return "a function"
	case *wit.TypeDef:
		return "a type"
	default:
		return "an interface"
	}
}

// worldInterface compares an interface that both worlds import or export.
func (c *comparison) worldInterface(old, new *wit.Interface, export bool) {
	oldID, oldNamed := old.ID()
	newID, newNamed := new.ID()
	switch {
	case !oldNamed && !newNamed:
		if export {
			c.role = demanded
		}
		c.iface(old, new)
		c.role = offered
		return
	case oldNamed != newNamed:
		c.add(Change{Level: Breaking, Item: c.at, What: "it was another interface", Why: whyChanged})
		return
	case !sameID(oldID, newID):
		c.add(Change{Level: Breaking, Item: c.at, What: fmt.Sprintf("it was %s and is %s", oldID, newID), Why: whyChanged})
		return
	}
	own := oldID.Package == c.report.Old && newID.Package == c.report.New
	if oldID.Package.Version != newID.Package.Version && !own {
		c.dependency(oldID, newID, export)
	}
	if items := c.grown[new]; export && len(items) > 0 {
		c.add(Change{
			Level: Breaking, Item: c.at, What: "the interface has more: " + strings.Join(items, ", "), Why: whyExportAdded,
		})
	}
}

// dependency compares the versions of an interface of another package.
func (c *comparison) dependency(old, new wit.ID, export bool) {
	change := Change{Item: c.at, What: fmt.Sprintf("its version was %s and is %s", old.Package.Version, new.Package.Version)}
	a, aOK := wit.ParseVersion(old.Package.Version)
	b, bOK := wit.ParseVersion(new.Package.Version)
	switch newer := a.Compare(b) < 0; {
	case !aOK || !bOK || a.Track() != b.Track():
		change.Level, change.Why = Breaking, "these versions are not compatible"
	case newer == export:
		change.Level, change.Why = Breaking, "components made for the old world may need what only that version has"
		if export {
			change.Why = "components made for the old world may lack what only this version has"
		}
	default:
		change.Level, change.Why = Compatible, "the versions are compatible"
	}
	c.add(change)
}
