package chain

import (
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// calledByName lists the functions that are called with a name as their first parameter, and what it is
// the name of.
var calledByName = map[string]string{
	"call-tool":     KindTool,
	"get-prompt":    KindPrompt,
	"read-resource": KindResource,
}

// call is a function being written that passes calls on.
type call struct {
	routed
	shape
	// params is the number of core parameters. The name is the one at key and the one after it.
	params, key uint32
	// callees are the members' functions.
	callees map[int]uint32
}

// The locals of such a function, after its parameters.
func (k call) result() uint32 { return k.params }
func (k call) found() uint32  { return k.params + 1 }
func (k call) name() uint32   { return k.params + 2 }
func (k call) length() uint32 { return k.params + 3 }

const callLocals = 4

// passOn writes a function that passes calls on to whoever owns the name.
func (w *routerWriter) passOn(o routed, x types.Extern) error {
	f := w.arena.Type(x.Type).(types.Func)
	s, _, err := w.shape(f)
	if err != nil {
		return err
	}
	k := call{routed: o, shape: s, params: uint32(len(w.signature(x.Type, true).Params)), callees: map[int]uint32{}}
	for i, member := range o.providers {
		k.callees[member] = w.calls[o.function(x)][i]
	}
	var c core.Code
	c = c.Const(int32(s.size)).Call(w.alloc).Set(k.result())
	if kind, ok := calledByName[x.Name.Name]; ok {
		c = w.route(c, k, kind)
	} else if c, err = w.complete(c, k, f); err != nil {
		return err
	}
	w.export(o.capability+".", x, callLocals, k.notFoundAnswer(c))
	return nil
}

// complete writes the body of a function whose first parameter is what a completion is for.
func (w *routerWriter) complete(c core.Code, k call, f types.Func) (core.Code, error) {
	target, ok := types.Variant{}, false
	if len(f.Params) > 0 {
		target, ok = w.arena.Type(f.Params[0].Type).(types.Variant)
	}
	if !ok || len(target.Cases) != 2 || target.Cases[0].Name != "prompt" || target.Cases[1].Name != "resource-template" {
		return nil, fmt.Errorf("it is not called for a prompt or a resource template")
	}
	k.key = 1
	c = c.Get(0).If()
	c = k.notFoundAnswer(w.route(c, k, KindTemplate)).Do(core.Return, core.End)
	return w.route(c, k, KindPrompt), nil
}

// route passes a call on to whoever owns the name of a kind. What it writes goes on where nobody
// has answered.
func (w *routerWriter) route(c core.Code, k call, kind string) core.Code {
	if t := w.shownTable(kind); t.count > 0 {
		c = c.Const(t.at).Const(t.count).Get(k.key).Get(k.key + 1).Call(w.find()).Tee(k.found()).If()
		c = c.Get(k.found()).Load32(entryTo).Set(k.name())
		c = c.Get(k.found()).Load32(entryTo + 4).Set(k.length())
		c = w.askOwner(c, k)
		if assistants := w.assistants(k); assistants != nil {
			c = c.Get(k.found()).Load32(entryOwner).Const(elsewhere).Do(core.Ne).If()
			for _, member := range assistants {
				c = w.ask(c, k, member, kind)
			}
			c = c.Do(core.End)
		}
		c = k.notFoundAnswer(c).Do(core.Return, core.End)
	}
	if kind == KindResource {
		c = w.askMatching(c, k)
	}
	for _, member := range k.providers {
		if w.members[member].open() || w.members[member].assists() {
			c = w.ask(c, k, member, kind)
		}
	}
	return c
}

// assistants are the members that complete what they do not own.
func (w *routerWriter) assistants(k call) []int {
	return slices.DeleteFunc(slices.Clone(k.providers), func(member int) bool {
		return k.capability != "completions" || !w.members[member].assists()
	})
}

// askOwner calls the owner of the entry that was found and returns what it answers. It goes on where
// the owner is none of the members with the function.
func (w *routerWriter) askOwner(c core.Code, k call) core.Code {
	labels := slices.Repeat([]uint32{uint32(len(k.providers))}, len(w.members))
	c = c.Block()
	for i, member := range k.providers {
		labels[member] = uint32(i)
		c = c.Block()
	}
	c = c.Get(k.found()).Load32(entryOwner).BrTable(labels, uint32(len(k.providers)))
	for _, member := range k.providers {
		c = c.Do(core.End)
		c = k.call(c, member).Get(k.result()).Do(core.Return)
	}
	return c.Do(core.End)
}

// askMatching asks those whose templates match a URI, in order. A URI that matches anybody's is no
// unknown one, whose it is or not.
func (w *routerWriter) askMatching(c core.Code, k call) core.Code {
	for _, member := range k.providers {
		templates := w.members[member].templates()
		if templates == nil {
			continue
		}
		c = c.Get(k.key).Set(k.name()).Get(k.key + 1).Set(k.length())
		c = c.Block()
		c = w.matches(c, k, templates).Do(core.Eqz).BrIf(0)
		c = w.unlessHidden(c, k, member, KindResource)
		c = k.call(c, member)
		c = k.unlessNotFound(c)
		c = c.Do(core.End)
	}
	open := slices.ContainsFunc(k.providers, func(member int) bool { return w.members[member].open() })
	if all := w.templates(); open && all != nil {
		c = w.matches(c, k, all).If()
		c = k.notFoundAnswer(c).Do(core.Return, core.End)
	}
	return c
}

// matches pushes whether a template matches the name.
func (w *routerWriter) matches(c core.Code, k call, templates []string) core.Code {
	t := w.templateTable(templates)
	return c.Const(t.at).Const(t.count).Get(k.key).Get(k.key + 1).Call(w.match())
}

// ask calls a member for a name that it is not known to own, and returns its answer unless that is
// not-found.
func (w *routerWriter) ask(c core.Code, k call, member int, kind string) core.Code {
	provider := w.members[member]
	c = c.Block()
	c = c.Get(k.key).Set(k.name()).Get(k.key + 1).Set(k.length())
	if prefix := provider.Prefix; prefix != "" && (kind == KindTool || kind == KindPrompt) && !provider.assists() {
		c = c.Get(k.length()).Const(int32(len(prefix))).Do(core.LtU).BrIf(0)
		c = w.text(c.Get(k.name()).Const(int32(len(prefix))), prefix).Call(w.compare()).BrIf(0)
		c = c.Get(k.name()).Const(int32(len(prefix))).Do(core.Add).Set(k.name())
		c = c.Get(k.length()).Const(int32(len(prefix))).Do(core.Sub).Set(k.length())
	}
	if hidden := provider.hidden(); kind == KindResource && hidden != nil {
		c = w.matches(c, k, hidden).BrIf(0)
	}
	c = w.unlessHidden(c, k, member, kind)
	c = k.call(c, member)
	c = k.unlessNotFound(c)
	return c.Do(core.End)
}

// unlessHidden leaves the block where clients know the name by another, or not at all.
func (w *routerWriter) unlessHidden(c core.Code, k call, member int, kind string) core.Code {
	if !w.members[member].settled() {
		return c
	}
	t := w.ownTable(member, kind)
	return c.Const(t.at).Const(t.count).Get(k.name()).Get(k.length()).Call(w.find()).BrIf(0)
}

// call calls a member with the parameters, but for the name, and has the result lie where the
// router's own does.
func (k call) call(c core.Code, member int) core.Code {
	for p := range k.params {
		switch p {
		case k.key:
			p = k.name()
		case k.key + 1:
			p = k.length()
		}
		c = c.Get(p)
	}
	return c.Get(k.result()).Call(k.callees[member])
}

// unlessNotFound returns the result, and leaves the block where it is not-found.
func (k call) unlessNotFound(c core.Code) core.Code {
	c = c.Get(k.result()).Load8(0)
	c = c.Get(k.result()).Load8(k.payload).Const(k.notFound).Do(core.Eq, core.And).BrIf(0)
	return c.Get(k.result()).Do(core.Return)
}

// notFoundAnswer pushes a result that says not-found.
func (k call) notFoundAnswer(c core.Code) core.Code {
	c = c.Get(k.result()).Const(1).Store8(0)
	c = c.Get(k.result()).Const(k.notFound).Store8(k.payload)
	return c.Get(k.result())
}
