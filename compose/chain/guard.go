package chain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// A guard stands between one component and the imports that it shares with others of the server. It
// exports those interfaces as the component imports them, and imports them of the host. Resources are
// the host's own on both sides, so that handles pass unchanged; what the guard has no work with is
// the host's own function.

// GuardError is a function of an interface that is guarded, for which there is no guard.
type GuardError struct {
	// Component imports Function of Interface.
	Component, Interface, Function string
	// Reason says what is wrong with its type; empty where no function has that name.
	Reason string
}

func (e *GuardError) Error() string {
	s := fmt.Sprintf("%s imports %s of %s, for which there is no guard", e.Component, e.Function, e.Interface)
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

// Guarded is what stands between a component and what it imports of the host.
type Guarded struct {
	// Keys is what the guard puts before the keys that the component has in key-value stores; empty
	// where it uses none.
	Keys string `json:"keys,omitempty"`
	// Hidden are environment variables that it does not see.
	Hidden []string `json:"hidden,omitempty"`
}

// guardsOf decides which guards every component gets that is not one of the framework's.
func (plan *Plan) guardsOf() {
	used := map[string]int{}
	guard := func(c *Component) {
		if !slices.ContainsFunc(c.part.imports, plan.guards) {
			return
		}
		g := new(Guarded)
		if slices.ContainsFunc(c.part.imports, func(i string) bool { return plan.guards(i) && isKeyValue(i) }) {
			used[c.Name]++
			g.Keys = keyPrefix(c.Name, used[c.Name])
		}
		if slices.ContainsFunc(c.part.imports, func(i string) bool { return plan.guards(i) && isEnvironment(i) }) {
			g.Hidden = plan.secrets()
		}
		c.Guard = g
	}
	for i := range plan.Links {
		l := &plan.Links[i]
		if l.Middleware != nil {
			guard(l.Middleware)
		}
		for i := range l.Providers {
			guard(&l.Providers[i])
		}
	}
	for i := range plan.Libraries {
		guard(&plan.Libraries[i])
	}
	for _, f := range plan.Framework {
		// What keeps sessions has the keys as they are, whoever wrote it.
		if f.Override && f.Part != Sessions && f.Part != StateKey {
			guard(f.Component)
		}
	}
}

// guards reports whether an import is guarded: it would be the host's, and what is behind it is
// shared.
func (plan *Plan) guards(name string) bool {
	if !isKeyValue(name) && (!isEnvironment(name) || plan.secrets() == nil) {
		return false
	}
	return !plan.supplied(name)
}

// guardAll instantiates the guards, and connects whoever they stand before.
func (b *builder) guardAll() error {
	for _, m := range b.made {
		if m.of.Guard == nil {
			continue
		}
		g := newGenerator(b.graph.Arena())
		w := &guardWriter{generator: g, Guarded: *m.of.Guard, component: m.of.Name}
		for _, x := range m.node.Component().Type().Imports {
			if !b.plan.guards(x.Name.Name) {
				continue
			}
			t, ok := g.arena.Type(x.Type).(*types.Instance)
			if !ok {
				return &GuardError{m.of.Name, x.Name.Name, "a " + x.Sort.String(), "an instance is expected"}
			}
			if err := w.stand(x.Name.Name, t); err != nil {
				return err
			}
		}
		if len(w.interfaces) == 0 {
			continue
		}
		if err := w.write(); err != nil {
			return err
		}
		n, err := b.generated(g, "guard of "+m.of.Name, nil)
		if err != nil {
			return err
		}
		b.give(m.node, n)
	}
	return nil
}

// guardWriter writes a guard.
type guardWriter struct {
	*generator
	Guarded
	component  string
	interfaces []guardedInterface
	// at is where in the memory the prefix of keys lies, drops has what drops handles.
	at    int32
	drops map[types.ID]uint32
	reset uint32
	// helpers are the functions that the others call.
	prefixed, prefixAll, owned uint32
}

// guardedInterface is an interface that a guard exports, and imports under the same name.
type guardedInterface struct {
	name     string
	typ      *types.Instance
	instance uint32
	// imports are the host's functions, and writers what writes those of the guard, by name. What is
	// in neither is the host's own.
	imports map[string]uint32
	writers map[string]guardFunc
}

// guardFunc writes the body of a guard's function that has the host's function host behind it, and
// returns how many locals it has beside its parameters.
type guardFunc func(w *guardWriter, f types.Func, host uint32) (core.Code, uint32, error)

// stand adds an interface that the guard is to stand before. All are added before one is written,
// since a core module's imports come before its functions.
func (w *guardWriter) stand(name string, t *types.Instance) error {
	if err := w.writable(name, t); err != nil {
		return err
	}
	i := guardedInterface{name: name, typ: t, imports: map[string]uint32{}, writers: map[string]guardFunc{}}
	i.instance = w.importInstance(name, w.defineInstance(t, everything))
	for _, x := range t.Exports {
		if x.Sort == component.SortType && w.unknownResource(x.Type) {
			w.name(x.Type, w.aliasExport(i.instance, x.Name.Name, component.SortType))
		}
	}
	for _, x := range functions(t) {
		wrong := &GuardError{Component: w.component, Interface: name, Function: x.Name.Name}
		write, ok := guardFuncs[interfaceOf(name)+"#"+x.Name.Name]
		if !ok {
			return wrong
		}
		if write == nil {
			continue
		}
		f := w.arena.Type(x.Type).(types.Func)
		if len(w.layouts.Of(f.Result).Flat) < 2 || len(f.Params) > 3 || f.Async {
			wrong.Reason = "its type is another one: " + w.arena.String(x.Type)
			return wrong
		}
		w.importAlloc()
		i.imports[x.Name.Name] = w.importFunc(callee{i.instance, x.Name.Name, name + "#" + x.Name.Name}, x.Type)
		i.writers[x.Name.Name] = write
		for _, p := range f.Params {
			if h, ok := w.arena.Type(p.Type).(types.Borrow); ok {
				r := w.arena.Structure(h.Resource)
				if w.unknownResource(r) {
					wrong.Reason = "it takes a resource that the component imports of nobody"
					return wrong
				}
				if _, ok := w.drops[r]; !ok {
					if w.drops == nil {
						w.drops = map[types.ID]uint32{}
					}
					w.drops[r] = w.importDrop(r)
				}
			}
		}
	}
	w.interfaces = append(w.interfaces, i)
	return nil
}

// writable refuses an interface that is made of more than functions, values and the resources that it
// exports or that are known: a guard has no words for it, and no interface of WASI's is like that.
func (w *guardWriter) writable(name string, t *types.Instance) error {
	own := map[types.ID]bool{}
	for _, x := range t.Exports {
		if _, ok := w.arena.Type(x.Type).(types.Resource); ok && x.Sort == component.SortType {
			own[w.arena.Structure(x.Type)] = true
		}
	}
	seen := map[types.ID]bool{}
	var plain func(types.ID) bool
	plain = func(id types.ID) bool {
		if id = w.arena.Structure(id); seen[id] {
			return true
		}
		seen[id] = true
		switch w.arena.Type(id).(type) {
		case *types.Instance, *types.Component, types.Module:
			return false
		case types.Resource:
			return own[id] || !w.unknownResource(id)
		}
		ok := true
		w.arena.Children(id, func(child types.ID) { ok = ok && plain(child) })
		return ok
	}
	for _, x := range t.Exports {
		if x.Sort != component.SortFunc && x.Sort != component.SortType || !plain(x.Type) {
			return &GuardError{w.component, name, x.Name.Name, "it is no function of values and of the interface's own resources"}
		}
	}
	return nil
}

// interfaceOf is the name of an interface without its version.
func interfaceOf(name string) string {
	name, _, _ = strings.Cut(name, "@")
	return name
}

// write writes the functions.
func (w *guardWriter) write() error {
	if w.hasAlloc {
		i32 := core.I32
		w.reset = w.module.ImportFunc("memory", "reset", core.Signature{Params: []core.ValType{i32}})
	}
	if w.Keys != "" && w.hasAlloc {
		w.writeKeyHelpers()
	}
	for n, i := range w.interfaces {
		e := exported{name: i.name, prefix: fmt.Sprintf("%d.", n), typ: i.typ, instance: i.instance, direct: map[string]bool{}}
		for _, x := range functions(i.typ) {
			write, ok := i.writers[x.Name.Name]
			if !ok {
				e.direct[x.Name.Name] = true
				continue
			}
			f := w.arena.Type(x.Type).(types.Func)
			body, locals, err := write(w, f, i.imports[x.Name.Name])
			if err != nil {
				return &GuardError{w.component, i.name, x.Name.Name, err.Error()}
			}
			w.export(e.prefix, x, locals, body)
		}
		w.exported = append(w.exported, e)
	}
	return nil
}

// dropBorrowed drops the handles that a function was lent: it must not keep them.
func (w *guardWriter) dropBorrowed(c core.Code, f types.Func) core.Code {
	at := uint32(0)
	for _, p := range f.Params {
		if h, ok := w.arena.Type(p.Type).(types.Borrow); ok {
			c = c.Get(at).Call(w.drops[w.arena.Structure(h.Resource)])
		}
		at += uint32(len(w.layouts.Of(p.Type).Flat))
	}
	return c
}

// guardFuncs are what guards do with the functions of the interfaces that they know; nil where the
// host's own is taken.
var guardFuncs = map[string]guardFunc{
	"wasi:keyvalue/store#open":                     nil,
	"wasi:keyvalue/store#[method]bucket.get":       (*guardWriter).withKey,
	"wasi:keyvalue/store#[method]bucket.set":       (*guardWriter).withKey,
	"wasi:keyvalue/store#[method]bucket.delete":    (*guardWriter).withKey,
	"wasi:keyvalue/store#[method]bucket.exists":    (*guardWriter).withKey,
	"wasi:keyvalue/store#[method]bucket.list-keys": (*guardWriter).listKeys,
	"wasi:keyvalue/atomics#increment":              (*guardWriter).withKey,
	"wasi:keyvalue/atomics#[static]cas.new":        (*guardWriter).withKey,
	"wasi:keyvalue/atomics#[method]cas.current":    nil,
	"wasi:keyvalue/atomics#swap":                   nil,
	"wasi:keyvalue/batch#get-many":                 (*guardWriter).getMany,
	"wasi:keyvalue/batch#set-many":                 (*guardWriter).withKeys,
	"wasi:keyvalue/batch#delete-many":              (*guardWriter).withKeys,
	"wasi:cli/environment#get-environment":         (*guardWriter).hideVariables,
	"wasi:cli/environment#get-arguments":           nil,
	"wasi:cli/environment#initial-cwd":             nil,
}
