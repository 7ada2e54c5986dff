package diff

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// Why things matter, as it is said of more than one.
const (
	whyRemoved  = "whoever uses it finds nothing there"
	whyAdded    = "nobody needs it yet"
	whyChanged  = "whoever knows it as it was cannot be linked with it as it is"
	whyIdentity = "types are linked only where they are the same"
)

func (c *comparison) namedInterface(old, new *wit.Interface) {
	switch {
	case new == nil:
		c.removed("interface "+old.Name, old.Stability, "")
	case old == nil:
		c.added("interface "+new.Name, new.Stability, "")
	default:
		item := "interface " + old.Name
		c.docs(item, old.Docs, new.Docs)
		c.stability(item, old.Stability, new.Stability)
		c.within(item, old.Stability, func() { c.iface(old, new) })
	}
}

// iface compares the insides of two interfaces.
func (c *comparison) iface(old, new *wit.Interface) {
	added := func(item string, s wit.Stability) {
		if s.Unstable == "" {
			c.grown[new] = append(c.grown[new], item)
		}
	}
	pairs(old.Types, new.Types, func(t *wit.TypeDef) string { return t.Name }, func(o, n *wit.TypeDef) {
		if o == nil {
			added("type "+n.Name, n.Stability)
		}
		c.typeDef(o, n, added)
	})
	pairs(old.Funcs, new.Funcs, (*wit.Func).ExternName, func(o, n *wit.Func) {
		if o == nil {
			added("function "+n.ExternName(), n.Stability)
		}
		c.fn(o, n)
	})
}

// typeDef compares two definitions. What a resource gains is reported to added.
func (c *comparison) typeDef(old, new *wit.TypeDef, added func(string, wit.Stability)) {
	switch {
	case new == nil:
		c.removed("type "+old.Name, old.Stability, wit.TypeDefText(old))
		return
	case old == nil:
		c.added("type "+new.Name, new.Stability, wit.TypeDefText(new))
		return
	}
	item := "type " + old.Name
	c.docs(item, old.Docs, new.Docs)
	c.stability(item, old.Stability, new.Stability)
	c.within(item, old.Stability, func() {
		c.externalID(old.ExternalID, new.ExternalID)
		oldResource, isOld := old.Kind.(*wit.Resource)
		newResource, isNew := new.Kind.(*wit.Resource)
		if isOld && isNew {
			pairs(oldResource.Funcs, newResource.Funcs, (*wit.Func).ExternName, func(o, n *wit.Func) {
				if o == nil {
					added("function "+n.ExternName(), n.Stability)
				}
				c.fn(o, n)
			})
			return
		}
		c.kinds(old, new)
	})
}

// externalID compares names outside of WIT.
func (c *comparison) externalID(old, new string) {
	if old != new {
		c.add(Change{
			Item: c.at, What: fmt.Sprintf("its external id was %q and is %q", old, new), Why: "external ids play no part in linking",
		})
	}
}

func funcItem(f *wit.Func) string {
	if f.Kind == wit.Constructor {
		return "constructor"
	}
	return [...]string{wit.NoAccessor: "function ", wit.Getter: "getter ", wit.Setter: "setter "}[f.Accessor] + f.Name
}

func (c *comparison) fn(old, new *wit.Func) {
	switch {
	case new == nil:
		c.removed(funcItem(old), old.Stability, wit.FuncText(old))
		return
	case old == nil:
		c.added(funcItem(new), new.Stability, wit.FuncText(new))
		return
	}
	item := funcItem(old)
	c.docs(item, old.Docs, new.Docs)
	c.stability(item, old.Stability, new.Stability)
	c.within(item, old.Stability, func() {
		c.externalID(old.ExternalID, new.ExternalID)
		c.signature(old, new)
	})
}

func (c *comparison) signature(old, new *wit.Func) {
	change := Change{Level: Breaking, Item: c.at, Why: whyChanged, Old: wit.FuncText(old), New: wit.FuncText(new)}
	say := func(format string, args ...any) {
		change.What = fmt.Sprintf(format, args...)
		c.add(change)
	}
	if old.Async != new.Async {
		say("%s, and was not", map[bool]string{true: "it is async", false: "it is no longer async"}[new.Async])
	}
	for i := range max(len(old.Params), len(new.Params)) {
		switch {
		case i >= len(new.Params):
			say("parameter %s is removed", old.Params[i].Name)
		case i >= len(old.Params):
			say("parameter %s is added", new.Params[i].Name)
		case old.Params[i].Name != new.Params[i].Name:
			say("parameter %d was called %s and is called %s", i+1, old.Params[i].Name, new.Params[i].Name)
		case !c.types(old.Params[i].Type, new.Params[i].Type):
			say("parameter %s was %s and is %s", old.Params[i].Name, typeText(old.Params[i].Type), typeText(new.Params[i].Type))
		}
	}
	if a, b := result(old), result(new); !c.types(a, b) {
		say("it returned %s and returns %s", typeText(a), typeText(b))
	}
}

// result returns what a function returns, and so the resource for most constructors.
func result(f *wit.Func) wit.Type {
	if f.Result == nil && f.Kind == wit.Constructor {
		return wit.Own{Resource: f.Resource}
	}
	return f.Result
}

// typeText returns a type as WIT.
func typeText(t wit.Type) string {
	if t == nil {
		return "nothing"
	}
	return wit.TypeText(t)
}
