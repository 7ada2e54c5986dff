package graph

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// hostImport makes an import of the whole component what the host supplies under its name.
func (f *frame) hostImport(name string, t component.ExternType) error {
	switch t.Sort {
	case component.SortFunc:
		it, err := at("type", f.types, t.Index)
		if err != nil {
			return err
		}
		f.funcs = append(f.funcs, f.r.hostFunc("", name, it.id))
	case component.SortType:
		it, err := f.scope().declaredType("", name, t)
		if err != nil {
			return err
		}
		f.types = append(f.types, it)
	case component.SortInstance:
		it, err := at("type", f.types, t.Index)
		if err != nil {
			return err
		}
		if it.instance == nil {
			return fmt.Errorf("%q: type %d is not that of an instance", name, t.Index)
		}
		in, err := f.r.hostInstance(Track(name), it)
		if err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		f.instances = append(f.instances, in)
	default:
		return &Error{fmt.Sprintf("import %q of a %s: no host supplies one", name, t.Sort)}
	}
	return nil
}

func (r *resolver) hostFunc(iface, name string, id types.ID) *Func {
	key := [2]string{iface, name}
	host, ok := r.imports[key]
	if !ok {
		host = &Import{Interface: iface, Name: name}
		r.imports[key] = host
	}
	return &Func{id: id, Host: host}
}

// declaredType is a type import, or the export of a type from an imported instance.
func (s scope) declaredType(iface, name string, t component.ExternType) (typeItem, error) {
	if t.Bound == component.BoundEq {
		return at("type", *s.types, t.Index)
	}
	return typeItem{id: s.frame.r.hostResource(iface + "/" + name)}, nil
}

func (r *resolver) hostResource(name string) types.ID {
	if id, ok := r.hosts[name]; ok {
		return id
	}
	res := r.arena.NewResource(name)
	id := r.arena.ResourceType(res)
	r.hosts[name] = id
	r.plan.Resources[res] = Resource{Name: name, Definer: -1}
	return id
}

// hostInstance makes an instance of what the host supplies under an interface's name, as far as its
// type asks for it.
func (r *resolver) hostInstance(iface string, t typeItem) (*instance, error) {
	made := &instance{map[string]item{}}
	var local []typeItem
	s := scope{t.frame, &local}
	for _, d := range t.instance.Decls {
		if err := s.decl(iface, d, made); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (s scope) decl(iface string, d component.Decl, to *instance) error {
	push := func(it typeItem, err error) error {
		*s.types = append(*s.types, it)
		return err
	}
	switch d := d.(type) {
	case component.TypeDecl:
		return push(s.define(d.Type))
	case component.AliasDecl:
		return s.aliasDecl(d.Alias)
	case component.ExportDecl:
		name := d.Name.Name
		switch d.Type.Sort {
		case component.SortType:
			it, err := s.declaredType(iface, name, d.Type)
			to.exports[name] = item{sort: component.SortType, typ: it}
			return push(it, err)
		case component.SortFunc:
			it, err := at("type", *s.types, d.Type.Index)
			if err != nil {
				return err
			}
			to.exports[name] = item{sort: component.SortFunc, fn: s.frame.r.hostFunc(iface, name, it.id)}
			return nil
		}
		return fmt.Errorf("export %q of a %s is not supported in an imported instance", name, d.Type.Sort)
	}
	return nil
}

func (s scope) aliasDecl(a component.Alias) error {
	o, ok := a.Target.(component.Outer)
	if ok && a.Sort == component.SortCoreType {
		return nil
	}
	if !ok || a.Sort != component.SortType {
		return fmt.Errorf("an alias that is supported only in a component")
	}
	from := *s.types
	if o.Count > 0 {
		f := s.frame
		for n := o.Count; n > 1; n-- {
			if f = f.parent; f == nil {
				return fmt.Errorf("alias of what is %d levels up, which is outside", o.Count)
			}
		}
		from = f.types
	}
	it, err := at("type", from, o.Index)
	*s.types = append(*s.types, it)
	return err
}
