package chain

import (
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Over stdio the protocol is on standard output, and only the context writes there. Whatever else in the
// server prints is given standard error under the name of standard output, by a component that has no code:
// the function of one is exported as that of the other.

// isStdout reports whether an import is standard output.
func isStdout(name string) bool {
	n, ok := parseName(name)
	return ok && n.pkg == "wasi:cli" && n.name == "stdout"
}

// prints reports whether a component may have standard output: it is the framework's, or stands in the
// place of one that writes the protocol.
func (plan *Plan) prints(c *Component) bool {
	return slices.ContainsFunc(plan.Framework, func(f Filled) bool {
		return f.Component == c && (!f.Override || f.Part == Context || f.Part == Transport)
	})
}

// supplied reports whether a library of the composition exports what has this name.
func (plan *Plan) supplied(name string) bool {
	return slices.ContainsFunc(plan.Libraries, func(c Component) bool {
		return slices.ContainsFunc(c.part.exports, func(e string) bool { return compose.Track(e) == compose.Track(name) })
	})
}

// redirect gives standard error to all components that would print on standard output.
func (b *builder) redirect() error {
	redirected := map[string]*compose.Node{}
	for _, m := range b.made {
		if b.plan.prints(m.of) {
			continue
		}
		imports := m.node.Component().Type().Imports
		for _, x := range imports {
			t, ok := b.graph.Arena().Type(x.Type).(*types.Instance)
			name := x.Name.Name
			if !ok || !isStdout(name) || b.plan.supplied(name) {
				continue
			}
			n, ok := redirected[name]
			if !ok {
				label := "standard output"
				if len(redirected) > 0 {
					label = name
				}
				c, err := b.graph.Add(compose.Input{Name: label, Bytes: b.stderr(name, t, imports)})
				if err != nil {
					return err
				}
				n = b.graph.Instantiate(c, label)
				redirected[name] = n
			}
			b.give(m.node, n)
		}
	}
	return nil
}

// stderr writes the component that exports standard error as t, which is standard output and called
// name. imports are those of the component that wants it: one of them has the type of its stream.
func (b *builder) stderr(name string, t *types.Instance, imports []types.Extern) []byte {
	e := newEmitter(b.graph.Arena(), abi.New(b.graph.Arena()))
	take := func(name string, t *types.Instance) uint32 {
		instance := e.importInstance(name, e.defineInstance(t, everything))
		for _, x := range t.Exports {
			if x.Sort == component.SortType && e.unknownResource(x.Type) {
				e.name(x.Type, e.aliasExport(instance, x.Name.Name, component.SortType))
			}
		}
		return instance
	}
	for _, x := range imports {
		other, ok := e.arena.Type(x.Type).(*types.Instance)
		if !ok || x.Name.Name == name {
			continue
		}
		lent := func(o types.Extern) bool {
			return o.Sort == component.SortType && e.unknownResource(o.Type) && slices.ContainsFunc(t.Exports, func(own types.Extern) bool {
				return own.Sort == component.SortType && e.arena.Structure(own.Type) == e.arena.Structure(o.Type)
			})
		}
		if slices.ContainsFunc(other.Exports, lent) {
			wanted := slices.DeleteFunc(slices.Clone(other.Exports), func(o types.Extern) bool { return !lent(o) })
			take(x.Name.Name, &types.Instance{Exports: wanted})
		}
	}
	renamed := &types.Instance{Exports: slices.Clone(t.Exports)}
	for i, x := range renamed.Exports {
		renamed.Exports[i].Name.Name = strings.Replace(x.Name.Name, "get-stdout", "get-stderr", 1)
	}
	instance := take(strings.Replace(name, "/stdout", "/stderr", 1), renamed)
	var funcs []lifted
	for i, x := range t.Exports {
		if x.Sort == component.SortFunc {
			funcs = append(funcs, lifted{x.Name.Name, e.aliasExport(instance, renamed.Exports[i].Name.Name, component.SortFunc)})
		}
	}
	e.exportInstance(name, t, funcs)
	return e.encode()
}
