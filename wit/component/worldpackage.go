package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// IsPackage reports whether c is a WIT package in binary form: it imports nothing, and all that it
// exports, which is something, are types of components that have one export alone, an interface or
// world under its full name.
func IsPackage(c *Component) bool {
	for range c.Imports() {
		return false
	}
	for e := range c.Exports() {
		if e.Item.Sort != SortType {
			return false
		}
	}
	d := newWorldDecoder()
	s := d.scope(nil, nil)
	if s.component(c) != nil {
		return false
	}
	for _, e := range s.exports {
		wrapper, err := d.typeScope(e.item)
		if err != nil || len(wrapper.exports) != 1 || !wit.IsID(wrapper.exports[0].name.Name) {
			return false
		}
		if sort := wrapper.exports[0].sort; sort != SortInstance && sort != SortComponent {
			return false
		}
	}
	return len(s.exports) > 0
}

// Package returns the WIT package that c is, with its documentation. See [IsPackage].
func Package(c *Component) (*wit.Package, error) {
	list, err := Packages(c)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Packages returns the WIT packages that components are, each where its component is. What several
// of them refer to is one to all: a binary has of other packages only what it needs.
func Packages(components ...*Component) ([]*wit.Package, error) {
	d := newWorldDecoder()
	list := make([]*wit.Package, len(components))
	for i, c := range components {
		var err error
		if list[i], err = d.decodePackage(c); err != nil {
			return nil, &PackageError{i, err}
		}
	}
	// What a package says of itself comes last, and so counts.
	for i, c := range components {
		if docs := c.Custom(dependencyDocsSection); docs != nil {
			applyDependencyDocs(list[i], docs.Data)
		}
	}
	for i, c := range components {
		if docs := c.Custom(packageDocsSection); docs != nil {
			applyDocs(list[i], docs.Data)
		}
	}
	return list, nil
}

// PackageError is the error of one of the components given to [Packages].
type PackageError struct {
	// Index is that of the component.
	Index int
	Err   error
}

func (e *PackageError) Error() string { return e.Err.Error() }

// Unwrap returns e.Err.
func (e *PackageError) Unwrap() error { return e.Err }

func (d *worldDecoder) decodePackage(c *Component) (*wit.Package, error) {
	s := d.scope(nil, nil)
	if err := s.component(c); err != nil {
		return nil, err
	}
	var p *wit.Package
	for _, e := range s.exports {
		from, err := d.packageItem(e)
		if err != nil {
			return nil, fmt.Errorf("export %q: %w", e.name.Name, err)
		}
		if p != nil && from != p {
			return nil, fmt.Errorf("export %q: part of package %s, and others of %s", e.name.Name, from.Name, p.Name)
		}
		p = from
	}
	if p == nil {
		return nil, fmt.Errorf("no WIT package: nothing is exported")
	}
	return p, nil
}

// packageItem adds the interface or world that e describes to its package, which it returns. It is
// wrapped in a component type, which imports what an interface uses and exports one item, named by
// its full name.
func (d *worldDecoder) packageItem(e worldExtern) (*wit.Package, error) {
	wrapper, err := d.typeScope(e.item)
	if err != nil {
		return nil, err
	}
	if len(wrapper.exports) != 1 {
		return nil, fmt.Errorf("%d items where a WIT package has one", len(wrapper.exports))
	}
	inner := wrapper.exports[0]
	switch inner.sort {
	case SortInstance:
		used := &wit.World{}
		if err := d.world(used, wrapper.imports, wrapper.exports); err != nil {
			return nil, err
		}
		i := used.Exports[0].Item.(*wit.Interface)
		if i.Package == nil {
			return nil, fmt.Errorf("interface %q without a package", inner.name.Name)
		}
		return i.Package, nil
	case SortComponent:
		return d.packageWorld(inner)
	default:
		return nil, fmt.Errorf("a %s where a WIT package has interfaces and worlds", inner.sort)
	}
}

func (d *worldDecoder) packageWorld(e worldExtern) (*wit.Package, error) {
	id, err := wit.ParseID(e.name.Name + e.name.VersionSuffix)
	if err != nil {
		return nil, err
	}
	v, err := d.force(e.item)
	if err != nil {
		return nil, err
	}
	c, ok := v.(*componentNode)
	if !ok {
		return nil, fmt.Errorf("world %q is no component type", e.name.Name)
	}
	s := d.scope(c.scope, nil)
	if err := s.decls(c.decls); err != nil {
		return nil, err
	}
	p := d.pkg(id.Package)
	w := &wit.World{Name: id.Name, Package: p}
	p.Worlds = append(p.Worlds, w)
	return p, d.world(w, s.imports, s.exports)
}

// typeScope returns the scope of the component type that l is.
func (d *worldDecoder) typeScope(l *lazy) (*worldScope, error) {
	v, err := d.force(l)
	if err != nil {
		return nil, err
	}
	n, ok := v.(*typeNode)
	if !ok {
		return nil, fmt.Errorf("no type")
	}
	t, ok := n.end().def.(ComponentType)
	if !ok {
		return nil, fmt.Errorf("no component type")
	}
	s := d.scope(n.end().scope, nil)
	return s, s.decls(t.Decls)
}
