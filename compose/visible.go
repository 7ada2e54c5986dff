package compose

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// mentioned returns the types inside a type that have to be mentioned by a name: resources, records,
// variants, flags and enums. A type that is exported is named by that, and the type of an instance has
// resources of its own, which need no name.
func (c *checked) mentioned(e types.Extern) (found []types.ID) {
	seen := make(map[types.ID]bool)
	var visit func(types.ID)
	visit = func(id types.ID) {
		id = c.arena.Structure(id)
		if seen[id] {
			return
		}
		seen[id] = true
		switch t := c.arena.Type(id).(type) {
		case types.Resource:
			if _, known := c.origins[t.ID]; known {
				found = append(found, id)
			}
		case types.Record, types.Variant, types.Flags, types.Enum:
			found = append(found, id)
		case *types.Instance:
			for _, e := range t.Exports {
				visit(e.Type)
			}
		}
		c.arena.Children(id, visit)
	}
	visit(e.Type)
	if e.Sort == component.SortType && len(found) > 0 && found[0] == c.arena.Structure(e.Type) {
		found = found[1:]
	}
	return found
}

// makeVisible sees to it that all types that x mentions have names outside.
func (c *checked) makeVisible(x plannedExport) (errs []error) {
	if resourceOf(x.as) != "" && !c.options.ExplicitExports {
		_, r, _ := splitPlain(x.name)
		c.addOwner(owner{argument: argument{x.node, r}})
	}
	inner := c.inner(x.extern)
	for _, id := range c.mentioned(x.extern) {
		if x.extern.Sort != component.SortInstance && c.isVisible(id) {
			continue
		}
		if _, named := c.pathIn(types.Extern{Sort: component.SortInstance, Type: x.extern.Type}, id, nil, nil); named && x.extern.Sort == component.SortType {
			continue
		}
		if from, ok := c.usedFrom(x, id); ok && c.addOwner(from) {
			c.before[x.argument] = append(c.before[x.argument], from.argument)
			continue
		}
		o, ok := c.ownerOf(x.argument, id)
		if ok && o.host != nil && o.host.inside && c.host.allowed(o.host) {
			// The result then uses the interface as the component did.
			c.host.keep(o.host)
			continue
		}
		if _, named := c.nameIn(x.extern, id); named {
			// Inside of a type that the instance has from elsewhere, it goes by its name there.
			if ok = ok && inner[id] && c.precedes(o, x.argument); !ok {
				continue
			}
		}
		switch {
		case ok && o.host != nil && !o.host.inside:
		case ok && !c.options.ExplicitExports && c.addOwner(o), ok && c.isExported(o):
			if o.host == nil {
				c.before[x.argument] = append(c.before[x.argument], o.argument)
			}
		default:
			errs = append(errs, &VisibilityError{Node: x.node.label, Export: x.name, Type: c.typeName(id, o)})
		}
	}
	return errs
}

// inner returns the types that the named types of an instance are made of.
func (c *checked) inner(e types.Extern) map[types.ID]bool {
	t, ok := c.arena.Type(e.Type).(*types.Instance)
	if !ok || e.Sort != component.SortInstance {
		return nil
	}
	found := make(map[types.ID]bool)
	for _, x := range t.Exports {
		if x.Sort == component.SortType {
			for _, id := range c.mentioned(x) {
				found[id] = true
			}
		}
	}
	return found
}

// precedes reports whether an owner is something else than an export, and not one that comes after it:
// a component exports what owns a type before what uses it.
func (c *checked) precedes(o owner, a argument) bool {
	if o.host != nil || o.node != a.node {
		return true
	}
	for _, e := range a.node.component.typ.Exports {
		switch e.Name.Name {
		case a.name:
			return false
		case o.name:
			return true
		}
	}
	return false
}

// isExported reports whether the result exports an owner.
func (c *checked) isExported(o owner) bool {
	return slices.ContainsFunc(c.exports, func(x plannedExport) bool { return x.argument == o.argument && x.types == o.host })
}

// isVisible reports whether the result names a type already: by an import, or by an exported
// instance.
func (c *checked) isVisible(id types.ID) bool {
	if r, ok := c.arena.Type(id).(types.Resource); ok && c.origins[r.ID].host != nil {
		return true
	}
	if _, ok := c.host.named(id); ok {
		return true
	}
	return slices.ContainsFunc(c.exports, func(x plannedExport) bool {
		_, ok := c.nameIn(x.extern, id)
		return ok
	})
}

// addOwner exports what names a type, unless it is exported already. It returns false where the name
// for it is taken.
func (c *checked) addOwner(o owner) bool {
	name := o.name
	if o.host != nil {
		name = o.host.name.Name
	}
	if c.isExported(o) {
		return true
	}
	for _, x := range c.exports {
		if wit.UniqueName(x.as) == wit.UniqueName(name) {
			return false
		}
	}
	if o.host != nil {
		c.exports = append(c.exports, plannedExport{types: o.host, as: name, extern: types.Extern{Sort: component.SortInstance}})
	} else {
		c.plan(o.argument, name)
	}
	return true
}

// nameIn returns the names by which an export leads to a type: that of an instance's type, after those
// of instances in it where there are any. A type that is exported is found without.
func (c *checked) nameIn(e types.Extern, id types.ID) ([]string, bool) {
	if e.Sort == component.SortType {
		return nil, c.arena.Equal(e.Type, id)
	}
	return c.pathIn(e, id, nil, nil)
}

// pathIn is nameIn for an instance that is reached by a path. Those in seen are not looked at again: few
// types can stand for any number of instances.
func (c *checked) pathIn(e types.Extern, id types.ID, path []string, seen map[types.ID]bool) ([]string, bool) {
	t, ok := c.arena.Type(e.Type).(*types.Instance)
	if !ok || e.Sort != component.SortInstance || seen[e.Type] {
		return nil, false
	}
	nested := false
	for _, e := range t.Exports {
		if e.Sort == component.SortType && c.arena.Equal(e.Type, id) {
			return append(path, e.Name.Name), true
		}
		nested = nested || e.Sort == component.SortInstance
	}
	if !nested {
		return nil, false
	}
	if seen == nil {
		seen = make(map[types.ID]bool)
	}
	seen[e.Type] = true
	for _, e := range t.Exports {
		if found, ok := c.pathIn(e, id, append(path, e.Name.Name), seen); ok {
			return found, true
		}
	}
	return nil, false
}

// owner is an instance that names a type, or the type itself where it is exported: an export of a node or an import from the host.
type owner struct {
	argument
	host *hostImport
}

// ownerOf finds where a type comes from that the export a mentions. A resource has one origin. The
// type of a value does not say: it is taken to be that of an interface of types that the host may
// supply, else that of another export of the node, else that of any of its imports, be it the type itself.
func (c *checked) ownerOf(a argument, id types.ID) (owner, bool) {
	if r, ok := c.arena.Type(id).(types.Resource); ok {
		o := c.origins[r.ID]
		if o.node == nil {
			return owner{host: o.host}, true
		}
		if len(o.path) == 0 {
			return owner{}, false // it is hidden
		}
		return owner{argument: argument{o.node, o.path[0]}}, true
	}
	for _, i := range a.node.component.typ.Imports {
		if h := c.host.byUse[use{a.node, i.Name.Name}]; h != nil && h.inside && !h.equal && c.host.allowed(h) && c.host.names(h, id) {
			return owner{host: h}, true
		}
	}
	for _, e := range a.node.component.typ.Exports {
		other := argument{a.node, e.Name.Name}
		x, _ := c.exported(other)
		if _, ok := c.nameIn(x, id); ok && other != a {
			return owner{argument: other}, true
		}
	}
	for _, i := range a.node.component.typ.Imports {
		if arg, ok := a.node.args[i.Name.Name]; ok {
			x, _ := c.exported(arg)
			if _, ok := c.nameIn(x, id); ok {
				return owner{argument: arg}, true
			}
		} else if h := c.host.byUse[use{a.node, i.Name.Name}]; h != nil && c.host.names(h, id) && (!h.equal || c.host.allowed(h) && !c.host.mentionsSupplied(h)) {
			return owner{host: h}, true
		}
	}
	return owner{}, false
}

func (c *checked) typeName(id types.ID, o owner) string {
	if r, ok := c.arena.Type(id).(types.Resource); ok {
		return c.origins[r.ID].String()
	}
	if o.node == nil {
		return c.arena.Detail(id)
	}
	x, _ := c.exported(o.argument)
	path, _ := c.nameIn(x, id)
	return "type " + last(path) + " of " + o.name + " of " + o.node.label
}
