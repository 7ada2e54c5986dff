package direct

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Indices in the rewritten component.
const (
	memoryModule, codeModule = 0, 1
	memoryInstance           = 0
	theMemory                = 0
	theRealloc               = 0
)

// write puts the component together again: what the lowered functions need,
// the memory, the functions, the code, and then all that was lifted from it.
func (g *graph) write(old *component.Component, memory, code []byte) (*component.Component, error) {
	main, inst, err := g.instanceOf(0)
	if err != nil {
		return nil, err
	}
	out := &component.Component{}
	for _, section := range old.Sections[:g.lift] {
		out.Sections = append(out.Sections, componentLevel(section)...)
	}
	out.Sections = append(out.Sections,
		&component.CoreModule{Bytes: memory},
		&component.CoreModule{Bytes: code},
		component.CoreInstances{component.CoreInstantiate{Module: memoryModule}},
		component.Aliases{
			{Sort: component.SortCoreMemory, Target: component.CoreInstanceExport{Instance: memoryInstance, Name: "memory"}},
			{Sort: component.SortCoreFunc, Target: component.CoreInstanceExport{Instance: memoryInstance, Name: "cabi_realloc"}},
		},
	)

	// One core function for each import, and an instance for each module name.
	var canons component.Canons
	var instances component.CoreInstances
	args := []component.CoreArg{{Name: "memory", Instance: memoryInstance}}
	for _, arg := range inst.Args {
		inline, ok := g.instances[arg.Instance].(component.CoreInline)
		if !ok {
			return nil, fmt.Errorf("core import %q: expected functions, found an instance of a module", arg.Name)
		}
		var exports []component.CoreExport
		for _, export := range inline.Exports {
			canon, err := g.resolve(export.Item.Index)
			if err != nil {
				return nil, fmt.Errorf("core import %q %q: %w", arg.Name, export.Name, err)
			}
			if lower, ok := canon.(component.Lower); ok {
				lower.Options = options(lower.Options, nil)
				canon = lower
			}
			canons = append(canons, canon)
			// The reallocation comes before them all.
			index := uint32(len(canons))
			exports = append(exports, component.CoreExport{
				Name: export.Name,
				Item: component.SortIndex{Sort: component.SortCoreFunc, Index: index},
			})
		}
		instances = append(instances, component.CoreInline{Exports: exports})
		args = append(args, component.CoreArg{Name: arg.Name, Instance: uint32(len(instances))})
	}
	instances = append(instances, component.CoreInstantiate{Module: codeModule, Args: args})
	if len(canons) > 0 {
		out.Sections = append(out.Sections, canons)
	}
	out.Sections = append(out.Sections, instances)
	rest := rest{
		graph:    g,
		main:     uint32(main),
		code:     uint32(len(instances)),
		funcs:    uint32(1 + len(canons)),
		newIndex: map[uint32]uint32{},
	}
	return rest.write(out, old)
}

// componentLevel keeps what a section has for the component level.
func componentLevel(section component.Section) []component.Section {
	switch section := section.(type) {
	case *component.CoreModule, component.CoreInstances, component.Canons:
		return nil
	case component.Aliases:
		var kept component.Aliases
		for _, alias := range section {
			if _, core := alias.Target.(component.CoreInstanceExport); !core {
				kept = append(kept, alias)
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return []component.Section{kept}
	default:
		return []component.Section{section}
	}
}

// options gives canonical options the new memory and functions. Without funcs
// the only function among them is the reallocation.
func options(old []component.CanonOption, funcs map[uint32]uint32) []component.CanonOption {
	var out []component.CanonOption
	for _, option := range old {
		switch option.Kind {
		case component.OptMemory:
			option.Index = theMemory
		case component.OptRealloc:
			option.Index = theRealloc
		case component.OptPostReturn:
			option.Index = funcs[option.Index]
		}
		out = append(out, option)
	}
	return out
}

// rest rewrites what comes after the code has been instantiated.
type rest struct {
	*graph
	// main is the old index of the code's instance, code the new one.
	main, code uint32
	// funcs counts the core functions so far.
	funcs uint32
	// newIndex has the new index of each old core function that the code exports.
	newIndex map[uint32]uint32
}

func (r *rest) write(out, old *component.Component) (*component.Component, error) {
	// The functions that are lifted, by one alias each.
	var aliases component.Aliases
	for i, f := range r.graph.funcs {
		alias, ok := f.(component.Alias)
		if !ok {
			continue
		}
		export := alias.Target.(component.CoreInstanceExport)
		if export.Instance != r.main || export.Name == "cabi_realloc" {
			continue
		}
		r.newIndex[uint32(i)] = r.funcs
		r.funcs++
		export.Instance = r.code
		aliases = append(aliases, component.Alias{Sort: component.SortCoreFunc, Target: export})
	}
	out.Sections = append(out.Sections, aliases)
	for _, section := range old.Sections[r.lift:] {
		canons, ok := section.(component.Canons)
		if !ok {
			out.Sections = append(out.Sections, componentLevel(section)...)
			continue
		}
		var kept component.Canons
		for _, canon := range canons {
			lift, ok := canon.(component.Lift)
			if !ok {
				continue
			}
			index, ok := r.newIndex[lift.CoreFunc]
			if !ok {
				return nil, fmt.Errorf("core function %d is lifted and not exported by the code", lift.CoreFunc)
			}
			lift.CoreFunc, lift.Options = index, options(lift.Options, r.newIndex)
			kept = append(kept, lift)
		}
		if len(kept) > 0 {
			out.Sections = append(out.Sections, kept)
		}
	}
	return out, nil
}
