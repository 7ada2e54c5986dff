package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// annotated checks that an import or export has the type that the annotations of its name ask for.
func (v *validator) annotated(to *side, n externName, e types.Extern) *Error {
	if n.annotation == "" && n.accessor == "" {
		return nil
	}
	f, ok := v.arena.Type(e.Type).(types.Func)
	if e.Sort != component.SortFunc || !ok {
		return failf("%s with an annotation, which only functions have", e.Sort)
	}
	switch n.annotation {
	case "constructor":
		if f.Async {
			return failf("constructor that is async")
		}
		made := v.arena.Type(f.Result)
		if r, ok := made.(types.Result); ok {
			made = v.arena.Type(r.Ok)
		}
		own, ok := made.(types.Own)
		if !ok {
			return failf("constructor has to return own %s, or a result with it", n.resource)
		}
		if err := to.isNamed(own.Resource, n.resource); err != nil {
			return err
		}
	case "method":
		if len(f.Params) == 0 || f.Params[0].Name != "self" {
			return failf("method without a first parameter self")
		}
		borrow, ok := v.arena.Type(f.Params[0].Type).(types.Borrow)
		if !ok {
			return failf("parameter self has to be borrow %s", n.resource)
		}
		if err := to.isNamed(borrow.Resource, n.resource); err != nil {
			return err
		}
	case "static":
		if !to.resourceNames[n.resource] {
			return failf("no %s before it is a resource %s", to.what, quote(n.resource))
		}
	}
	if n.accessor != "" {
		return v.accessor(n, f)
	}
	return nil
}

// isNamed checks that a resource is one that this side has under a name.
func (to *side) isNamed(resource types.ID, name string) *Error {
	named, ok := to.resources[resource]
	if !ok {
		return failf("the resource of its handle is no %s before it", to.what)
	}
	if named != name {
		return failf("its handle is of resource %s, expected %s", quote(named), quote(name))
	}
	return nil
}

// accessor checks the type of a getter or setter.
func (v *validator) accessor(n externName, f types.Func) *Error {
	if f.Async {
		return failf("accessor that is async")
	}
	params := len(f.Params)
	if n.annotation == "method" {
		params--
	}
	result, isResult := v.arena.Type(f.Result).(types.Result)
	switch {
	case n.accessor == "get" && params != 0:
		return failf("getter with %d parameters besides self, expected none", params)
	case n.accessor == "get" && (f.Result == 0 || isResult && result.Ok == 0):
		return failf("getter that returns no value")
	case n.accessor == "set" && params != 1:
		return failf("setter with %d parameters besides self, expected 1", params)
	case n.accessor == "set" && f.Result != 0 && (!isResult || result.Ok != 0):
		return failf("setter that returns a value")
	}
	return nil
}

// setter checks that a setter comes after its getter and is of the same type.
func (v *validator) setter(to *side, n externName, e types.Extern) *Error {
	if n.accessor != "set" {
		return nil
	}
	getter := "[get]" + n.label
	if n.annotation != "" {
		getter = "[" + n.annotation + "]" + getter
	}
	i, ok := to.index[getter]
	if !ok {
		return failf("setter without %s %s before it", to.what, quote(getter))
	}
	gets, ok := v.arena.Type(to.externs[i].Type).(types.Func)
	if !ok {
		return failf("%s is not a function", quote(getter))
	}
	got := gets.Result
	if r, ok := v.arena.Type(got).(types.Result); ok {
		got = r.Ok
	}
	params := v.arena.Type(e.Type).(types.Func).Params
	if set := params[len(params)-1].Type; !v.arena.Equal(got, set) {
		return failf("sets %s, and %s gets %s", v.arena.String(set), quote(getter), v.arena.String(got))
	}
	return nil
}
