package wit

import (
	"cmp"
	"slices"
	"strings"
)

// Package is a WIT package.
type Package struct {
	Name       PackageName
	Docs       string
	Interfaces []*Interface
	Worlds     []*World
}

// PackageName is the name of a package, such as wasi:io@0.2.0. Version is empty where it has none.
// Namespace and Name hold several labels with ":" and "/" between them where they are nested.
type PackageName struct{ Namespace, Name, Version string }

// String returns n as WIT has it, without escapes.
func (n PackageName) String() string {
	s := n.Namespace + ":" + n.Name
	if n.Version != "" {
		s += "@" + n.Version
	}
	return s
}

// Compare orders names by namespace, name and version.
func (n PackageName) Compare(o PackageName) int {
	return cmp.Or(
		strings.Compare(n.Namespace, o.Namespace),
		strings.Compare(n.Name, o.Name),
		strings.Compare(n.Version, o.Version),
	)
}

// Interface returns the interface of p with this name, or nil.
func (p *Package) Interface(name string) *Interface {
	for _, i := range p.Interfaces {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// World returns the world of p with this name, or nil.
func (p *Package) World(name string) *World {
	for _, w := range p.Worlds {
		if w.Name == name {
			return w
		}
	}
	return nil
}

// direct returns the packages that p itself refers to, in the order in which it first does.
func (p *Package) direct() []*Package {
	var deps []*Package
	refer := func(i *Interface) {
		if i.Package != nil && i.Package != p && !slices.Contains(deps, i.Package) {
			deps = append(deps, i.Package)
		}
	}
	for _, i := range p.Interfaces {
		i.references(refer)
	}
	for _, w := range p.Worlds {
		w.references(refer)
	}
	return deps
}

// Dependencies returns all other packages that p refers to, directly or not, sorted by name.
func (p *Package) Dependencies() []*Package {
	seen := map[*Package]bool{p: true}
	var deps []*Package
	var visit func(*Package)
	refer := func(i *Interface) {
		if i.Package != nil && !seen[i.Package] {
			seen[i.Package] = true
			deps = append(deps, i.Package)
			visit(i.Package)
		}
	}
	visit = func(p *Package) {
		for _, i := range p.Interfaces {
			i.references(refer)
		}
		for _, w := range p.Worlds {
			w.references(refer)
		}
	}
	visit(p)
	slices.SortStableFunc(deps, func(a, b *Package) int { return a.Name.Compare(b.Name) })
	return deps
}
