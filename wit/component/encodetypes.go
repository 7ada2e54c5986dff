package component

import (
	"fmt"
	"strconv"

	"github.com/wasmcp/wasmcp-go/wit"
)

// typeEncoder encodes the types and functions of interfaces and worlds into a component type.
type typeEncoder struct {
	outer declList
	// inner is the instance type that is being encoded, or nil.
	inner *declList
	// at is the interface that is being encoded, or nil where it is a world's own items.
	at *wit.Interface
	// instances are those of interfaces whose types can be used, and aliases the types that are.
	instances map[*wit.Interface]uint32
	aliases   map[*wit.TypeDef]uint32
	// numbers tell types with names apart.
	numbers map[*wit.TypeDef]int
}

// declList holds declarations, and the indices of what they define.
type declList struct {
	decls            []Decl
	types, instances uint32
	// imports says that types are given names by imports, and not by exports.
	imports bool
	// named are the types with names that are encoded, structures those without and functions the
	// types of functions, by a text that only equal ones have.
	named                 map[*wit.TypeDef]uint32
	structures, functions map[string]uint32
}

func newDeclList() declList {
	return declList{
		named: make(map[*wit.TypeDef]uint32), structures: make(map[string]uint32), functions: make(map[string]uint32),
	}
}

func newTypeEncoder() *typeEncoder {
	e := &typeEncoder{
		outer: newDeclList(), instances: make(map[*wit.Interface]uint32), aliases: make(map[*wit.TypeDef]uint32),
		numbers: make(map[*wit.TypeDef]int),
	}
	e.outer.imports = true
	return e
}

// add appends a declaration and returns the index of the type that it defines, if it does.
func (l *declList) add(d Decl) uint32 {
	l.decls = append(l.decls, d)
	switch DeclSort(d) {
	case SortType:
		l.types++
	case SortInstance:
		l.instances++
	}
	return l.types - 1
}

// list returns where declarations go.
func (e *typeEncoder) list() *declList {
	if e.inner != nil {
		return e.inner
	}
	return &e.outer
}

func (e *typeEncoder) defType(t Type) uint32 { return e.list().add(TypeDecl{t}) }

// instance encodes an interface with these of its functions as an instance type.
func (e *typeEncoder) instance(i *wit.Interface, funcs []*wit.Func) (uint32, error) {
	inner := newDeclList()
	e.inner = &inner
	defer func() { e.inner = nil }()
	for _, t := range i.Types {
		if _, err := e.typ(t); err != nil {
			return 0, fmt.Errorf("type %q: %w", t.Name, err)
		}
	}
	for _, f := range funcs {
		index, err := e.fn(f)
		if err != nil {
			return 0, fmt.Errorf("function %q: %w", f.ExternName(), err)
		}
		inner.add(ExportDecl{
			Name{Name: f.ExternName(), ExternalID: f.ExternalID},
			ExternType{Sort: SortFunc, Index: index},
		})
	}
	e.inner = nil
	e.instances[i] = e.outer.instances
	return e.defType(InstanceType{inner.decls}), nil
}

// fn encodes the type of a function.
func (e *typeEncoder) fn(f *wit.Func) (uint32, error) {
	params := f.Params
	if f.Kind == wit.Method {
		params = append([]wit.Param{{Name: "self", Type: wit.Borrow{Resource: f.Resource}}}, params...)
	}
	result := f.Result
	if result == nil && f.Kind == wit.Constructor {
		result = wit.Own{Resource: f.Resource}
	}
	key := e.funcKey(f.Async, params, result)
	if index, ok := e.list().functions[key]; ok {
		return index, nil
	}
	t := Func{Async: f.Async, Params: make([]Field, len(params))}
	for i, p := range params {
		v, err := e.typ(p.Type)
		if err != nil {
			return 0, fmt.Errorf("parameter %q: %w", p.Name, err)
		}
		t.Params[i] = Field{p.Name, v}
	}
	var err error
	if t.Result, err = e.opt(result); err != nil {
		return 0, fmt.Errorf("result: %w", err)
	}
	index := e.defType(t)
	e.list().functions[key] = index
	return index, nil
}

func (e *typeEncoder) funcKey(async bool, params []wit.Param, result wit.Type) string {
	b := strconv.AppendBool(nil, async)
	for _, p := range params {
		b = append(append(append(b, ' '), p.Name...), ':')
		b = e.appendKey(b, p.Type)
	}
	return string(e.appendKey(append(b, '='), result))
}

// appendKey appends a text that only equal types have. Types with names are told apart by a number.
func (e *typeEncoder) appendKey(b []byte, t wit.Type) []byte {
	switch t := t.(type) {
	case nil:
		return append(b, '_')
	case wit.Primitive:
		return append(b, t...)
	case *wit.TypeDef:
		return e.appendNumber(b, t)
	case wit.Own:
		return e.appendNumber(append(b, "own "...), t.Resource)
	case wit.Borrow:
		return e.appendNumber(append(b, "borrow "...), t.Resource)
	}
	b = append(b, shape(t)...)
	if l, ok := t.(wit.FixedList); ok {
		b = strconv.AppendUint(b, uint64(l.Length), 10)
	}
	b = append(b, '(')
	for _, part := range typeParts(t) {
		b = append(e.appendKey(b, part), ',')
	}
	return append(b, ')')
}

func (e *typeEncoder) appendNumber(b []byte, t *wit.TypeDef) []byte {
	n, ok := e.numbers[t]
	if !ok {
		n = len(e.numbers)
		e.numbers[t] = n
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// shape returns what a type is, whatever it is made of.
func shape(t wit.Type) string {
	switch t.(type) {
	case wit.List:
		return "list"
	case wit.FixedList:
		return "list,"
	case wit.Tuple:
		return "tuple"
	case wit.Option:
		return "option"
	case wit.Result:
		return "result"
	case wit.Stream:
		return "stream"
	case wit.Future:
		return "future"
	default:
		return "map"
	}
}

// typeParts returns the types that t is made of, nil for those that are absent.
func typeParts(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case wit.List:
		return []wit.Type{t.Elem}
	case wit.FixedList:
		return []wit.Type{t.Elem}
	case wit.Tuple:
		return t.Types
	case wit.Option:
		return []wit.Type{t.Some}
	case wit.Result:
		return []wit.Type{t.Ok, t.Err}
	case wit.Stream:
		return []wit.Type{t.Elem}
	case wit.Future:
		return []wit.Type{t.Elem}
	case wit.Map:
		return []wit.Type{t.Key, t.Value}
	default:
		return nil
	}
}
