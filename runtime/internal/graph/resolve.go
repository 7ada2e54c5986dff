package graph

import (
	"errors"
	"fmt"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Limits on what a component may ask for. A short binary can instantiate what it holds any number
// of times over.
const (
	maxInstances = 10_000
	maxCores     = 10_000
	maxDepth     = 50
	maxCode      = 256 << 20
	maxCost      = 50_000_000 // see [core.Rewritten]
	maxWork      = 1_000_000  // see [resolver.spend]
)

type resolver struct {
	plan    *Plan
	arena   *types.Arena
	canon   *canon.Compiler
	sides   map[sideKey]int
	imports map[[2]string]*Import
	hosts   map[string]types.ID // resources of the host by name
	renamed map[string]*core.Rewritten
	wrapped map[Trampoline]CoreRef // functions of the host as exports of core instances
	code    int                    // bytes of core modules to compile
	cost    int                    // of compiling them
	work    int                    // see spend
	names   map[uint32]string      // of the outermost component's instances
	inside  string                 // the name of the one that is being made
}

type sideKey struct {
	instance              int
	hasMemory, hasRealloc bool
	memory, realloc       CoreRef
	encoding              component.OptKind
}

// Resolve works out what instantiating the component does. Errors are of type [*Error], or those of
// decoding.
func Resolve(c *component.Component) (*Plan, error) {
	arena := types.NewArena()
	r := &resolver{
		plan:    &Plan{Resources: map[types.ResourceID]Resource{}},
		arena:   arena,
		canon:   canon.NewCompiler(arena),
		sides:   map[sideKey]int{},
		imports: map[[2]string]*Import{},
		hosts:   map[string]types.ID{},
		renamed: map[string]*core.Rewritten{},
		wrapped: map[Trampoline]CoreRef{},
	}
	r.names = instanceNames(c)
	root, err := r.instantiate(c, nil, nil, 0)
	if err != nil {
		return nil, err
	}
	for _, e := range root.exports {
		switch e.item.sort {
		case component.SortFunc:
			r.export("", e.name, e.item.fn)
		case component.SortInstance:
			for _, name := range sortedKeys(e.item.instance.exports) {
				if it := e.item.instance.exports[name]; it.sort == component.SortFunc {
					r.export(e.name, name, it.fn)
				}
			}
		}
	}
	return r.plan, nil
}

// maxName is how long the name of an instance may be.
const maxName = 200

// instanceNames are the names of a component's instances, as far as it has any.
func instanceNames(c *component.Component) map[uint32]string {
	named := map[uint32]string{}
	s := c.Custom(component.NamesSection)
	if s == nil {
		return named
	}
	n, err := component.DecodeNames(s.Data)
	if err != nil {
		return named // names are for people, and nothing depends on them
	}
	for _, sort := range n.Sorts {
		for _, one := range sort.Names {
			if sort.Sort == component.SortInstance {
				named[one.Index] = one.Name[:min(len(one.Name), maxName)]
			}
		}
	}
	return named
}

// spend counts what instantiating takes beside code: an item of a section, a name that is given or
// looked up, 16 bytes that are decoded. What is written once may be instantiated thousands of times.
func (r *resolver) spend(n int) error {
	if r.work += n; r.work > maxWork {
		return &Error{"its instances have too many imports, exports and definitions, counted once for each time that they are instantiated"}
	}
	return nil
}

// trampolineWork is what a function of the host's counts for, of which each core instance has its own.
const trampolineWork = 10

func (r *resolver) export(iface, name string, fn *Func) {
	r.plan.Exports = append(r.plan.Exports, Export{iface, name, fn})
}

// instantiate makes a component instance. The root's imports are the host's, those of others are
// args.
func (r *resolver) instantiate(c *component.Component, parent *frame, args map[string]item, depth int) (*frame, error) {
	if r.plan.Instances >= maxInstances || depth > maxDepth {
		return nil, &Error{fmt.Sprintf("more than %d component instances, or %d levels of them", maxInstances, maxDepth)}
	}
	f := &frame{r: r, parent: parent, instance: r.plan.Instances, depth: depth, args: args, core: map[component.Sort][]coreItem{}}
	r.plan.Instances++
	r.plan.Names = append(r.plan.Names, r.inside)
	for _, s := range c.Sections {
		if err := f.section(s, depth == 0); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *frame) section(s component.Section, root bool) error {
	switch s := s.(type) {
	case *component.CoreModule:
		f.modules = append(f.modules, s.Bytes)
	case *component.Nested:
		f.components = append(f.components, &nested{binary: s, frame: f})
	case component.CoreInstances:
		return each(f.r, s, "core instance", f.coreInstance)
	case component.Instances:
		return each(f.r, s, "instance", func(in component.Instance) error {
			var made *instance
			var err error
			switch in := in.(type) {
			case component.Inline:
				made, err = f.inlineInstance(in)
			case component.Instantiate:
				if root {
					f.r.inside = f.r.names[uint32(len(f.instances))]
				}
				made, err = f.instantiate(in)
			}
			f.instances = append(f.instances, made)
			return err
		})
	case component.Aliases:
		return each(f.r, s, "alias", f.alias)
	case component.Types:
		return each(f.r, s, "type", f.typeDef)
	case component.Canons:
		return each(f.r, s, "canonical function", f.canon)
	case component.Imports:
		return each(f.r, s, "import", func(i component.Import) error {
			if root {
				return f.hostImport(i.Name.Name, i.Type)
			}
			it, ok := f.args[i.Name.Name]
			if !ok || it.sort != i.Type.Sort {
				return fmt.Errorf("%q: no %s is given", i.Name.Name, i.Type.Sort)
			}
			f.push(it)
			return nil
		})
	case component.Exports:
		return each(f.r, s, "export", func(e component.Export) error {
			it, err := f.item(e.Item)
			if err != nil {
				return err
			}
			f.exports = append(f.exports, namedItem{e.Name.Name, it})
			f.push(it)
			return nil
		})
	case *component.Start:
		return &Error{"components with a start function are not supported"}
	}
	return nil
}

func each[T any](r *resolver, items []T, what string, f func(T) error) error {
	if err := r.spend(len(items)); err != nil {
		return err
	}
	for _, it := range items {
		if err := f(it); err != nil {
			if async := (*AsyncError)(nil); errors.As(err, &async) {
				return async
			}
			if _, ok := err.(*Error); ok {
				return err
			}
			return &Error{fmt.Sprintf("%s: %v", what, err)}
		}
	}
	return nil
}
