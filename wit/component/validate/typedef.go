package validate

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// typeDef adds a type that is defined.
func (s *scope) typeDef(t component.Type) *Error {
	n := len(s.types)
	id, err := s.definition(t)
	if err == nil {
		_, err = s.v.measure(id)
	}
	if err == nil {
		err = s.push(component.SortType, id)
	}
	return in(err, "type %d", n)
}

func (s *scope) definition(t component.Type) (types.ID, *Error) {
	switch t := t.(type) {
	case component.Resource:
		return s.resource(t)
	case component.InstanceType:
		return s.declared(inInstanceType, t.Decls)
	case component.ComponentType:
		return s.declared(inComponentType, t.Decls)
	case component.Func:
		return s.function(t)
	}
	made, err := s.value(t)
	if err != nil {
		return 0, err
	}
	return s.v.arena.Intern(made), nil
}

// resource defines a resource.
func (s *scope) resource(t component.Resource) (types.ID, *Error) {
	if s.kind != inComponent {
		return 0, failf("resource defined in a type; only components define resources")
	}
	rep := coretype.ValType{Code: t.Rep}
	if rep == coretype.I64 {
		if err := s.v.gate(Memory64, "resource represented by i64"); err != nil {
			return 0, err
		}
	}
	if rep != coretype.I32 && rep != coretype.I64 {
		return 0, failf("resource represented by core type 0x%02x, expected i32 or i64", t.Rep)
	}
	if t.Destructor != nil {
		f, id, err := s.coreFunc(*t.Destructor)
		if err != nil {
			return 0, in(err, "destructor")
		}
		if !signature(f, []coretype.ValType{rep}, nil) {
			return 0, failf("destructor is a core func%s, expected (%s)", s.v.store.Signature(id), rep)
		}
	}
	r := s.v.arena.NewResource("")
	s.own(r)
	put(&s.reps, r, rep)
	return s.v.arena.ResourceType(r), nil
}

// own notes a resource as one that comes into being here.
func (s *scope) own(r types.ResourceID) {
	s.defined = append(s.defined, r)
	put(&s.isOwn, r, true)
}

// declared returns the type of a component or instance that declarations make.
func (s *scope) declared(kind scopeKind, decls []component.Decl) (types.ID, *Error) {
	inner := newScope(s.v, s, kind)
	for _, d := range decls {
		if err := inner.decl(d); err != nil {
			return 0, err
		}
	}
	return inner.finish()
}

func (s *scope) decl(d component.Decl) *Error {
	switch d := d.(type) {
	case component.CoreTypeDecl:
		return s.coreType(d.Type)
	case component.TypeDecl:
		return s.typeDef(d.Type)
	case component.AliasDecl:
		return s.alias(d.Alias)
	case component.ImportDecl:
		return in(s.importItem(d.Name, d.Type), "import %s", quote(d.Name.Name))
	case component.ExportDecl:
		return in(s.exportDecl(d.Name, d.Type), "export %s", quote(d.Name.Name))
	default:
		return failf("unknown declaration")
	}
}

func (s *scope) function(t component.Func) (types.ID, *Error) {
	if t.Async {
		if err := s.v.gate(Async, "async function"); err != nil {
			return 0, err
		}
	}
	if len(t.Params) > limits.Params {
		return 0, failf("function with %d parameters, %d is the most", len(t.Params), limits.Params)
	}
	params, err := s.fields(t.Params, "parameter")
	if err != nil {
		return 0, err
	}
	result, err := s.optional(t.Result)
	if err != nil {
		return 0, in(err, "result")
	}
	m, err := s.v.measure(result)
	if err != nil {
		return 0, in(err, "result")
	}
	if m.borrow {
		return 0, failf("result contains a borrow handle, which ends with the call")
	}
	return s.v.arena.Intern(types.Func{Async: t.Async, Params: params, Result: result}), nil
}

// value returns the type of a value.
func (s *scope) value(t component.Type) (types.Type, *Error) {
	switch t := t.(type) {
	case component.PrimitiveType:
		_, err := s.val(component.ValType{Primitive: t.Primitive})
		return types.Primitive(t.Primitive), err
	case component.Record:
		if err := members("record", "fields", len(t.Fields), limits.Members); err != nil {
			return nil, err
		}
		fields, err := s.fields(t.Fields, "field")
		return types.Record{Fields: fields}, err
	case component.Variant:
		return s.variant(t)
	case component.List:
		elem, err := s.val(t.Elem)
		return types.List{Elem: elem}, err
	case component.FixedList:
		if err := s.v.gate(FixedLengthLists, "list of a fixed length"); err != nil {
			return nil, err
		}
		if err := members("list of a fixed length", "elements", int(t.Length), limits.FixedLength); err != nil {
			return nil, err
		}
		elem, err := s.val(t.Elem)
		return types.FixedList{Elem: elem, Length: t.Length}, err
	case component.Tuple:
		if err := members("tuple", "types", len(t.Types), limits.Members); err != nil {
			return nil, err
		}
		elems := make([]types.ID, len(t.Types))
		for i, e := range t.Types {
			var err *Error
			if elems[i], err = s.val(e); err != nil {
				return nil, err
			}
		}
		return types.Tuple{Types: elems}, nil
	case component.Flags:
		err := members("flags", "flags", len(t.Names), limits.Flags)
		if err == nil {
			err = labels("flag", t.Names)
		}
		return types.Flags{Names: t.Names}, err
	case component.Enum:
		err := members("enum", "cases", len(t.Names), limits.Members)
		if err == nil {
			err = labels("case", t.Names)
		}
		return types.Enum{Names: t.Names}, err
	case component.Option:
		some, err := s.val(t.Some)
		return types.Option{Some: some}, err
	case component.Result:
		ok, err := s.optional(t.Ok)
		if err != nil {
			return nil, err
		}
		failed, err := s.optional(t.Err)
		return types.Result{Ok: ok, Err: failed}, err
	case component.Own:
		id, _, err := typeOf[types.Resource](s, t.Resource, "a resource")
		return types.Own{Resource: id}, err
	case component.Borrow:
		id, _, err := typeOf[types.Resource](s, t.Resource, "a resource")
		return types.Borrow{Resource: id}, err
	case component.Stream:
		if err := s.v.gate(Async, "stream"); err != nil {
			return nil, err
		}
		elem, err := s.payload("stream", t.Elem)
		if p, ok := s.v.arena.Type(elem).(types.Primitive); ok && component.Primitive(p) == component.Char {
			return nil, failf("stream of char, which is not allowed: use a stream of u8 and say how it is encoded")
		}
		return types.Stream{Elem: elem}, err
	case component.Future:
		if err := s.v.gate(Async, "future"); err != nil {
			return nil, err
		}
		elem, err := s.payload("future", t.Elem)
		return types.Future{Elem: elem}, err
	case component.Map:
		return s.mapType(t)
	default:
		return nil, failf("unknown type")
	}
}

func (s *scope) variant(t component.Variant) (types.Type, *Error) {
	if err := members("variant", "cases", len(t.Cases), limits.Members); err != nil {
		return nil, err
	}
	seen := newLabels("case")
	cases := make([]types.Case, len(t.Cases))
	for i, c := range t.Cases {
		id, err := s.optional(c.Type)
		if err != nil {
			return nil, in(err, "case %s", quote(c.Name))
		}
		if err := seen.add(c.Name); err != nil {
			return nil, err
		}
		cases[i] = types.Case{Name: c.Name, Type: id}
	}
	return types.Variant{Cases: cases}, nil
}

// payload returns what a stream or future carries.
func (s *scope) payload(what string, t *component.ValType) (types.ID, *Error) {
	id, err := s.optional(t)
	if err != nil {
		return 0, err
	}
	m, err := s.v.measure(id)
	if err != nil {
		return 0, err
	}
	if m.borrow {
		return 0, failf("%s of what contains a borrow handle, which ends with the call", what)
	}
	return id, nil
}

func (s *scope) mapType(t component.Map) (types.Type, *Error) {
	if err := s.v.gate(Maps, "map"); err != nil {
		return nil, err
	}
	key, err := s.val(t.Key)
	if err != nil {
		return nil, in(err, "key")
	}
	p, ok := s.v.arena.Type(key).(types.Primitive)
	if ok {
		switch component.Primitive(p) {
		case component.F32, component.F64, component.ErrorContext:
			ok = false
		}
	}
	if !ok {
		return nil, failf("map with keys of type %s, expected bool, char, string or a type of integers", s.v.arena.Kind(key))
	}
	value, err := s.val(t.Value)
	return types.Map{Key: key, Value: value}, in(err, "value")
}

func members(what, of string, n, most int) *Error {
	if n == 0 {
		return failf("%s without %s, 1 is the least", what, of)
	}
	if n > most {
		return failf("%s with %d %s, %d is the most", what, n, of, most)
	}
	return nil
}

// val returns the type that is mentioned, which has to be that of a value.
func (s *scope) val(t component.ValType) (types.ID, *Error) {
	if t.Primitive != 0 {
		if t.Primitive == component.ErrorContext {
			if err := s.v.gate(ErrorContext, "error-context"); err != nil {
				return 0, err
			}
		}
		return s.v.arena.Intern(types.Primitive(t.Primitive)), nil
	}
	id, err := s.typ(t.Index)
	if err != nil {
		return 0, err
	}
	switch s.v.arena.Type(id).(type) {
	case types.Resource, types.Func, *types.Instance, *types.Component, types.Module:
		return 0, failf("type %d is %s, expected the type of a value", t.Index, s.v.arena.Kind(id))
	}
	return id, nil
}

func (s *scope) optional(t *component.ValType) (types.ID, *Error) {
	if t == nil {
		return 0, nil
	}
	return s.val(*t)
}

func (s *scope) fields(list []component.Field, what string) ([]types.Field, *Error) {
	seen := newLabels(what)
	out := make([]types.Field, len(list))
	for i, f := range list {
		id, err := s.val(f.Type)
		if err != nil {
			return nil, in(err, "%s %s", what, quote(f.Name))
		}
		if err := seen.add(f.Name); err != nil {
			return nil, err
		}
		out[i] = types.Field{Name: f.Name, Type: id}
	}
	return out, nil
}

// labelSet has names that have to be labels and apart. Few of them are compared one by one.
type labelSet struct {
	what string
	few  []string
	seen map[string]string
}

// fewLabels is how many labels are compared one by one.
const fewLabels = 12

func newLabels(what string) *labelSet { return &labelSet{what: what} }

func (l *labelSet) add(name string) *Error {
	if !isLabel(name) {
		return failf("%s %s is not in kebab case", l.what, quote(name))
	}
	prev, found := "", false
	switch {
	case l.seen != nil:
		prev, found = l.seen[canonicalLabel(name)]
	default:
		i := slices.IndexFunc(l.few, func(s string) bool { return sameLabel(s, name) })
		if found = i >= 0; found {
			prev = l.few[i]
		}
	}
	if found {
		return failf("%s %s conflicts with %s %s", l.what, quote(name), l.what, quote(prev))
	}
	if l.seen == nil && len(l.few) == fewLabels {
		l.seen = make(map[string]string)
		for _, s := range l.few {
			l.seen[canonicalLabel(s)] = s
		}
	}
	if l.seen != nil {
		l.seen[canonicalLabel(name)] = name
	} else {
		l.few = append(l.few, name)
	}
	return nil
}

func labels(what string, names []string) *Error {
	seen := newLabels(what)
	for _, n := range names {
		if err := seen.add(n); err != nil {
			return err
		}
	}
	return nil
}
