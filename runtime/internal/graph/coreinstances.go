package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

func (f *frame) coreInstance(in component.CoreInstance) error {
	switch in := in.(type) {
	case component.CoreInline:
		if err := f.r.spend(len(in.Exports)); err != nil {
			return err
		}
		bag := make(map[string]coreItem, len(in.Exports))
		for _, e := range in.Exports {
			it, err := f.coreItem(e.Item.Sort, e.Item.Index)
			if err != nil {
				return err
			}
			bag[e.Name] = it
		}
		f.coreInstances = append(f.coreInstances, coreInstance{bag: bag})
	case component.CoreInstantiate:
		return f.coreInstantiate(in)
	}
	return nil
}

func (f *frame) coreInstantiate(in component.CoreInstantiate) error {
	if len(f.r.plan.Cores) >= maxCores {
		return &Error{fmt.Sprintf("more than %d core instances", maxCores)}
	}
	module, err := at("core module", f.modules, in.Module)
	if err != nil {
		return err
	}
	if err := f.r.spend(len(in.Args)); err != nil {
		return err
	}
	args := make(map[string]coreInstance, len(in.Args))
	for _, a := range in.Args {
		if args[a.Name], err = at("core instance", f.coreInstances, a.Instance); err != nil {
			return err
		}
	}
	imports, err := core.Imports(module)
	if err != nil {
		return fmt.Errorf("core module %d: %w", in.Module, err)
	}
	if err := f.r.spend(len(imports)); err != nil {
		return err
	}
	made := Core{Instance: f.instance}
	names := make([][2]string, len(imports))
	for i, imported := range imports {
		it, err := importOf(args, imported)
		if err != nil {
			return fmt.Errorf("core module %d: %w", in.Module, err)
		}
		if it.trampoline != nil {
			names[i] = [2]string{HostModule, strconv.Itoa(len(made.Host))}
			made.Host = append(made.Host, it.trampoline)
			if err := f.r.spend(trampolineWork); err != nil {
				return err
			}
			continue
		}
		slot := slices.Index(made.Sources, it.ref.Core)
		if slot < 0 {
			slot = len(made.Sources)
			made.Sources = append(made.Sources, it.ref.Core)
		}
		names[i] = [2]string{strconv.Itoa(slot), it.ref.Name}
	}
	rewritten, err := f.r.rename(module, names)
	if err != nil {
		return fmt.Errorf("core module %d: %w", in.Module, err)
	}
	made.Module, made.Pages, made.Bytes = rewritten.Module, rewritten.Pages, rewritten.Bytes
	made.Misfit = rewritten.Misfit
	f.coreInstances = append(f.coreInstances, coreInstance{core: len(f.r.plan.Cores)})
	f.r.plan.Cores = append(f.r.plan.Cores, made)
	return nil
}

func importOf(args map[string]coreInstance, i core.Import) (coreItem, error) {
	in, ok := args[i.Module]
	if !ok {
		return coreItem{}, fmt.Errorf("import %q %q: nothing is given for the module", i.Module, i.Name)
	}
	if in.bag == nil {
		return coreItem{ref: CoreRef{in.core, i.Name}}, nil
	}
	it, ok := in.bag[i.Name]
	if !ok {
		return coreItem{}, fmt.Errorf("import %q %q: what is given for the module does not have it", i.Module, i.Name)
	}
	if it.trampoline != nil && i.Kind != core.Func {
		return coreItem{}, fmt.Errorf("import %q %q: a function is given", i.Module, i.Name)
	}
	return it, nil
}

// rename renames a module's imports. The same module renamed in the same way is the same slice.
func (r *resolver) rename(module []byte, names [][2]string) (*core.Rewritten, error) {
	var key strings.Builder
	fmt.Fprintf(&key, "%p %d", &module[0], len(module))
	for _, n := range names {
		fmt.Fprintf(&key, " %s %q", n[0], n[1])
	}
	if m, ok := r.renamed[key.String()]; ok {
		return m, nil
	}
	if r.code += len(module); r.code > maxCode {
		return nil, &Error{fmt.Sprintf("more than %d bytes of core code, counted once for each way in which a module is instantiated", maxCode)}
	}
	m, err := core.Rewrite(module, core.Rewriting{
		Name: func(i int) (string, string) { return names[i][0], names[i][1] },
		Host: [2]string{HostModule, TickName},
	})
	if err != nil {
		return nil, err
	}
	if r.cost += m.Cost; r.cost > maxCost {
		return nil, &Error{"its core modules are too complex to be compiled: they have too many locals, values or labels for so many loops, blocks, calls and branches"}
	}
	r.renamed[key.String()] = m
	return m, nil
}
