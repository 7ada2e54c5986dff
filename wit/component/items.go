package component

import (
	"fmt"
	"iter"
)

// Counts is the number of items in each index space. The zero value is that of a component that
// defines nothing yet.
type Counts struct{ n [13]uint32 }

var spaces = [...]Sort{
	SortFunc, SortValue, SortType, SortComponent, SortInstance,
	SortCoreFunc, SortCoreTable, SortCoreMemory, SortCoreGlobal, SortCoreTag,
	SortCoreType, SortCoreModule, SortCoreInstance,
}

func (c *Counts) slot(s Sort) *uint32 {
	for i, space := range spaces {
		if space == s {
			return &c.n[i]
		}
	}
	panic(fmt.Sprintf("component: %s has no index space", s))
}

// Len returns the number of items of sort s.
func (c *Counts) Len(s Sort) uint32 { return *c.slot(s) }

// Add counts one more item of sort s and returns its index.
func (c *Counts) Add(s Sort) uint32 {
	n := c.slot(s)
	*n++
	return *n - 1
}

// Item is one definition of a component: what it adds to the index spaces and where it is written.
type Item struct {
	SortIndex
	// Def is what defines the item: a [*CoreModule], [CoreInstance], [CoreType], [*Nested],
	// [Instance], [Alias], [Type], [Canon], [*Start], [Import] or [Export].
	Def any
}

// Items yields the definitions of c in order, each with the index that it gets. An export is among
// them, for it gives the exported item one more index.
func (c *Component) Items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		var counts Counts
		def := func(s Sort, d any) bool {
			return yield(Item{SortIndex{s, counts.Add(s)}, d})
		}
		for _, s := range c.Sections {
			if !sectionItems(s, def) {
				return
			}
		}
	}
}

func sectionItems(s Section, def func(Sort, any) bool) bool {
	switch s := s.(type) {
	case *CoreModule:
		return def(SortCoreModule, s)
	case CoreInstances:
		return each(s, func(i CoreInstance) bool { return def(SortCoreInstance, i) })
	case CoreTypes:
		return each(s, func(t CoreType) bool { return def(SortCoreType, t) })
	case *Nested:
		return def(SortComponent, s)
	case Instances:
		return each(s, func(i Instance) bool { return def(SortInstance, i) })
	case Aliases:
		return each(s, func(a Alias) bool { return def(a.Sort, a) })
	case Types:
		return each(s, func(t Type) bool { return def(SortType, t) })
	case Canons:
		return each(s, func(c Canon) bool { return def(canonSort(c), c) })
	case *Start:
		for range s.Results {
			if !def(SortValue, s) {
				return false
			}
		}
		return true
	case Imports:
		return each(s, func(i Import) bool { return def(i.Type.Sort, i) })
	case Exports:
		return each(s, func(e Export) bool { return def(e.Item.Sort, e) })
	default:
		return true
	}
}

func each[T any](list []T, f func(T) bool) bool {
	for _, v := range list {
		if !f(v) {
			return false
		}
	}
	return true
}

func canonSort(c Canon) Sort {
	if _, ok := c.(Lift); ok {
		return SortFunc
	}
	return SortCoreFunc
}

// DeclSort returns the sort of the item that d adds to the index spaces of its type.
func DeclSort(d Decl) Sort {
	switch d := d.(type) {
	case CoreTypeDecl:
		return SortCoreType
	case TypeDecl:
		return SortType
	case AliasDecl:
		return d.Alias.Sort
	case ImportDecl:
		return d.Type.Sort
	case ExportDecl:
		return d.Type.Sort
	default:
		panic(fmt.Sprintf("component: declaration of type %T", d))
	}
}
