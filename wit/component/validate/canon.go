package validate

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
)

// maxFlatAsync is the most core values that the parameters of a function that is lowered asynchronously
// are passed as.
const maxFlatAsync = 4

// canon adds the function that a canonical definition makes.
func (s *scope) canon(c component.Canon) *Error {
	switch c := c.(type) {
	case component.Lift:
		return in(s.lift(c), "lift to func %d", len(s.funcs))
	case component.Lower:
		return in(s.lower(c), "lower to core func %d", len(s.coreFuncs))
	case component.Builtin:
		id, err := s.builtin(c)
		if err == nil {
			err = s.pushCoreFunc(id)
		}
		return in(err, "%s", c.Name())
	default:
		return failf("unknown canonical definition")
	}
}

func (s *scope) lift(c component.Lift) *Error {
	id, f, err := typeOf[types.Func](s, c.Type, "a function type")
	if err != nil {
		return err
	}
	callee, calleeID, err := s.coreFunc(c.CoreFunc)
	if err != nil {
		return err
	}
	o, err := s.options(c.Options)
	if err != nil {
		return err
	}
	if o.postReturn != nil {
		if err := s.coreSignature(*o.postReturn, callee.Results, nil); err != nil {
			return in(err, "option post-return")
		}
	}
	if o.callback != nil {
		i := coretype.I32
		if err := s.coreSignature(*o.callback, []coretype.ValType{i, i, i}, []coretype.ValType{i}); err != nil {
			return in(err, "option callback")
		}
	}
	if err := o.asynchronous(f); err != nil {
		return err
	}
	if o.async && o.callback == nil {
		if err := s.v.gate(AsyncStackful, "option async without callback"); err != nil {
			return err
		}
	}
	params, results, err := s.v.lifted(f, o)
	if err != nil {
		return err
	}
	if !signature(s.v.store.Type(calleeID), params, results) {
		return failf("core func %d is %s, and the type of the function asks for (%s) -> %s",
			c.CoreFunc, s.v.store.Signature(calleeID), coretype.Values(params), coretype.Values(results))
	}
	return s.push(component.SortFunc, id)
}

func (s *scope) lower(c component.Lower) *Error {
	id, err := at(s.funcs, component.SortFunc, c.Func)
	if err != nil {
		return err
	}
	f := s.v.arena.Type(id).(types.Func)
	o, err := s.options(c.Options)
	if err != nil {
		return err
	}
	if err := o.lowers(); err != nil {
		return err
	}
	if err := o.asynchronous(f); err != nil {
		return err
	}
	params, results, err := s.v.lowered(f, o)
	if err != nil {
		return err
	}
	return s.pushCoreFunc(s.v.store.Func(params, results))
}

// lowers refuses options that only lifting has.
func (o *options) lowers() *Error {
	switch {
	case o.postReturn != nil:
		return failf("option post-return, which is for lifting alone")
	case o.callback != nil:
		return failf("option callback, which is for lifting alone")
	default:
		return nil
	}
}

func (o *options) asynchronous(f types.Func) *Error {
	if o.async && !f.Async {
		return failf("option async for a function whose type is not async")
	}
	return nil
}

// lifted returns the signature of the core function that is lifted to a function.
func (v *validator) lifted(f types.Func, o *options) (params, results []coretype.ValType, err *Error) {
	for _, p := range f.Params {
		m, err := v.measure(p.Type)
		if err != nil {
			return nil, nil, err
		}
		if m.pointer {
			if err := o.needRealloc(fmt.Sprintf("parameter %s has strings, lists or maps", quote(p.Name))); err != nil {
				return nil, nil, err
			}
		}
	}
	flat := v.flattenAll(fieldTypes(f.Params), o.is64)
	params = flat.values
	if flat.many {
		if err := o.needRealloc(fmt.Sprintf("parameters take more than %d core values", abi.MaxFlatParams)); err != nil {
			return nil, nil, err
		}
		params = []coretype.ValType{o.pointer()}
	}
	result := v.flatten(f.Result, o.is64)
	m, err := v.measure(f.Result)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case o.async:
		if result.many || m.pointer {
			if err := o.needMemory("the result is passed in memory"); err != nil {
				return nil, nil, err
			}
		}
		if o.callback != nil {
			results = []coretype.ValType{coretype.I32}
		}
	case result.many || len(result.values) > abi.MaxFlatResults:
		if err := o.needMemory("the result is passed in memory"); err != nil {
			return nil, nil, err
		}
		results = []coretype.ValType{o.pointer()}
	default:
		results = result.values
	}
	return params, results, nil
}

// lowered returns the signature of the core function that a function is lowered to.
func (v *validator) lowered(f types.Func, o *options) (params, results []coretype.ValType, err *Error) {
	for _, p := range f.Params {
		m, err := v.measure(p.Type)
		if err != nil {
			return nil, nil, err
		}
		if m.pointer {
			if err := o.needMemory(fmt.Sprintf("parameter %s has strings, lists or maps", quote(p.Name))); err != nil {
				return nil, nil, err
			}
		}
	}
	most := abi.MaxFlatParams
	if o.async {
		most = maxFlatAsync
	}
	flat := v.flattenAll(fieldTypes(f.Params), o.is64)
	params = append(params, flat.values...)
	if flat.many || len(params) > most {
		if err := o.needMemory(fmt.Sprintf("parameters take more than %d core values", most)); err != nil {
			return nil, nil, err
		}
		params = []coretype.ValType{o.pointer()}
	}
	m, err := v.measure(f.Result)
	if err != nil {
		return nil, nil, err
	}
	if m.pointer {
		if err := o.needRealloc("the result has strings, lists or maps"); err != nil {
			return nil, nil, err
		}
	}
	result := v.flatten(f.Result, o.is64)
	inMemory := result.many || len(result.values) > abi.MaxFlatResults || o.async && f.Result != 0
	if inMemory {
		if err := o.needMemory("the result is passed in memory"); err != nil {
			return nil, nil, err
		}
		params = append(params, o.pointer())
	} else {
		results = result.values
	}
	if o.async {
		results = []coretype.ValType{coretype.I32}
	}
	return params, results, nil
}
