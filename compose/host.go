package compose

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// host gathers what is left to the host: one import for each semver track, with all that any
// component needs of it.
type host struct {
	*checked
	imports   []*hostImport // in the order in which they are first needed
	byKey     map[string]*hostImport
	byUse     map[use]*hostImport
	resources map[string]types.ResourceID // by import and path
	owner     map[types.ID]hostItem       // of the types that imports export, by their names' IDs
	byType    map[types.ID][]hostItem     // types that imports export, by structure, for named
}

// use is an import of a node.
type use struct {
	node *Node
	name string
}

// hostImport is one import of the result, or an instance of types made inside it.
type hostImport struct {
	key   string
	name  component.Name
	sort  component.Sort
	typ   types.ID // where it is no instance
	equal bool     // whether it is a type that is but a name for another
	// supplied is whether an instance has that type, so that it is imported only for others that mention it.
	supplied bool
	items    []hostExport
	index    map[string]int // into items, by name
	// unique are the items by what must differ; nil as long as one component has needed all of them.
	unique map[string]int
	users  []use
	// inside is whether the import is satisfied inside the result.
	inside bool
}

// externs are what an import has where it is an instance, and otherwise the import itself.
func (i *hostImport) externs() []types.Extern {
	if i.sort != component.SortInstance {
		return []types.Extern{{Sort: i.sort, Type: i.typ}}
	}
	list := make([]types.Extern, len(i.items))
	for n, item := range i.items {
		list[n] = item.Extern
	}
	return list
}

// hostExport is an item of an imported instance, with who first needed it.
type hostExport struct {
	types.Extern
	by use
}

// hostItem is a type that an import exports, or where name is empty the import itself.
type hostItem struct {
	from *hostImport
	name string
}

func newHost(c *checked) *host {
	return &host{
		checked:   c,
		byKey:     make(map[string]*hostImport),
		byUse:     make(map[use]*hostImport),
		resources: make(map[string]types.ResourceID),
		owner:     make(map[types.ID]hostItem),
	}
}

// key returns what n's imports have in common with others that are one import of the result.
func (h *host) key(n *Node, name component.Name) string {
	attributed := strings.Join([]string{name.Name, name.Implements, name.VersionSuffix, name.ExternalID}, "\x00")
	switch {
	case IsInterface(name.Name) && h.options.ImportVersion == ImportExact:
		// A canonical name stands for its track whatever the suffix.
		return name.Name
	case IsInterface(name.Name):
		return Track(name.Name)
	case h.options.PlainNames == PlainNamesMerge:
		return attributed
	default:
		return fmt.Sprintf("%s\x00%d", attributed, n.index)
	}
}

// at returns the import of the result that n's import is part of.
func (h *host) at(n *Node, name component.Name, sort component.Sort) *hostImport {
	if i, ok := h.byUse[use{n, name.Name}]; ok {
		return i
	}
	as := n.outside(name)
	return h.join(use{n, name.Name}, as, sort, h.key(n, as))
}

// join makes an import of a node, called name outside, part of the import with a key.
func (h *host) join(u use, name component.Name, sort component.Sort, key string) *hostImport {
	i, ok := h.byKey[key]
	if !ok {
		i = &hostImport{key: key, name: name, sort: sort, index: make(map[string]int)}
		h.byKey[key] = i
		h.imports = append(h.imports, i)
	}
	id := cmp.Or(i.name.ExternalID, name.ExternalID)
	if IsInterface(name.Name) && h.prefers(name, i.name) {
		id = cmp.Or(name.ExternalID, id)
		i.name = name
	}
	i.name.ExternalID = id
	i.users = append(i.users, u)
	h.byUse[u] = i
	return i
}

// resource returns the host's resource that n imports at a path.
func (h *host) resource(n *Node, path []string) types.ResourceID {
	e, _ := n.component.typ.Import(path[0])
	i := h.at(n, e.Name, e.Sort)
	key := i.key + "\x01" + strings.Join(path[1:], "\x01")
	r, ok := h.resources[key]
	if !ok {
		r = h.arena.NewResource(last(path))
		h.resources[key] = r
		h.origins[r] = origin{host: i, path: path[1:]}
	}
	return r
}

// isEqual reports whether n's import is another name for a type that is known anyway, and not a
// resource that the host supplies.
func (h *host) isEqual(n *Node, e types.Extern) bool {
	if e.Sort != component.SortType {
		return false
	}
	r, ok := h.arena.Type(e.Type).(types.Resource)
	if !ok {
		return true
	}
	o := h.origins[r.ID]
	return o.host == nil || len(o.path) > 0 || o.host != h.byUse[use{n, e.Name.Name}]
}

// add takes in an import that n leaves to the host, with the host's resources in place.
func (h *host) add(n *Node, e types.Extern) []error {
	if h.isEqual(n, e) {
		h.addEqual(n, e).supplied = false
		return nil
	}
	i := h.at(n, e.Name, e.Sort)
	u := use{n, e.Name.Name}
	switch {
	case i.sort != e.Sort:
		first := i.users[0]
		return []error{&MergeError{
			First: first.node.label, FirstImport: first.name, Second: n.label, SecondImport: u.name,
			Difference: Difference{Mismatch: &types.MismatchError{Want: i.sort.String(), Got: e.Sort.String()}},
		}}
	case e.Sort == component.SortInstance:
		return h.merge(i, u, h.arena.Type(e.Type).(*types.Instance))
	case i.typ == 0:
		i.typ = e.Type
	default:
		first := i.users[0]
		x := types.Extern{Sort: e.Sort, Type: i.typ}
		if m := h.arena.Subtype(e, x); m != nil {
			return []error{&MergeError{First: first.node.label, FirstImport: first.name, Second: n.label, SecondImport: u.name, Difference: h.difference(m)}}
		}
	}
	if e.Sort == component.SortType {
		h.owner[e.Type] = hostItem{i, ""}
	}
	return nil
}

// addEqual takes in a name for a type. Names for one type are the same wherever they come from.
func (h *host) addEqual(n *Node, e types.Extern) *hostImport {
	as := n.outside(e.Name)
	i := h.join(use{n, e.Name.Name}, as, e.Sort, h.equalKey(as.Name, e.Type))
	i.typ, i.equal = e.Type, true
	h.owner[e.Type] = hostItem{i, ""}
	return i
}

// equalKey is what names for one type have in common.
func (h *host) equalKey(name string, t types.ID) string {
	return fmt.Sprintf("%s\x00=%d", name, h.arena.Structure(t))
}

// addSupplied takes in a type that an instance supplies to n: an import left to the host may mention it.
func (h *host) addSupplied(n *Node, e types.Extern) {
	_, there := h.byKey[h.equalKey(n.outside(e.Name).Name, e.Type)]
	if i := h.addEqual(n, e); !there {
		i.supplied = true
	}
}

// merge adds what u needs of an instance to what is known to be needed of it. A difference inside of
// a type that other items mention is told once.
func (h *host) merge(i *hostImport, u use, t *types.Instance) (errs []error) {
	type part struct{ want, got string }
	seen := make(map[part]bool)
	for _, e := range t.Exports {
		at, ok := i.index[e.Name.Name]
		if !ok {
			if err := i.collides(u, e.Name.Name); err != nil {
				errs = append(errs, err)
				continue
			}
			i.index[e.Name.Name] = len(i.items)
			i.items = append(i.items, hostExport{e, u})
		} else if err := h.mergeItem(&i.items[at], u, e); err != nil {
			at := part{err.Mismatch.Want, err.Mismatch.Got}
			if len(err.Mismatch.Path) == 1 || !seen[at] {
				errs = append(errs, err)
			}
			seen[at] = true
		}
		if e.Sort == component.SortType {
			h.owner[e.Type] = hostItem{i, e.Name.Name}
		}
	}
	return errs
}

// collides returns an error where an item that u is the first to need cannot stand beside those that
// others need, and otherwise notes its name. Those of one component differ.
func (i *hostImport) collides(u use, name string) error {
	if i.users[0] == u {
		return nil
	}
	if i.unique == nil {
		i.unique = make(map[string]int)
		for at, item := range i.items {
			i.unique[wit.UniqueName(item.Name.Name)] = at
		}
	}
	key := wit.UniqueName(name)
	if at, ok := i.unique[key]; ok {
		x := i.items[at]
		return &CollisionError{x.by.node.label, x.Name.Name, u.node.label, name, i.name.Name}
	}
	i.unique[key] = len(i.items)
	return nil
}

// mergeItem leaves in x what serves both x and e.
func (h *host) mergeItem(x *hostExport, u use, e types.Extern) *MergeError {
	m := h.arena.Subtype(x.Extern, e)
	if m == nil {
		return nil
	}
	if h.arena.Subtype(e, x.Extern) == nil {
		*x = hostExport{e, u}
		return nil
	}
	m.Path = append([]types.Step{{Kind: e.Sort.String(), Name: e.Name.Name}}, m.Path...)
	return &MergeError{
		First: u.node.label, FirstImport: u.name,
		Second: x.by.node.label, SecondImport: x.by.name, Difference: h.difference(m),
	}
}
