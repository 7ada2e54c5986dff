package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// primitiveTypes are the primitives of WIT.
var primitiveTypes = map[wit.Primitive]Primitive{
	wit.Bool: Bool, wit.S8: S8, wit.U8: U8, wit.S16: S16, wit.U16: U16, wit.S32: S32, wit.U32: U32, wit.S64: S64,
	wit.U64: U64, wit.F32: F32, wit.F64: F64, wit.Char: Char, wit.String: String, wit.ErrorContext: ErrorContext,
}

// typ encodes a type unless it is there already.
func (e *typeEncoder) typ(t wit.Type) (ValType, error) {
	switch t := t.(type) {
	case wit.Primitive:
		p, ok := primitiveTypes[t]
		if !ok {
			return ValType{}, fmt.Errorf("%q is no primitive type", string(t))
		}
		return ValType{Primitive: p}, nil
	case *wit.TypeDef:
		index, err := e.named(t)
		return ValType{Index: index}, err
	}
	key := string(e.appendKey(nil, t))
	if index, ok := e.list().structures[key]; ok {
		return ValType{Index: index}, nil
	}
	def, err := e.structure(t)
	if err != nil {
		return ValType{}, err
	}
	index := e.defType(def)
	e.list().structures[key] = index
	return ValType{Index: index}, nil
}

func (e *typeEncoder) opt(t wit.Type) (*ValType, error) {
	if t == nil {
		return nil, nil
	}
	v, err := e.typ(t)
	return &v, err
}

// named encodes a type with a name: it is defined, and then exported or imported under the name.
func (e *typeEncoder) named(t *wit.TypeDef) (uint32, error) {
	l := e.list()
	if index, ok := l.named[t]; ok {
		return index, nil
	}
	if owner, ok := t.Owner.(*wit.Interface); ok && owner != e.at {
		index, err := e.used(owner, t)
		l.named[t] = index
		return index, err
	}
	name := Name{Name: t.Name, ExternalID: t.ExternalID}
	bound := ExternType{Sort: SortType, Bound: BoundSubResource}
	if _, ok := t.Kind.(*wit.Resource); !ok {
		index, err := e.definition(t.Kind)
		if err != nil {
			return 0, err
		}
		bound = ExternType{Sort: SortType, Index: index}
	}
	var index uint32
	if l.imports {
		index = l.add(ImportDecl{name, bound})
	} else {
		index = l.add(ExportDecl{name, bound})
	}
	l.named[t] = index
	return index, nil
}

// used brings in a type of another interface.
func (e *typeEncoder) used(owner *wit.Interface, t *wit.TypeDef) (uint32, error) {
	outer, ok := e.aliases[t]
	if !ok {
		instance, ok := e.instances[owner]
		if !ok {
			id, _ := owner.ID()
			return 0, fmt.Errorf("use of type %q of interface %s, which is not imported before", t.Name, id)
		}
		outer = e.outer.add(AliasDecl{Alias{Sort: SortType, Target: InstanceExport{instance, t.Name}}})
		e.aliases[t] = outer
	}
	if e.inner == nil {
		return outer, nil
	}
	return e.inner.add(AliasDecl{Alias{Sort: SortType, Target: Outer{Count: 1, Index: outer}}}), nil
}

// definition encodes what a type with a name is, without the name.
func (e *typeEncoder) definition(k wit.Kind) (uint32, error) {
	switch k := k.(type) {
	case wit.Use:
		return e.named(k.Type)
	case wit.Alias:
		switch t := k.Type.(type) {
		case *wit.TypeDef:
			return e.named(t)
		case wit.Primitive:
			v, err := e.typ(t)
			return e.defType(PrimitiveType{v.Primitive}), err
		}
		def, err := e.structure(k.Type)
		if err != nil {
			return 0, err
		}
		return e.defType(def), nil
	case wit.Record:
		r := Record{make([]Field, len(k.Fields))}
		for i, f := range k.Fields {
			v, err := e.typ(f.Type)
			if err != nil {
				return 0, fmt.Errorf("field %q: %w", f.Name, err)
			}
			r.Fields[i] = Field{f.Name, v}
		}
		return e.defType(r), nil
	case wit.Variant:
		v := Variant{make([]Case, len(k.Cases))}
		for i, c := range k.Cases {
			t, err := e.opt(c.Type)
			if err != nil {
				return 0, fmt.Errorf("case %q: %w", c.Name, err)
			}
			v.Cases[i] = Case{c.Name, t}
		}
		return e.defType(v), nil
	case wit.Enum:
		return e.defType(Enum{labelNames(k.Cases)}), nil
	case wit.Flags:
		return e.defType(Flags{labelNames(k.Flags)}), nil
	default:
		return 0, fmt.Errorf("definition of type %T", k)
	}
}

func labelNames(labels []wit.Label) []string {
	names := make([]string, len(labels))
	for i, l := range labels {
		names[i] = l.Name
	}
	return names
}

// structure encodes what a type without a name is made of, and returns its definition.
func (e *typeEncoder) structure(t wit.Type) (Type, error) {
	switch t := t.(type) {
	case wit.Own:
		index, err := e.named(t.Resource)
		return Own{index}, err
	case wit.Borrow:
		index, err := e.named(t.Resource)
		return Borrow{index}, err
	}
	list := typeParts(t)
	parts := make([]*ValType, len(list))
	for i, part := range list {
		var err error
		if parts[i], err = e.opt(part); err != nil {
			return nil, err
		}
	}
	switch t := t.(type) {
	case wit.List:
		return List{*parts[0]}, nil
	case wit.FixedList:
		return FixedList{*parts[0], t.Length}, nil
	case wit.Tuple:
		tuple := Tuple{make([]ValType, len(parts))}
		for i, p := range parts {
			tuple.Types[i] = *p
		}
		return tuple, nil
	case wit.Option:
		return Option{*parts[0]}, nil
	case wit.Result:
		return Result{parts[0], parts[1]}, nil
	case wit.Stream:
		return Stream{parts[0]}, nil
	case wit.Future:
		return Future{parts[0]}, nil
	case wit.Map:
		return Map{*parts[0], *parts[1]}, nil
	default:
		return nil, fmt.Errorf("type of type %T", t)
	}
}
