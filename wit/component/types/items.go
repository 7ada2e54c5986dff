package types

import (
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Limits on what is worked out. Real components stay far below them.
const (
	maxTypeDepth = 100     // levels of types in types, as in other implementations
	maxForcing   = 10_000  // definitions that wait for one another
	maxTypes     = 1 << 18 // types in the arena for one component; a short one can ask for any number
)

// item is an entry of an index space. Its type is worked out when it is first needed, since most
// of what a component holds inside has no part in its own type.
type item struct {
	id    ID
	build func() (ID, error)
}

func (it *item) force(a *Arena) (ID, error) {
	if it.build == nil {
		return it.id, nil
	}
	if a.forcing >= maxForcing {
		return 0, fmt.Errorf("more than %d definitions depend on one another", maxForcing)
	}
	a.forcing++
	id, err := it.build()
	a.forcing--
	if err == nil {
		err = a.room()
	}
	if err != nil {
		return 0, err
	}
	if depth := a.nodes[id].depth; depth > maxTypeDepth {
		return 0, fmt.Errorf("types nested %d deep (at most %d)", depth, maxTypeDepth)
	}
	it.id, it.build = id, nil
	return id, nil
}

// room returns an error once the component that is being read has filled the arena.
func (a *Arena) room() error {
	if len(a.nodes) > a.limit {
		return fmt.Errorf("more than %d types", maxTypes)
	}
	return nil
}

// view is what a definition sees: the index spaces as they stand where it is made, and those
// around it. Spaces only ever grow, so a copy of the slices is a view.
type view struct {
	arena  *Arena
	parent *view
	spaces [spaceCount][]*item
	// lost is why items of a space are not what their indices say, from some index on.
	lost [spaceCount]*lostError
}

// lostError says that an item cannot be found, because what comes before it is not known.
type lostError struct {
	from int
	why  *component.DecodeError // nil where nothing was read
}

func (e *lostError) Error() string {
	if e.why == nil {
		return "its place is not known, as values come before it"
	}
	return "its place is not known: " + e.why.Error()
}

// Index spaces. Those of other core sorts hold nothing that a component's type could mention.
const (
	spaceFunc = iota
	spaceValue
	spaceType
	spaceComponent
	spaceInstance
	spaceCoreType
	spaceCoreModule
	spaceCount
)

var spaceSorts = [spaceCount]component.Sort{
	spaceFunc:       component.SortFunc,
	spaceValue:      component.SortValue,
	spaceType:       component.SortType,
	spaceComponent:  component.SortComponent,
	spaceInstance:   component.SortInstance,
	spaceCoreType:   component.SortCoreType,
	spaceCoreModule: component.SortCoreModule,
}

func spaceOf(s component.Sort) (int, bool) {
	i := slices.Index(spaceSorts[:], s)
	return i, i >= 0
}

// now returns a view that later definitions do not change.
func (v *view) now() *view {
	c := *v
	return &c
}

func (v *view) push(s component.Sort, it *item) {
	if i, ok := spaceOf(s); ok {
		v.spaces[i] = append(v.spaces[i], it)
	}
}

func (v *view) pushID(s component.Sort, id ID) { v.push(s, &item{id: id}) }

func (v *view) item(s component.Sort, index uint32) (*item, error) {
	i, ok := spaceOf(s)
	if !ok {
		return nil, fmt.Errorf("%s where an item of a component is expected", s)
	}
	if lost := v.lost[i]; lost != nil && int64(index) >= int64(lost.from) {
		return nil, fmt.Errorf("%s %d: %w", s, index, lost)
	}
	if int64(index) >= int64(len(v.spaces[i])) {
		return nil, fmt.Errorf("%s %d does not exist (%d defined so far)", s, index, len(v.spaces[i]))
	}
	return v.spaces[i][index], nil
}

func (v *view) get(s component.Sort, index uint32) (ID, error) {
	it, err := v.item(s, index)
	if err != nil {
		return 0, err
	}
	return it.force(v.arena)
}

// outer returns the item of a component or type count levels up.
func (v *view) outer(s component.Sort, o component.Outer) (*item, error) {
	for range o.Count {
		if v.parent == nil {
			return nil, fmt.Errorf("outer alias of %s reaches %d levels up, past the outermost component", s, o.Count)
		}
		v = v.parent
	}
	return v.item(s, o.Index)
}

// expect returns the type of an item that has to be a T, such as [*Instance].
func expect[T Type](v *view, s component.Sort, index uint32, what string) (ID, T, error) {
	id, err := v.get(s, index)
	if err != nil {
		var none T
		return 0, none, err
	}
	t, ok := v.arena.Type(id).(T)
	if !ok {
		return 0, t, fmt.Errorf("%s %d is not %s", s, index, what)
	}
	return id, t, nil
}
