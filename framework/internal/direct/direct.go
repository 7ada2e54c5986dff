// Package direct takes the detour out of a component's imports.
//
// Component encoders instantiate a component's code first, since it owns the
// memory that imports are lowered into; what it imports is then a module of
// jumps through a table, which a third module fills in at last. All three are
// set up anew for every instance of the component. With the memory in a
// module of its own, which comes first, the functions can be lowered before
// the code that imports them, and neither jumps nor table are needed.
package direct

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Rewrite rewrites a component that has been made of one core module. memory
// is the text of the module that holds its memory, and assemble turns such a
// text into a module.
func Rewrite(data []byte, memory string, assemble func(string) ([]byte, error)) ([]byte, error) {
	old, err := component.Decode(data)
	if err != nil {
		return nil, err
	}
	g, err := read(old)
	if err != nil {
		return nil, err
	}
	if len(g.modules) == 1 {
		// There is no detour: it imports nothing that needs its memory.
		g.modules[0].Bytes, err = trim(g.modules[0].Bytes)
		return old.Encode(), err
	}
	code, err := split(g.modules[0].Bytes)
	if err != nil {
		return nil, err
	}
	first, err := assemble(strings.NewReplacer(
		"PAGES", fmt.Sprint(code.pages),
		"HEAP", fmt.Sprint(code.heap),
		"BASE", fmt.Sprint(code.base),
	).Replace(memory))
	if err != nil {
		return nil, err
	}
	out, err := g.write(old, first, code.code)
	if err != nil {
		return nil, err
	}
	return out.Encode(), nil
}

// graph is the core side of a component: what every index stands for.
type graph struct {
	modules   []*component.CoreModule
	instances []component.CoreInstance
	// funcs are canonical definitions and aliases.
	funcs []any
	// lift is the section with the first lifted function.
	lift int
}

// read walks over a component's sections.
func read(c *component.Component) (*graph, error) {
	g := &graph{lift: len(c.Sections)}
	for i, section := range c.Sections {
		switch section := section.(type) {
		case *component.CoreModule:
			g.modules = append(g.modules, section)
		case component.CoreInstances:
			g.instances = append(g.instances, section...)
		case component.Aliases:
			for _, alias := range section {
				if alias.Sort == component.SortCoreFunc {
					g.funcs = append(g.funcs, alias)
				}
			}
		case component.Canons:
			for _, canon := range section {
				if _, lifts := canon.(component.Lift); lifts {
					g.lift = min(g.lift, i)
				} else {
					g.funcs = append(g.funcs, canon)
				}
			}
		}
	}
	if len(g.modules) == 0 {
		return nil, fmt.Errorf("component has no core module")
	}
	return g, nil
}

// instanceOf returns the instance of a module.
func (g *graph) instanceOf(module uint32) (int, component.CoreInstantiate, error) {
	for i, instance := range g.instances {
		if inst, ok := instance.(component.CoreInstantiate); ok && inst.Module == module {
			return i, inst, nil
		}
	}
	return 0, component.CoreInstantiate{}, fmt.Errorf("core module %d is not instantiated", module)
}

// resolve follows a function that the code imports to the canonical definition
// behind the jumps.
func (g *graph) resolve(index uint32) (component.Canon, error) {
	switch f := g.funcs[index].(type) {
	case component.Canon:
		return f, nil
	case component.Alias:
		// A jump has the name that the filling module imports its target by.
		name := f.Target.(component.CoreInstanceExport).Name
		for _, export := range g.targets() {
			if export.Name == name {
				return g.resolve(export.Item.Index)
			}
		}
		return nil, fmt.Errorf("core function %d: nothing fills in the jump %q", index, name)
	default:
		return nil, fmt.Errorf("core function %d: %T", index, f)
	}
}

// targets returns what the filling module gets: the functions that the jumps
// lead to.
func (g *graph) targets() []component.CoreExport {
	for _, instance := range g.instances {
		inst, ok := instance.(component.CoreInstantiate)
		if !ok {
			continue
		}
		for _, arg := range inst.Args {
			if inline, ok := g.instances[arg.Instance].(component.CoreInline); ok && arg.Name == "actual" {
				return inline.Exports
			}
		}
	}
	return nil
}
