package compose

import (
	"cmp"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// customSections returns the names of the result's parts, unless names are left out, its producers and
// the sections asked for.
func (e *encoder) customSections(m Metadata) []component.Section {
	var sections []component.Section
	if e.options.Strip&StripNames == 0 {
		sections = append(sections, e.names(m.Name).Custom())
	}
	if m.Tool != "" {
		sections = append(sections, component.Producers{{
			Name: "processed-by", Values: []component.Producer{{Name: m.Tool, Version: m.Version}},
		}}.Custom())
	}
	for i := range m.Custom {
		sections = append(sections, &m.Custom[i])
	}
	return sections
}

func (e *encoder) names(name string) *component.Names {
	components := component.SortNames{Sort: component.SortComponent}
	for _, c := range e.Graph.components {
		if i, ok := e.components[c]; ok {
			components.Names = append(components.Names, component.IndexName{Index: i, Name: c.Name()})
		}
	}
	instances := component.SortNames{Sort: component.SortInstance}
	for _, h := range e.host.imports {
		if h.sort == component.SortInstance {
			instances.Names = append(instances.Names, component.IndexName{Index: e.hosts[h], Name: h.name.Name})
		}
	}
	for _, n := range e.nodes {
		instances.Names = append(instances.Names, component.IndexName{Index: e.instances[n.index], Name: n.label})
	}
	out := &component.Names{Component: name}
	for _, s := range []component.SortNames{components, instances} {
		if len(s.Names) > 0 {
			slices.SortFunc(s.Names, func(a, b component.IndexName) int { return cmp.Compare(a.Index, b.Index) })
			out.Sorts = append(out.Sorts, s)
		}
	}
	return out
}
