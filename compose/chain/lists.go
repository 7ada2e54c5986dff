package chain

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// A listing is a function that lists things of a kind.
type listing struct {
	kind string
	// field is the one that holds the name.
	field string
}

var listings = map[string]listing{
	"list-tools":              {KindTool, "name"},
	"list-prompts":            {KindPrompt, "name"},
	"list-resources":          {KindResource, "uri"},
	"list-resource-templates": {KindTemplate, "uri-template"},
}

// A rule is what [routerWriter.take] knows of a provider's list: a record in the memory, which has
// these parts.
const (
	ruleOwn       = 0  // the names as the provider has them: a table
	ruleOwner     = 8  // the provider's place in the group
	ruleOpen      = 12 // whether it may list other names
	ruleShown     = 16 // the names that clients know: a table
	rulePrefix    = 24 // a text
	ruleElement   = 32 // the size of an element
	ruleName      = 36 // where in it the name lies
	ruleProvider  = 40 // a text: what messages call it
	ruleForeign   = 48 // templates whose URIs an open provider is not asked for, unless
	ruleTemplates = 56 // one of these, its own, matches too
)

// rule places the rule for a member's list.
func (w *routerWriter) rule(member int, l listing, element, name uint32) int32 {
	c := w.members[member]
	own, shown := w.ownTable(member, l.kind), w.shownTable(l.kind)
	var open int32
	var foreign, templates table
	if l.kind == KindResource {
		templates = w.templateTable(c.templates())
	}
	if c.open() {
		open = 1
		if l.kind == KindResource {
			foreign = w.templateTable(w.foreign(member))
		}
	}
	var prefix string
	if l.kind == KindTool || l.kind == KindPrompt {
		prefix = c.Prefix
	}
	return w.constants.record(
		own.at, own.count, int32(member), open, shown.at, shown.count,
		w.constants.text(prefix), int32(len(prefix)), int32(element), int32(name),
		w.constants.text(c.Name), int32(len(c.Name)),
		foreign.at, foreign.count, templates.at, templates.count,
	)
}

// constantList writes a function that returns what all providers list, where that is known and never
// changes. It reports whether it did.
func (w *routerWriter) constantList(o routed, x types.Extern, l listing) (bool, error) {
	all := []fields{}
	for _, member := range o.providers {
		list, ok := w.members[member].listed(l.kind, true)
		if !ok {
			return false, nil
		}
		all = append(all, list...)
	}
	body, err := w.constantBody(w.constants, w.arena.Type(x.Type).(types.Func), succeeded{all})
	if err != nil {
		return false, err
	}
	w.export(o.capability+".", x, 0, body)
	return true, nil
}

// joinLists writes a function that calls all providers and joins what they return. One that fails
// leaves its entries out and is reported in the log: that costs nobody else's. So does an entry that
// a call for its name would not reach.
func (w *routerWriter) joinLists(o routed, x types.Extern, l listing) error {
	f := w.arena.Type(x.Type).(types.Func)
	s, result, err := w.shape(f)
	if err != nil {
		return err
	}
	list, ok := w.arena.Type(result.Ok).(types.List)
	if !ok || len(f.Params) != 0 {
		return fmt.Errorf("it is not of the form func() -> result<list, error>")
	}
	element := w.layouts.Of(list.Elem).Size
	name, err := w.field(list.Elem, l.field)
	if err != nil {
		return err
	}
	calls := w.calls[o.function(x)]
	const results, at, out, end = 0, 1, 2, 3
	var c core.Code
	c = c.Const(int32(s.size) * int32(len(calls)+1)).Call(w.alloc).Set(results)
	for i, call := range calls {
		if known, ok := w.members[o.providers[i]].listed(l.kind, false); ok {
			image, err := w.elements(list.Elem, known)
			if err != nil {
				return err
			}
			// A copy, in which take writes names.
			size := int32(element) * int32(len(known))
			c = c.Get(results).Const(int32(s.size) * int32(i+1)).Do(core.Add).Set(at)
			c = c.Const(size).Call(w.alloc).Set(out)
			c = c.Get(out).Const(image).Const(size).MemoryCopy()
			c = c.Get(at).Get(out).Store32(s.payload)
			c = c.Get(at).Const(int32(len(known))).Store32(s.payload + 4)
			continue
		}
		c = c.Get(results).Const(int32(s.size) * int32(i+1)).Do(core.Add).Tee(at).Call(call)
		c = c.Get(at).Load8(0).If()
		c = c.Get(at).Load8(s.payload).Const(s.notFound).Do(core.Ne).If()
		provider := w.members[o.providers[i]].Name
		c = w.text(w.text(c, provider), ": "+x.Name.Name+" does not answer, so its entries are missing: ")
		c = c.Get(at).Const(int32(s.payload)).Do(core.Add).Call(w.reason(result.Err)).Set(at)
		c = c.Get(at).Load32(0).Get(at).Load32(4).Call(w.warn())
		c = c.Get(results).Const(int32(s.size) * int32(i+1)).Do(core.Add).Set(at)
		c = c.Do(core.End)
		c = c.Get(at).Const(0).Store32(s.payload + 4)
		c = c.Do(core.End)
	}
	c = c.Const(0)
	for i := range calls {
		c = c.Get(results).Load32(s.size*uint32(i+1) + s.payload + 4).Do(core.Add)
	}
	c = c.Const(int32(element)).Do(core.Mul).Call(w.alloc).Tee(out).Set(end)
	for i, member := range o.providers {
		c = c.Get(results).Const(int32(s.size*uint32(i+1) + s.payload)).Do(core.Add)
		c = c.Get(out).Get(end).Const(w.rule(member, l, element, name)).Call(w.take()).Set(end)
	}
	c = c.Get(results).Const(0).Store8(0)
	c = c.Get(results).Get(out).Store32(s.payload)
	c = c.Get(results).Get(end).Get(out).Do(core.Sub).Const(int32(element)).Do(core.DivU).Store32(s.payload + 4)
	w.export(o.capability+".", x, 4, c.Get(results))
	return nil
}

// elements places the elements of a list.
func (w *routerWriter) elements(element types.ID, list []fields) (int32, error) {
	size := int(w.layouts.Of(element).Size)
	image := make([]byte, size*len(list))
	for i, one := range list {
		if err := w.store(w.constants, image[i*size:], element, one); err != nil {
			return 0, err
		}
	}
	return w.constants.constant(image), nil
}

// field tells where a field of a record lies.
func (w *routerWriter) field(record types.ID, name string) (uint32, error) {
	if r, ok := w.arena.Type(record).(types.Record); ok {
		for i, f := range r.Fields {
			if f.Name == name {
				return w.layouts.Of(record).Offsets[i], nil
			}
		}
	}
	return 0, fmt.Errorf("its elements have no field %q", name)
}

// text pushes a text.
func (w *routerWriter) text(c core.Code, s string) core.Code {
	return c.Const(w.constants.text(s)).Const(int32(len(s)))
}

// take is a function that appends the entries of a list, as a rule has them, to those between out
// and end, and returns the new end.
//
// A name that the provider is known to have becomes the one that clients see. Another one stands
// only if the provider is open, or has a template that matches it, and if nobody else owns it or has
// listed it before: what the list has is what a call reaches.
func (w *routerWriter) take() uint32 {
	find, compare, warn := w.find(), w.compare(), w.warn()
	const list, out, end, rule = 0, 1, 2, 3
	const element, left, name, found, text, before, at = 4, 5, 6, 7, 8, 9, 10
	lookup := func(c core.Code, table uint32) core.Code {
		c = c.Get(rule).Load32(table).Get(rule).Load32(table + 4)
		return c.Get(name).Load32(0).Get(name).Load32(4).Call(find)
	}
	matches := func(c core.Code, templates uint32) core.Code {
		c = c.Get(rule).Load32(templates).Get(rule).Load32(templates + 4)
		return c.Get(name).Load32(0).Get(name).Load32(4).Call(w.match())
	}
	return w.helper(&w.helpers.take, 4, 1, 7, func(c core.Code) core.Code {
		c = c.Get(list).Load32(0).Set(element)
		c = c.Get(list).Load32(4).Set(left)
		c = c.Get(end).Set(before)
		c = c.Block().Loop()
		c = c.Get(left).Do(core.Eqz).BrIf(1)
		c = c.Get(element).Get(rule).Load32(ruleName).Do(core.Add).Set(name)
		c = c.Block().Block() // the outer one is left when the element is done, the inner one to warn
		c = lookup(c, ruleOwn).Tee(found).If()
		c = c.Get(found).Load32(entryOwner).Const(dropped).Do(core.Eq).BrIf(2)
		c = c.Get(found).Load32(entryOwner).Get(rule).Load32(ruleOwner).Do(core.Ne).BrIf(1)
		c = c.Get(name).Get(found).Load32(entryTo).Store32(0)
		c = c.Get(name).Get(found).Load32(entryTo + 4).Store32(4)
		c = c.Do(core.Else)
		c = c.Get(rule).Load32(ruleOpen).Do(core.Eqz).If()
		if w.mayMatch() {
			c = matches(c, ruleTemplates).Do(core.Eqz).BrIf(2)
		} else {
			c = c.Br(2)
		}
		c = c.Do(core.End)
		if w.prefixes() {
			c = c.Get(rule).Load32(rulePrefix + 4).If()
			c = c.Get(rule).Load32(rulePrefix + 4).Get(name).Load32(4).Do(core.Add).Call(w.alloc).Set(text)
			c = c.Get(text).Get(rule).Load32(rulePrefix).Get(rule).Load32(rulePrefix + 4).MemoryCopy()
			c = c.Get(text).Get(rule).Load32(rulePrefix + 4).Do(core.Add).Get(name).Load32(0).Get(name).Load32(4).MemoryCopy()
			c = c.Get(name).Get(text).Store32(0)
			c = c.Get(name).Get(name).Load32(4).Get(rule).Load32(rulePrefix + 4).Do(core.Add).Store32(4)
			c = c.Do(core.End)
		}
		c = lookup(c, ruleShown).BrIf(1)
		if w.mayMatch() {
			c = matches(c, ruleForeign).If()
			c = matches(c, ruleTemplates).Do(core.Eqz).BrIf(2)
			c = c.Do(core.End)
		}
		c = c.Get(out).Get(rule).Load32(ruleName).Do(core.Add).Set(at)
		c = c.Block().Loop() // at is the name of each element of the providers before
		c = c.Get(at).Get(before).Do(core.LtU, core.Eqz).BrIf(1)
		c = c.Get(at).Load32(0).Get(at).Load32(4).Get(name).Load32(0).Get(name).Load32(4).Call(compare).Do(core.Eqz).BrIf(3)
		c = c.Get(at).Get(rule).Load32(ruleElement).Do(core.Add).Set(at)
		c = c.Br(0).Do(core.End, core.End)
		c = c.Do(core.End)
		c = c.Get(end).Get(element).Get(rule).Load32(ruleElement).MemoryCopy()
		c = c.Get(end).Get(rule).Load32(ruleElement).Do(core.Add).Set(end)
		c = c.Br(1).Do(core.End)
		c = c.Get(rule).Load32(ruleProvider).Get(rule).Load32(ruleProvider + 4)
		c = w.text(c, ": not listed, since a call for it would not come here: ")
		c = c.Get(name).Load32(0).Get(name).Load32(4).Call(warn)
		c = c.Do(core.End)
		c = c.Get(element).Get(rule).Load32(ruleElement).Do(core.Add).Set(element)
		c = c.Get(left).Const(1).Do(core.Sub).Set(left)
		return c.Br(0).Do(core.End, core.End).Get(end)
	})
}

// warn is a function that joins three texts and writes them to the client's log. They are no JSON
// together, so that the client sees them as a string.
func (w *routerWriter) warn() uint32 {
	const length, at = 6, 7
	return w.helper(&w.helpers.warn, 6, 0, 2, func(c core.Code) core.Code {
		c = c.Get(1).Get(3).Get(5).Do(core.Add, core.Add).Tee(length).Call(w.alloc).Set(at)
		c = c.Get(at).Get(0).Get(1).MemoryCopy()
		c = c.Get(at).Get(1).Do(core.Add).Get(2).Get(3).MemoryCopy()
		c = c.Get(at).Get(1).Get(3).Do(core.Add, core.Add).Get(4).Get(5).MemoryCopy()
		return c.Const(w.logLevel).Const(0).Const(0).Const(0).Get(at).Get(length).Call(w.log)
	})
}

// reason is a function that takes an error and returns where the text lies that says what is wrong.
func (w *routerWriter) reason(failure types.ID) uint32 {
	const at = 0
	none := "no reason is given"
	unexplained := w.constants.record(w.constants.text(none), int32(len(none)))
	return w.helper(&w.helpers.reason, 1, 1, 0, func(c core.Code) core.Code {
		payload := w.layouts.Of(failure).Payload
		for i, one := range w.arena.Type(failure).(types.Variant).Cases {
			var offset uint32
			switch one.Name {
			case "internal", "invalid-params":
			case "rpc":
				var err error
				if offset, err = w.field(one.Type, "message"); err != nil {
					continue
				}
			default:
				continue
			}
			c = c.Get(at).Load8(0).Const(int32(i)).Do(core.Eq).If()
			c = c.Get(at).Const(int32(payload+offset)).Do(core.Add, core.Return, core.End)
		}
		return c.Const(unexplained)
	})
}
