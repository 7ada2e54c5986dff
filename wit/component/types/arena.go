package types

import "slices"

// Arena holds types. Values in it are never changed or removed. An Arena is not safe for
// concurrent use.
type Arena struct {
	nodes     []node
	index     map[string]ID // structural types by key
	key       []byte        // scratch
	resources []resource    // by ResourceID; the first is unused
	forcing   int           // definitions being worked out, see item
	limit     int           // of nodes, while a component is read
	spent     int           // see Spent
	renamed   map[[2]ID]ID  // see rename
}

type node struct {
	typ Type
	// equal is the same type with all names looked through; equal types have equal ones.
	equal ID
	// alias is the type that this is another name for, zero where it is none.
	alias ID
	name  string
	// origin is the name that this one became by substitution, zero where it did not.
	origin ID
	// depth counts the levels of types inside types.
	depth int
	// resources is whether a resource is mentioned anywhere inside.
	resources bool
}

type resource struct {
	name string
	id   ID // the type that is this resource
}

// NewArena returns an empty arena.
func NewArena() *Arena {
	return &Arena{nodes: make([]node, 1, 256), index: make(map[string]ID), resources: make([]resource, 1)}
}

// Type returns the type of this ID, looking through names. It is nil for the zero ID.
func (a *Arena) Type(id ID) Type { return a.nodes[id].typ }

// Equal reports whether two types are equal. Instance, component and module types are equal to
// themselves alone; see [Arena.Subtype] for those.
func (a *Arena) Equal(x, y ID) bool { return a.nodes[x].equal == a.nodes[y].equal }

// Structure returns the ID that all types equal to id share, which has no names in it.
func (a *Arena) Structure(id ID) ID { return a.nodes[id].equal }

// Name returns the name that the type was imported or exported under, which it has where ID is that
// of an import or export or of a use of one.
func (a *Arena) Name(id ID) string { return a.nodes[id].name }

// Alias returns the type that id is another name for. The bool is false where id is no name.
func (a *Arena) Alias(id ID) (ID, bool) {
	to := a.nodes[id].alias
	return to, to != 0
}

// HasResources reports whether the type mentions a resource.
func (a *Arena) HasResources(id ID) bool { return a.nodes[id].resources }

// ResourceName returns the name that the resource was first imported or exported under; empty
// where it was neither.
func (a *Arena) ResourceName(r ResourceID) string { return a.resources[r].name }

// ResourceType returns the type that is the resource.
func (a *Arena) ResourceType(r ResourceID) ID { return a.resources[r].id }

// NewResource makes a resource that is equal to no other.
func (a *Arena) NewResource(name string) ResourceID {
	r := ResourceID(len(a.resources))
	id := ID(len(a.nodes))
	a.nodes = append(a.nodes, node{typ: Resource{r}, equal: id, depth: 1, resources: true})
	a.resources = append(a.resources, resource{name: name, id: id})
	return r
}

// Intern returns the ID of a structural type, that is any but a [Resource], [*Instance] or
// [*Component].
func (a *Arena) Intern(t Type) ID {
	a.key = appendKey(a.key[:0], t)
	if id, ok := a.index[string(a.key)]; ok {
		return id
	}
	key := string(a.key)
	n := node{typ: t}
	nameless := true
	structure := mapChildren(t, func(child ID) ID {
		c := &a.nodes[child]
		n.depth = max(n.depth, c.depth)
		n.resources = n.resources || c.resources
		nameless = nameless && c.equal == child
		return c.equal
	})
	n.depth++
	if !nameless {
		n.equal = a.Intern(structure)
	}
	id := ID(len(a.nodes))
	if nameless {
		n.equal = id
	}
	a.nodes = append(a.nodes, n)
	a.index[key] = id
	return id
}

// named returns a new name for a type.
func (a *Arena) named(target ID, name string) ID {
	n := a.nodes[target]
	n.alias, n.name = target, name
	if r, ok := n.typ.(Resource); ok && a.resources[r.ID].name == "" {
		a.resources[r.ID].name = name
	}
	a.nodes = append(a.nodes, n)
	return ID(len(a.nodes) - 1)
}

// rename returns the name that a name of a resource becomes where it is that of another one: the same
// whenever the resource is.
func (a *Arena) rename(id, target ID) ID {
	origin := a.nodes[id].origin
	if origin == 0 {
		origin = id
	}
	key := [2]ID{a.nodes[target].equal, origin}
	if to, ok := a.renamed[key]; ok {
		return to
	}
	if a.renamed == nil {
		a.renamed = make(map[[2]ID]ID)
	}
	to := a.named(target, a.nodes[id].name)
	a.nodes[to].origin = origin
	a.renamed[key] = to
	return to
}

// add returns the ID of a type that is equal to itself alone.
func (a *Arena) add(t Type) ID {
	id := ID(len(a.nodes))
	n := node{typ: t, equal: id}
	visit := func(externs []Extern) {
		a.spent += len(externs)
		for _, e := range externs {
			n.depth = max(n.depth, a.nodes[e.Type].depth)
			n.resources = n.resources || a.nodes[e.Type].resources
		}
	}
	switch t := t.(type) {
	case *Instance:
		t.names = indexed(t.Exports)
		visit(t.Exports)
	case *Component:
		t.importNames, t.exportNames = indexed(t.Imports), indexed(t.Exports)
		visit(t.Imports)
		visit(t.Exports)
	}
	n.depth++
	a.nodes = append(a.nodes, n)
	return id
}

// mapChildren returns t with f applied to the types it is made of, in order.
// It leaves types that are not structural alone.
func mapChildren(t Type, f func(ID) ID) Type {
	opt := func(id ID) ID {
		if id == 0 {
			return 0
		}
		return f(id)
	}
	switch t := t.(type) {
	case Record:
		return Record{mapFields(t.Fields, f)}
	case Variant:
		cases := slices.Clone(t.Cases)
		for i := range cases {
			cases[i].Type = opt(cases[i].Type)
		}
		return Variant{cases}
	case List:
		return List{f(t.Elem)}
	case FixedList:
		return FixedList{f(t.Elem), t.Length}
	case Tuple:
		types := slices.Clone(t.Types)
		for i := range types {
			types[i] = f(types[i])
		}
		return Tuple{types}
	case Option:
		return Option{f(t.Some)}
	case Result:
		return Result{opt(t.Ok), opt(t.Err)}
	case Own:
		return Own{f(t.Resource)}
	case Borrow:
		return Borrow{f(t.Resource)}
	case Stream:
		return Stream{opt(t.Elem)}
	case Future:
		return Future{opt(t.Elem)}
	case Map:
		return Map{f(t.Key), f(t.Value)}
	case Func:
		return Func{t.Async, mapFields(t.Params, f), opt(t.Result)}
	default:
		return t
	}
}

func mapFields(fields []Field, f func(ID) ID) []Field {
	fields = slices.Clone(fields)
	for i := range fields {
		fields[i].Type = f(fields[i].Type)
	}
	return fields
}
