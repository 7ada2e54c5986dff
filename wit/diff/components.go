package diff

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit"
)

// Why things matter to components.
const (
	whyNotAsked       = "a host may well have what is not asked for"
	whyAsked          = "hosts of the old component may not have it"
	whyAskedOfVersion = "hosts that have this version of the interface have it"
	whyTypesAsked     = "it holds types alone, which no host has to supply"
	whyOnTrack        = "the versions are compatible"
)

// Components compares two versions of a component by their worlds, as the package component returns
// them: whether the new one can take the place of the old one. It may import less and export more. To
// a world, which other components are made for, the opposite applies: see [Packages].
func Components(old, replacement *wit.World) *Report {
	r := new(Report)
	c := newComparison(r)
	pairs(refs(old.Imports), refs(replacement.Imports), trackKey, func(o, n *wit.WorldItem) { c.replaced(o, n, false) })
	pairs(refs(old.Exports), refs(replacement.Exports), trackKey, func(o, n *wit.WorldItem) { c.replaced(o, n, true) })
	return r
}

// trackKey returns what both versions of an item have in common: its name, of an interface with the
// part of the version that compatible versions share.
func trackKey(i *wit.WorldItem) string {
	name, version, _ := strings.Cut(i.ExternName(), "@")
	return name + "@" + track(version)
}

// replaced compares an import or export of a component.
func (c *comparison) replaced(old, new *wit.WorldItem, export bool) {
	i := new
	if new == nil {
		i = old
	}
	kind := "import"
	c.role = asked
	if export {
		kind, c.role = "export", offered
	}
	item := kind + " " + i.ExternName()
	if t, ok := i.Item.(*wit.TypeDef); ok {
		item = "type " + t.Name
	}
	switch {
	case new == nil:
		c.removed(item, wit.Stability{}, "")
	case old == nil:
		change := Change{Item: item, What: "is added"}
		change.Level, change.Why = c.role.more()
		if iface, ok := i.Item.(*wit.Interface); ok && !export && isTypesOnly(iface) {
			change.Level, change.Why = Compatible, whyTypesAsked
		}
		c.add(change)
	default:
		c.within(item, wit.Stability{}, func() { c.sameReplaced(old, new, export) })
	}
}

// sameReplaced compares what goes by one name in two components.
func (c *comparison) sameReplaced(old, new *wit.WorldItem, export bool) {
	o, oldIs := old.Item.(*wit.Interface)
	n, newIs := new.Item.(*wit.Interface)
	if !oldIs || !newIs {
		c.sameItem(old, new, export)
		return
	}
	oldID, _ := o.ID()
	newID, _ := n.ID()
	if was, is := oldID.Package.Version, newID.Package.Version; was != is {
		c.add(Change{Level: Compatible, Item: c.at, What: fmt.Sprintf("its version was %s and is %s", was, is), Why: whyOnTrack})
	}
	if !export && !isNewer(oldID, newID) {
		c.role = askedOfVersion
	}
	c.iface(o, n)
}

// isNewer reports whether hosts of one version of an interface may not have what another one has.
// Without versions nobody knows.
func isNewer(old, new wit.ID) bool {
	a, aOK := wit.ParseVersion(old.Package.Version)
	b, bOK := wit.ParseVersion(new.Package.Version)
	return !aOK || !bOK || a.Compare(b) < 0
}

// isTypesOnly reports whether an interface has neither functions nor resources.
func isTypesOnly(i *wit.Interface) bool {
	for _, t := range i.Types {
		if _, ok := resolve(t).kind.(*wit.Resource); ok {
			return false
		}
	}
	return len(i.Funcs) == 0
}
