package compose

import "github.com/wasmcp/wasmcp-go/wit/component"

// builder writes a component item by item. Neighbours of one kind go into one section.
type builder struct {
	sections []component.Section
	counts   map[component.Sort]uint32
}

func newBuilder() *builder { return &builder{counts: make(map[component.Sort]uint32)} }

// next returns the index of an item that was just added.
func (b *builder) next(s component.Sort) uint32 {
	i := b.counts[s]
	b.counts[s]++
	return i
}

// grow adds an item to the last section if that is of its kind, and to a new one otherwise.
func grow[S ~[]E, E any](b *builder, item E, section func(S) component.Section) {
	if n := len(b.sections); n > 0 {
		if s, ok := any(b.sections[n-1]).(S); ok {
			b.sections[n-1] = section(append(s, item))
			return
		}
	}
	b.sections = append(b.sections, section(S{item}))
}

func (b *builder) typ(t component.Type) uint32 {
	grow(b, t, func(s component.Types) component.Section { return s })
	return b.next(component.SortType)
}

func (b *builder) coreType(t component.CoreType) uint32 {
	grow(b, t, func(s component.CoreTypes) component.Section { return s })
	return b.next(component.SortCoreType)
}

func (b *builder) alias(s component.Sort, t component.AliasTarget) uint32 {
	grow(b, component.Alias{Sort: s, Target: t}, func(s component.Aliases) component.Section { return s })
	return b.next(s)
}

// aliasExport returns an item that an instance exports.
func (b *builder) aliasExport(s component.Sort, instance uint32, name string) uint32 {
	return b.alias(s, component.InstanceExport{Instance: instance, Name: name})
}

func (b *builder) instance(i component.Instance) uint32 {
	grow(b, i, func(s component.Instances) component.Section { return s })
	return b.next(component.SortInstance)
}

func (b *builder) importItem(n component.Name, t component.ExternType) uint32 {
	grow(b, component.Import{Name: n, Type: t}, func(s component.Imports) component.Section { return s })
	return b.next(t.Sort)
}

func (b *builder) export(e component.Export) uint32 {
	grow(b, e, func(s component.Exports) component.Section { return s })
	return b.next(e.Item.Sort)
}

func (b *builder) nested(c *component.Nested) uint32 {
	b.sections = append(b.sections, c)
	return b.next(component.SortComponent)
}

func (b *builder) coreModule(m *component.CoreModule) uint32 {
	b.sections = append(b.sections, m)
	return b.next(component.SortCoreModule)
}
