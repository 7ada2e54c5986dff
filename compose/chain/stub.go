package chain

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// StubError is an import for which there can be no stub.
type StubError struct {
	// Component imports Import.
	Component, Import, Reason string
}

func (e *StubError) Error() string {
	return fmt.Sprintf("%s imports %s, for which there can be no stub: %s", e.Component, e.Import, e.Reason)
}

// Stubs writes a component that exports every interface that a component imports and that choose picks.
// It also returns their names. There is no component where there are none.
//
// A stub refuses. A function returns an error where its type has one; of several, the one that says that
// access was denied. Else it returns an empty list, text or option, or a new resource. A function whose
// type has none of these traps. Nobody has a resource of a stub's that does anything.
func Stubs(in compose.Input, choose func(name string) bool) (stubs []byte, names []string, err error) {
	graph := compose.New(compose.Options{})
	c, err := graph.Add(in)
	if err != nil {
		return nil, nil, err
	}
	w := &stubWriter{generator: newGenerator(graph.Arena()), makers: map[types.ID]uint32{}}
	w.public = map[types.ID]bool{} // the interfaces of a package use one another's types
	imports := c.Type().Imports
	mentioned := w.mentioned(imports, choose)
	for _, x := range imports {
		t, ok := w.arena.Type(x.Type).(*types.Instance)
		switch {
		case choose(x.Name.Name) && !ok:
			return nil, nil, &StubError{in.Name, x.Name.Name, "it is a " + x.Sort.String() + " and no interface"}
		case choose(x.Name.Name):
			if err := w.stub(x.Name.Name, t); err != nil {
				return nil, nil, &StubError{in.Name, x.Name.Name, err.Error()}
			}
			names = append(names, x.Name.Name)
		case ok:
			w.lend(x.Name.Name, t, mentioned)
		}
	}
	if names == nil {
		return nil, nil, nil
	}
	w.write()
	return w.finish(), names, nil
}

// stubWriter writes stubs.
type stubWriter struct {
	*generator
	stubs []exported
	// makers are the functions that make the resources which a stub returns.
	makers map[types.ID]uint32
}

func isType(x types.Extern) bool { return x.Sort == component.SortType }

// mentioned returns, by structure, the types that stubs mention and cannot name: resources, and values
// for which neither the interface nor a stub before it has a name.
func (w *stubWriter) mentioned(imports []types.Extern, choose func(string) bool) map[types.ID]bool {
	found, named := map[types.ID]bool{}, map[types.ID]bool{}
	for _, x := range imports {
		t, ok := w.arena.Type(x.Type).(*types.Instance)
		if !ok || !choose(x.Name.Name) {
			continue
		}
		for _, e := range t.Exports {
			if isType(e) {
				named[w.arena.Structure(e.Type)] = true
			}
		}
		for _, id := range w.nameable(t) {
			if id = w.arena.Structure(id); w.isResource(id) || !named[id] {
				found[id] = true
			}
		}
	}
	return found
}

func (w *stubWriter) isResource(id types.ID) bool {
	_, ok := w.arena.Type(id).(types.Resource)
	return ok
}

// lend imports an interface for those types that it is the first to have, and that stubs mention. The
// result imports no more than it needs.
func (w *stubWriter) lend(name string, t *types.Instance, mentioned map[types.ID]bool) {
	lent := func(x types.Extern) bool {
		if !isType(x) || !mentioned[w.arena.Structure(x.Type)] {
			return false
		}
		if w.isResource(x.Type) {
			return w.unknownResource(x.Type)
		}
		return !w.public[w.arena.Structure(x.Type)]
	}
	if !slices.ContainsFunc(t.Exports, lent) {
		return
	}
	instance := w.importInstance(name, w.defineInstance(t, lent))
	for _, x := range t.Exports {
		if lent(x) {
			w.public[w.arena.Structure(x.Type)] = true
			w.name(x.Type, w.aliasExport(instance, x.Name.Name, component.SortType))
		}
	}
}

// stub adds an interface. All are added before one is written, since a core module's imports come before
// its functions.
func (w *stubWriter) stub(name string, t *types.Instance) error {
	for _, x := range t.Exports {
		if isType(x) && w.unknownResource(x.Type) {
			w.name(x.Type, w.define(component.Resource{Rep: byte(core.I32)}))
			w.makers[w.arena.Structure(x.Type)] = 0
		}
	}
	for _, x := range t.Exports {
		switch f, ok := w.arena.Type(x.Type).(types.Func); {
		case x.Sort != component.SortFunc && !isType(x):
			return fmt.Errorf("%s is a %s", x.Name.Name, x.Sort)
		case x.Sort == component.SortFunc && ok && f.Async:
			return fmt.Errorf("%s is asynchronous", x.Name.Name)
		case x.Sort == component.SortFunc && ok:
			if r, own := w.ownResource(f.Result); own && w.makers[r] == 0 {
				w.makers[r] = w.importNew(r) + 1
			}
		}
	}
	w.stubs = append(w.stubs, exported{name: name, prefix: strconv.Itoa(len(w.stubs)) + ".", typ: t})
	return nil
}

// ownResource is the resource of a stub's that a type is a handle to.
func (w *stubWriter) ownResource(id types.ID) (types.ID, bool) {
	own, ok := w.arena.Type(id).(types.Own)
	if !ok {
		return 0, false
	}
	r := w.arena.Structure(own.Resource)
	_, ok = w.makers[r]
	return r, ok
}

// write writes the functions.
func (w *stubWriter) write() {
	for _, s := range w.stubs {
		for _, x := range functions(s.typ) {
			w.export(s.prefix, x, 0, w.body(w.arena.Type(x.Type).(types.Func)))
		}
	}
	w.exported = w.stubs
}

// body is what a function does.
func (w *stubWriter) body(f types.Func) core.Code {
	var c core.Code
	if r, ok := w.ownResource(f.Result); ok {
		return c.Const(0).Call(w.makers[r] - 1)
	}
	value, ok := w.refusal(f.Result)
	switch {
	case !ok:
		return c.Do(core.Unreachable)
	case len(w.layouts.Of(f.Result).Flat) > 1:
		return c.Const(w.constants.constant(value))
	}
	return c.Const(int32(value[0])) // a result that carries nothing
}

// refusal is the value, as it lies in memory, that a function with a result of this type refuses with.
func (w *stubWriter) refusal(id types.ID) ([]byte, bool) {
	l := w.layouts.Of(id)
	value := make([]byte, l.Size)
	switch t := w.arena.Type(id).(type) {
	case types.Option, types.List:
		return value, true
	case types.Primitive:
		return value, component.Primitive(t) == component.String
	case types.Result:
		value[0] = 1
		return value, w.deny(value[l.Payload:], t.Err)
	}
	return nil, false
}

// denials are names that interfaces have for an error which says that something is not allowed, those
// that say it best first.
var denials = []string{"access", "access-denied", "HTTP-request-denied", "not-permitted", "not-supported", "unsupported"}

// deny writes the error of a type that says that something is not allowed.
func (w *stubWriter) deny(value []byte, id types.ID) bool {
	if id == 0 {
		return true
	}
	names := []string{}
	switch t := w.arena.Type(id).(type) {
	case types.Enum:
		names = t.Names
	case types.Variant:
		for _, c := range t.Cases {
			if c.Type == 0 {
				names = append(names, c.Name)
			} else {
				names = append(names, "") // what it would carry is not known
			}
		}
	case types.Primitive:
		if component.Primitive(t) != component.String {
			return false
		}
		const text = "not available to this component"
		binary.LittleEndian.PutUint32(value, uint32(w.constants.text(text)))
		binary.LittleEndian.PutUint32(value[4:], uint32(len(text)))
		return true
	}
	chosen := slices.IndexFunc(names, func(name string) bool { return name != "" })
	for _, name := range denials {
		if i := slices.Index(names, name); i >= 0 {
			chosen = i
			break
		}
	}
	if chosen < 0 {
		return false
	}
	number := binary.LittleEndian.AppendUint32(nil, uint32(chosen))
	copy(value, number[:w.layouts.Of(id).Discriminant])
	return true
}
