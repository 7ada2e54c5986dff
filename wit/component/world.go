package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// RootPackage is the package of the worlds that [World] returns: a component does not record what
// its world was called. The world is called [RootWorld].
var RootPackage = wit.PackageName{Namespace: "root", Name: "component"}

// RootWorld is the name of the worlds that [World] returns.
const RootWorld = "root"

// World returns what c imports and exports as a WIT world. Interfaces of the same name are one, and
// have what any import or export of that name has. A type that two interfaces share belongs to the
// first and is used by the second.
//
// The error says what WIT cannot express, such as the import of a core module; the component may
// well be valid.
func World(c *Component) (*wit.World, error) {
	d := newWorldDecoder()
	s := d.scope(nil, nil)
	if err := s.component(c); err != nil {
		return nil, err
	}
	p := &wit.Package{Name: RootPackage}
	w := &wit.World{Name: RootWorld, Package: p}
	p.Worlds = []*wit.World{w}
	if err := d.world(w, s.imports, s.exports); err != nil {
		return nil, err
	}
	return w, nil
}

// worldDecoder makes WIT of what a worldScope has found.
type worldDecoder struct {
	*budget
	packages   map[wit.PackageName]*wit.Package
	interfaces map[wit.ID]*wit.Interface
	types      map[ownedName]*wit.TypeDef
	funcs      map[ownedName]*wit.Func
	// first are the types as they were first given a name in WIT, local as they are called in each
	// interface or world, and bare the definitions that have only been given one by way of a name.
	first, bare map[*typeNode]*wit.TypeDef
	local       map[localType]*wit.TypeDef
}

// ownedName is a name in an interface or world; that of a function is the one it has in binaries.
type ownedName struct {
	owner wit.Owner
	name  string
}

type localType struct {
	owner wit.Owner
	node  *typeNode
}

func newWorldDecoder() *worldDecoder {
	return &worldDecoder{
		budget:     &budget{bodies: make(map[*Nested]*Component)},
		packages:   make(map[wit.PackageName]*wit.Package),
		interfaces: make(map[wit.ID]*wit.Interface),
		types:      make(map[ownedName]*wit.TypeDef),
		funcs:      make(map[ownedName]*wit.Func),
		first:      make(map[*typeNode]*wit.TypeDef),
		bare:       make(map[*typeNode]*wit.TypeDef),
		local:      make(map[localType]*wit.TypeDef),
	}
}

func (d *worldDecoder) world(w *wit.World, imports, exports []worldExtern) error {
	for _, i := range imports {
		item, err := d.worldItem(w, i)
		if err != nil {
			return fmt.Errorf("import %q: %w", i.name.Name, err)
		}
		if item != nil {
			w.Imports = append(w.Imports, *item)
		}
	}
	for _, e := range exports {
		if e.sort == SortType {
			return fmt.Errorf("export %q: a type, which WIT worlds cannot export", e.name.Name)
		}
		item, err := d.worldItem(w, e)
		if err != nil {
			return fmt.Errorf("export %q: %w", e.name.Name, err)
		}
		if item != nil {
			w.Exports = append(w.Exports, *item)
		}
	}
	return nil
}

// worldItem returns the item of w that e is, or nil for what is part of another, as methods are of
// a resource.
func (d *worldDecoder) worldItem(w *wit.World, e worldExtern) (*wit.WorldItem, error) {
	v, err := d.force(e.item)
	if err != nil {
		return nil, err
	}
	item := &wit.WorldItem{ExternalID: e.name.ExternalID}
	if _, ok := v.(*instanceNode); !ok && wit.IsID(e.name.Name) {
		return nil, fmt.Errorf("a %s under the name of an interface, which WIT cannot express", e.sort)
	}
	switch v := v.(type) {
	case *typeNode:
		def, err := d.define(w, e.name.Name, v)
		if err != nil {
			return nil, err
		}
		def.ExternalID, item.ExternalID = e.name.ExternalID, ""
		item.Name, item.Item = e.name.Name, def
	case *funcNode:
		f, err := d.function(w, e.name, v)
		if err != nil {
			return nil, err
		}
		if f.Resource != nil {
			return nil, d.addMethod(w, f)
		}
		item.ExternalID = ""
		item.Name, item.Item = f.Name, f
	case *instanceNode:
		item.Name, item.Item, err = d.worldInterface(e.name, v)
		if err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("a %s, which WIT cannot express", e.sort)
	}
	return item, nil
}

// worldInterface returns the interface that an instance of this name has and the name that the
// world gives it.
func (d *worldDecoder) worldInterface(n Name, v *instanceNode) (string, *wit.Interface, error) {
	name, full := n.Name, n.Implements
	if wit.IsID(name) {
		name, full = "", name+n.VersionSuffix
	}
	i := new(wit.Interface)
	if full != "" {
		var err error
		if i, err = d.named(full); err != nil {
			return "", nil, err
		}
	}
	return name, i, d.iface(i, v)
}

// named returns the interface with this full name.
func (d *worldDecoder) named(full string) (*wit.Interface, error) {
	id, err := wit.ParseID(full)
	if err != nil {
		return nil, err
	}
	if i, ok := d.interfaces[id]; ok {
		return i, nil
	}
	p := d.pkg(id.Package)
	i := &wit.Interface{Name: id.Name, Package: p}
	p.Interfaces = append(p.Interfaces, i)
	d.interfaces[id] = i
	return i, nil
}

func (d *worldDecoder) pkg(name wit.PackageName) *wit.Package {
	p, ok := d.packages[name]
	if !ok {
		p = &wit.Package{Name: name}
		d.packages[name] = p
	}
	return p
}

// iface adds to i what v exports.
func (d *worldDecoder) iface(i *wit.Interface, v *instanceNode) error {
	for _, e := range v.exports {
		if err := d.member(i, e); err != nil {
			return fmt.Errorf("%s %q: %w", e.sort, e.name.Name, err)
		}
	}
	return nil
}

func (d *worldDecoder) member(i *wit.Interface, e worldExtern) error {
	v, err := d.force(e.item)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case *typeNode:
		def, err := d.define(i, e.name.Name, v)
		if err != nil {
			return err
		}
		def.ExternalID = e.name.ExternalID
	case *funcNode:
		f, err := d.function(i, e.name, v)
		if err != nil {
			return err
		}
		if f.Resource != nil {
			return d.addMethod(i, f)
		}
		return d.addFunc(i, &i.Funcs, f)
	default:
		return fmt.Errorf("inside an interface, where WIT has types and functions alone")
	}
	return nil
}

func (d *worldDecoder) addMethod(owner wit.Owner, f *wit.Func) error {
	r, ok := f.Resource.Kind.(*wit.Resource)
	if !ok {
		return fmt.Errorf("a function of %s, which is defined in another interface", f.Resource.Name)
	}
	return d.addFunc(owner, &r.Funcs, f)
}

// addFunc adds f to funcs, where the same function may already be.
func (d *worldDecoder) addFunc(owner wit.Owner, funcs *[]*wit.Func, f *wit.Func) error {
	name := ownedName{owner, f.ExternName()}
	if old, ok := d.funcs[name]; ok {
		if a, b := wit.FuncText(old), wit.FuncText(f); a != b {
			return fmt.Errorf("two different functions: %s and %s", a, b)
		}
		return nil
	}
	d.funcs[name] = f
	*funcs = append(*funcs, f)
	return nil
}

// function makes a function of v.
func (d *worldDecoder) function(owner wit.Owner, n Name, v *funcNode) (*wit.Func, error) {
	node, err := get[*typeNode](v.scope, SortType, v.typ)
	if err != nil {
		return nil, err
	}
	node = node.end()
	t, ok := node.def.(Func)
	if !ok {
		return nil, fmt.Errorf("type %d is no function type", v.typ)
	}
	name := wit.ParseFuncName(n.Name)
	f := &wit.Func{
		Name: name.Name, Kind: name.Kind, Accessor: name.Accessor, Async: t.Async, ExternalID: n.ExternalID,
	}
	if f.Kind != wit.Freestanding {
		if f.Resource = d.types[ownedName{owner, name.Resource}]; f.Resource == nil {
			return nil, fmt.Errorf("no resource %q before it", name.Resource)
		}
	}
	params := t.Params
	if f.Kind == wit.Method {
		if len(params) == 0 {
			return nil, fmt.Errorf("a method without self")
		}
		params = params[1:]
	}
	for _, p := range params {
		typ, err := d.valType(owner, node, p.Type)
		if err != nil {
			return nil, fmt.Errorf("parameter %q: %w", p.Name, err)
		}
		f.Params = append(f.Params, wit.Param{Name: p.Name, Type: typ})
	}
	if t.Result != nil {
		typ, err := d.valType(owner, node, *t.Result)
		if err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
		if _, own := typ.(wit.Own); !own || f.Kind != wit.Constructor {
			f.Result = typ
		}
	}
	return f, nil
}

// ownerText says what owner is.
func ownerText(owner wit.Owner) string {
	if i, ok := owner.(*wit.Interface); ok {
		if id, ok := i.ID(); ok {
			return id.String()
		}
		return "an interface without a full name"
	}
	return "the world"
}

// freeName returns name, or where it is taken name with a number after it.
func (d *worldDecoder) freeName(owner wit.Owner, name string) string {
	free := name
	for n := 2; d.types[ownedName{owner, free}] != nil; n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free
}
