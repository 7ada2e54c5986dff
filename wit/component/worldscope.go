package component

import (
	"errors"
	"fmt"
)

// Limits on what a component may ask of [World]: its types can be small and yet stand for trees of
// any size. Real components stay far below.
const (
	maxWorldWork  = 1_000_000
	maxWorldDepth = 1_000
)

var errWorldTooLarge = errors.New("types too large to be written as WIT")

// budget counts what has been done, and keeps the nested components that have been decoded.
type budget struct {
	work, depth, values int
	bodies              map[*Nested]*Component
}

// spend counts n items more.
func (b *budget) spend(n int) error {
	b.work += n
	if b.work > maxWorldWork {
		return errWorldTooLarge
	}
	return nil
}

// worldScope holds the index spaces of a component, component type or instance type while its
// items are worked out. Items are looked into only when something asks for them, since most of a
// component has no part in its world.
type worldScope struct {
	*budget
	parent *worldScope
	spaces [4][]*lazy // those of worldSpace
	// args are what the imports of a component that is instantiated stand for.
	args             map[string]*lazy
	imports, exports []worldExtern
}

// worldExtern is an import or export.
type worldExtern struct {
	name Name
	sort Sort
	item *lazy
}

// lazy is an item that is worked out when it is first needed: a [*typeNode], [*funcNode],
// [*instanceNode] or [*componentNode].
type lazy struct {
	build func() (any, error)
	value any
	err   error
}

// typeNode is a type. Its identity is the pointer, as each export of a type makes a new one.
type typeNode struct {
	// alias is the type that this is a name of; def is nil then.
	alias *typeNode
	// def is the definition, whose indices are those of scope. It is nil for a resource that is known
	// by its name alone.
	def   Type
	scope *worldScope
}

// funcNode is a function; typ is the index of its type in scope.
type funcNode struct {
	scope *worldScope
	typ   uint32
}

// instanceNode is an instance.
type instanceNode struct {
	exports []worldExtern
	index   map[string]int // of exports by name, made when first needed
}

func (i *instanceNode) export(sort Sort, name string) (worldExtern, bool) {
	if i.index == nil {
		i.index = make(map[string]int, len(i.exports))
		for n, e := range i.exports {
			i.index[e.name.Name] = n
		}
	}
	n, ok := i.index[name]
	if !ok || i.exports[n].sort != sort {
		return worldExtern{}, false
	}
	return i.exports[n], true
}

// componentNode is a component: a body or a type, with the scope that it stands in.
type componentNode struct {
	scope *worldScope
	body  *Nested
	decls []Decl
}

func (b *budget) scope(parent *worldScope, args map[string]*lazy) *worldScope {
	return &worldScope{budget: b, parent: parent, args: args}
}

// worldSpace returns where the items of a sort are kept; those of other sorts play no part in
// worlds.
func worldSpace(sort Sort) (int, bool) {
	switch sort {
	case SortType:
		return 0, true
	case SortFunc:
		return 1, true
	case SortInstance:
		return 2, true
	case SortComponent:
		return 3, true
	default:
		return 0, false
	}
}

func known(v any) *lazy { return &lazy{value: v} }

func (b *budget) force(l *lazy) (any, error) {
	if l.build == nil {
		return l.value, l.err
	}
	if err := b.spend(1); err != nil {
		return nil, err
	}
	b.depth++
	defer func() { b.depth-- }()
	if b.depth > maxWorldDepth {
		return nil, errWorldTooLarge
	}
	l.value, l.err = l.build()
	l.build = nil
	return l.value, l.err
}

func (s *worldScope) push(sort Sort, l *lazy) {
	if i, ok := worldSpace(sort); ok {
		s.spaces[i] = append(s.spaces[i], l)
	}
}

// at returns the item with an index among those defined so far.
func (s *worldScope) at(sort Sort, index uint32) *lazy {
	i, ok := worldSpace(sort)
	if !ok {
		return &lazy{err: fmt.Errorf("%s %d is nothing that WIT can express", sort, index)}
	}
	if space := s.spaces[i]; uint64(index) < uint64(len(space)) {
		return space[index]
	}
	return &lazy{err: fmt.Errorf("%s %d is not defined before it is used", sort, index)}
}

// get returns an item that must be a T.
func get[T any](s *worldScope, sort Sort, index uint32) (T, error) {
	v, err := s.force(s.at(sort, index))
	if err != nil {
		var zero T
		return zero, err
	}
	t, ok := v.(T)
	if !ok {
		return t, fmt.Errorf("%s %d is not what its use asks for", sort, index)
	}
	return t, nil
}

// typ returns the type that this index has, seen from where n is defined.
func (n *typeNode) typ(index uint32) (*typeNode, error) {
	return get[*typeNode](n.scope, SortType, index)
}

// body returns the contents of a nested component.
func (b *budget) body(n *Nested) (*Component, error) {
	if c, ok := b.bodies[n]; ok {
		return c, nil
	}
	c, err := n.Decode()
	if err == nil {
		b.bodies[n] = c
	}
	return c, err
}

// now returns s as it is, which what is defined later does not change.
func (s *worldScope) now() *worldScope {
	c := *s
	return &c
}
