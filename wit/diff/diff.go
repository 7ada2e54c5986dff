// Package diff says what two versions of a WIT package differ in, and which of it breaks those who
// use the package.
//
// What counts as breaking follows from what components are linked by. Who imports an interface needs
// every function and type that it knows, exactly as it knows it, and takes no notice of more. So what
// is added to an interface breaks nobody but those who export the interface, since they do not have
// it. A component made for a world fits another that imports more and asks for fewer exports, but
// none that imports less or asks for more.
package diff

import "github.com/wasmcp/wasmcp-go/wit"

// Level is what a change asks of the next version.
type Level uint8

// The levels.
const (
	// Same is for what no user notices, such as comments.
	Same Level = iota
	// Compatible is for what users can ignore, such as a new function.
	Compatible
	// Breaking is for what some user cannot live with.
	Breaking
)

func (l Level) String() string {
	return [...]string{Same: "same", Compatible: "compatible", Breaking: "breaking"}[l]
}

// Change is one difference.
type Change struct {
	Level Level
	// Item is what has changed, such as "interface streams, function read".
	Item string
	// What says how, and Why whom that concerns.
	What, Why string
	// Old and New are the item as WIT before and after, empty where it is not there or too long to
	// be of help.
	Old, New string
}

// Report is all that two packages differ in.
type Report struct {
	// Old and New are the packages; of components, which have none of their own, they are empty.
	Old, New wit.PackageName
	// Changes are in the order of the items in the old package, and then in the new.
	Changes []Change
}

// Packages compares two versions of a package. Both should be read with all features on: what is
// unstable may change as it likes, and that can be seen only where it is there.
func Packages(old, new *wit.Package) *Report {
	r := &Report{Old: old.Name, New: new.Name}
	c := newComparison(r)
	c.name()
	c.docs("package "+old.Name.String(), old.Docs, new.Docs)
	pairs(old.Interfaces, new.Interfaces, func(i *wit.Interface) string { return i.Name }, c.namedInterface)
	pairs(old.Worlds, new.Worlds, func(w *wit.World) string { return w.Name }, c.world)
	return r
}

// Level returns the highest level of all changes.
func (r *Report) Level() Level {
	level := Same
	for _, c := range r.Changes {
		level = max(level, c.Level)
	}
	return level
}

// comparison collects changes.
type comparison struct {
	equality
	report *Report
	// at is what items belong to, such as "interface streams".
	at string
	// unstable says that the old item is, or belongs to what is, behind a feature: then nothing that
	// becomes of it is breaking.
	unstable bool
	// role is who has what belongs to the items.
	role role
	// grown are the items that interfaces of the new package have and those of the old have not.
	grown map[*wit.Interface][]string
}

// role is who has an item, and so whether more or less of it breaks somebody.
type role uint8

const (
	// offered is for what others use: whoever did finds nothing where it is gone.
	offered role = iota
	// demanded is for what a world exports inline: its components have to have it.
	demanded
	// asked is for what a component imports: its host has to have it.
	asked
	// askedOfVersion is the same of an interface in a version that hosts have already.
	askedOfVersion
)

// gone returns the level of a removed item, and why.
func (s role) gone() (Level, string) {
	switch s {
	case demanded:
		return Compatible, whyExportRemoved
	case asked, askedOfVersion:
		return Compatible, whyNotAsked
	default:
		return Breaking, whyRemoved
	}
}

// more returns the level of an added item, and why.
func (s role) more() (Level, string) {
	switch s {
	case demanded:
		return Breaking, whyExportAdded
	case asked:
		return Breaking, whyAsked
	case askedOfVersion:
		return Compatible, whyAskedOfVersion
	default:
		return Compatible, whyAdded
	}
}

func newComparison(r *Report) *comparison {
	return &comparison{
		equality: equality{make(map[[2]*wit.TypeDef]bool), r.Old, r.New}, report: r, grown: make(map[*wit.Interface][]string),
	}
}

func (c *comparison) add(change Change) {
	if c.unstable && change.Level > Same {
		change.Level = Same
		change.Why = "it was unstable, which promises nothing"
	}
	c.report.Changes = append(c.report.Changes, change)
}

// item returns how an item is called in changes.
func (c *comparison) item(name string) string {
	if c.at == "" {
		return name
	}
	return c.at + ", " + name
}

// within runs f for the items of what has this name and had this stability.
func (c *comparison) within(name string, old wit.Stability, f func()) {
	at, unstable := c.at, c.unstable
	c.at, c.unstable = c.item(name), c.unstable || old.Unstable != ""
	f()
	c.at, c.unstable = at, unstable
}

// pairs calls f with the items of both lists that have the same key, and with each that only one has
// and the zero value for the other: in the order of old, and then of new.
func pairs[K comparable, T any](old, new []T, key func(T) K, f func(old, new T)) {
	var zero T
	index := func(list []T) map[K]T {
		m := make(map[K]T, len(list))
		for _, v := range list {
			m[key(v)] = v
		}
		return m
	}
	before, after := index(old), index(new)
	for _, o := range old {
		f(o, after[key(o)])
	}
	for _, n := range new {
		if _, ok := before[key(n)]; !ok {
			f(zero, n)
		}
	}
}

// removed adds the change of an item that is gone.
func (c *comparison) removed(item string, old wit.Stability, text string) {
	change := Change{What: "is removed", Old: text}
	change.Level, change.Why = c.role.gone()
	c.within(item, old, func() {
		change.Item = c.at
		c.add(change)
	})
}

// added adds the change of an item that is new.
func (c *comparison) added(item string, new wit.Stability, text string) {
	change := Change{Item: c.item(item), What: "is added", New: text}
	change.Level, change.Why = c.role.more()
	if new.Unstable != "" {
		change.Level, change.Why = Compatible, whyUnstable
	}
	c.add(change)
}

// name compares the packages' names. Versions that are not compatible are for [Report.Verdict] to judge.
func (c *comparison) name() {
	old, new := c.report.Old, c.report.New
	if old.Namespace != new.Namespace || old.Name != new.Name || (old.Version == "") != (new.Version == "") {
		c.add(Change{Level: Breaking, Item: "package " + old.String(), What: "it is called " + new.String(), Why: whyRemoved})
	}
}

func (c *comparison) docs(item, old, new string) {
	if old != new {
		c.add(Change{Item: c.item(item), What: "its comment differs", Why: "comments bind nobody"})
	}
}

// stability compares the gates of an item that is in both.
func (c *comparison) stability(item string, old, new wit.Stability) {
	change := Change{Item: c.item(item)}
	switch {
	case old == new:
		return
	case old.Unstable == "" && new.Unstable != "":
		change.Level = Breaking
		change.What = "it is behind the feature " + new.Unstable
		change.Why = "it is gone for all who do not turn the feature on"
	case old.Unstable != "" && new.Unstable == "":
		change.Level = Compatible
		change.What, change.Why = "it is stable", "it is there for all"
	case old.Unstable != new.Unstable:
		change.What, change.Why = "it is behind the feature "+new.Unstable+", and was behind "+old.Unstable, "what is unstable promises nothing"
	case old.Deprecated != new.Deprecated && new.Deprecated != "":
		change.Level = Compatible
		change.What, change.Why = "it is deprecated since "+new.Deprecated, "it works as before"
	default:
		change.What, change.Why = "its gates differ", "it is there as before"
	}
	c.add(change)
}
