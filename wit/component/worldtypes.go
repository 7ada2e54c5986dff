package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// maxValueDepth bounds how deep types may nest in types without names between them.
const maxValueDepth = 100

// define gives a type a name in owner. Where owner has the type already, as an interface does that
// is imported and exported, that is what it returns.
func (d *worldDecoder) define(owner wit.Owner, name string, n *typeNode) (*wit.TypeDef, error) {
	if def := d.lookup(owner, n); def != nil && def.Owner == owner && def.Name == name {
		d.local[localType{owner, n}] = def
		return def, nil
	}
	kind, err := d.kind(owner, n)
	if err != nil {
		return nil, err
	}
	def := &wit.TypeDef{Name: name, Owner: owner, Kind: kind}
	if old := d.types[ownedName{owner, name}]; old != nil {
		if !sameType(old, def) {
			return nil, fmt.Errorf("two different types in %s: %s and %s",
				ownerText(owner), wit.TypeDefText(old), wit.TypeDefText(def))
		}
		def = old
	} else {
		d.types[ownedName{owner, name}] = def
		if i, ok := owner.(*wit.Interface); ok {
			i.Types = append(i.Types, def)
		}
	}
	d.local[localType{owner, n}] = def
	d.first[n] = def
	for m := n.alias; m != nil; m = m.alias {
		if d.bare[m] == nil {
			d.bare[m] = def
		}
	}
	return def, nil
}

// sameType reports whether the definition that is new says the same as the one that is there. The
// functions of resources do not count: they come after it.
func sameType(old, def *wit.TypeDef) bool {
	_, a := old.Kind.(*wit.Resource)
	_, b := def.Kind.(*wit.Resource)
	if a || b {
		return a == b
	}
	return wit.TypeDefText(old) == wit.TypeDefText(def)
}

// kind returns what a type is when it gets a name in owner: another name for one that is there or
// elsewhere, or its definition.
func (d *worldDecoder) kind(owner wit.Owner, n *typeNode) (wit.Kind, error) {
	if def := d.lookup(owner, n); def != nil {
		if def.Owner == owner {
			return wit.Alias{Type: def}, nil
		}
		return use(def)
	}
	end := n.end()
	switch t := end.def.(type) {
	case nil, Resource:
		return new(wit.Resource), nil
	case Record:
		r := wit.Record{}
		for _, f := range t.Fields {
			typ, err := d.valType(owner, end, f.Type)
			if err != nil {
				return nil, fmt.Errorf("field %q: %w", f.Name, err)
			}
			r.Fields = append(r.Fields, wit.Field{Name: f.Name, Type: typ})
		}
		return r, nil
	case Variant:
		v := wit.Variant{}
		for _, c := range t.Cases {
			typ, err := d.optType(owner, end, c.Type)
			if err != nil {
				return nil, fmt.Errorf("case %q: %w", c.Name, err)
			}
			v.Cases = append(v.Cases, wit.Case{Name: c.Name, Type: typ})
		}
		return v, nil
	case Enum:
		return wit.Enum{Cases: labels(t.Names)}, nil
	case Flags:
		return wit.Flags{Flags: labels(t.Names)}, nil
	default:
		typ, err := d.structure(owner, end)
		return wit.Alias{Type: typ}, err
	}
}

func labels(names []string) []wit.Label {
	list := make([]wit.Label, len(names))
	for i, n := range names {
		list[i].Name = n
	}
	return list
}

// use returns what brings def into another interface or world.
func use(def *wit.TypeDef) (wit.Kind, error) {
	i, ok := def.Owner.(*wit.Interface)
	if !ok {
		return nil, fmt.Errorf("type %q belongs to the world, which WIT cannot use elsewhere", def.Name)
	}
	if _, ok := i.ID(); !ok {
		return nil, fmt.Errorf("type %q belongs to an interface without a full name, which WIT cannot use elsewhere", def.Name)
	}
	return wit.Use{Type: def}, nil
}

// lookup returns the name of a type as it is known in owner, or else as it is first known
// elsewhere, or nil.
func (d *worldDecoder) lookup(owner wit.Owner, n *typeNode) *wit.TypeDef {
	for m := n; m != nil; m = m.alias {
		if def := d.local[localType{owner, m}]; def != nil {
			return def
		}
	}
	for m := n; m != nil; m = m.alias {
		if def := d.first[m]; def != nil {
			return def
		}
	}
	return nil
}

// reference returns the name by which owner refers to a type, or nil where it has none. A type of
// elsewhere that owner does not yet use is used from here on.
func (d *worldDecoder) reference(owner wit.Owner, n *typeNode) (*wit.TypeDef, error) {
	def := d.lookup(owner, n)
	if def == nil {
		def = d.bare[n.end()]
	}
	if def == nil || def.Owner == owner {
		return def, nil
	}
	kind, err := use(def)
	if err != nil {
		return nil, err
	}
	used := &wit.TypeDef{Name: d.freeName(owner, def.Name), Owner: owner, Kind: kind}
	d.types[ownedName{owner, used.Name}] = used
	switch o := owner.(type) {
	case *wit.Interface:
		o.Types = append(o.Types, used)
	case *wit.World:
		o.Imports = append(o.Imports, wit.WorldItem{Name: used.Name, Item: used})
	}
	d.local[localType{owner, n}] = used
	return used, nil
}

func (d *worldDecoder) optType(owner wit.Owner, at *typeNode, t *ValType) (wit.Type, error) {
	if t == nil {
		return nil, nil
	}
	return d.valType(owner, at, *t)
}

// valType returns the type that t is in the definition at.
func (d *worldDecoder) valType(owner wit.Owner, at *typeNode, t ValType) (wit.Type, error) {
	if err := d.spend(1); err != nil {
		return nil, err
	}
	if t.Primitive != 0 {
		return wit.Primitive(t.Primitive.String()), nil
	}
	n, err := at.typ(t.Index)
	if err != nil {
		return nil, err
	}
	if def, err := d.reference(owner, n); err != nil || def != nil {
		return def, err
	}
	d.values++
	defer func() { d.values-- }()
	if d.values > maxValueDepth {
		return nil, errWorldTooLarge
	}
	return d.structure(owner, n.end())
}

// structure returns the type that a definition without a name is.
func (d *worldDecoder) structure(owner wit.Owner, n *typeNode) (wit.Type, error) {
	switch t := n.def.(type) {
	case PrimitiveType:
		return wit.Primitive(t.Primitive.String()), nil
	case List:
		elem, err := d.valType(owner, n, t.Elem)
		return wit.List{Elem: elem}, err
	case FixedList:
		elem, err := d.valType(owner, n, t.Elem)
		return wit.FixedList{Elem: elem, Length: t.Length}, err
	case Option:
		some, err := d.valType(owner, n, t.Some)
		return wit.Option{Some: some}, err
	case Stream:
		elem, err := d.optType(owner, n, t.Elem)
		return wit.Stream{Elem: elem}, err
	case Future:
		elem, err := d.optType(owner, n, t.Elem)
		return wit.Future{Elem: elem}, err
	case Tuple:
		tuple := wit.Tuple{}
		for _, e := range t.Types {
			elem, err := d.valType(owner, n, e)
			if err != nil {
				return nil, err
			}
			tuple.Types = append(tuple.Types, elem)
		}
		return tuple, nil
	case Result:
		ok, err := d.optType(owner, n, t.Ok)
		if err != nil {
			return nil, err
		}
		fail, err := d.optType(owner, n, t.Err)
		return wit.Result{Ok: ok, Err: fail}, err
	case Map:
		key, err := d.valType(owner, n, t.Key)
		if err != nil {
			return nil, err
		}
		value, err := d.valType(owner, n, t.Value)
		return wit.Map{Key: key, Value: value}, err
	case Own:
		r, err := d.resource(owner, n, t.Resource)
		return wit.Own{Resource: r}, err
	case Borrow:
		r, err := d.resource(owner, n, t.Resource)
		return wit.Borrow{Resource: r}, err
	default:
		return nil, fmt.Errorf("a %s without a name, which WIT cannot express", typeKind(n.def))
	}
}

func (d *worldDecoder) resource(owner wit.Owner, at *typeNode, index uint32) (*wit.TypeDef, error) {
	n, err := at.typ(index)
	if err != nil {
		return nil, err
	}
	def, err := d.reference(owner, n)
	if err == nil && (def == nil || def.Resource() == nil) {
		err = fmt.Errorf("a handle of a resource without a name, which WIT cannot express")
	}
	return def, err
}

// typeKind says what t is.
func typeKind(t Type) string {
	switch t.(type) {
	case Record:
		return "record"
	case Variant:
		return "variant"
	case Enum:
		return "enum"
	case Flags:
		return "flags"
	case Func:
		return "function type"
	case InstanceType:
		return "instance type"
	case ComponentType:
		return "component type"
	default:
		return "resource"
	}
}
