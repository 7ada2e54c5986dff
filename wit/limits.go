package wit

import (
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// Levels that stand around the definition of an interface and of a world in the binary of a package: the
// type of the component that wraps it, and the package.
const packageLevels = 2

var primitiveSizes = map[Primitive]limits.Size{
	Bool: limits.Scalar(1), S8: limits.Scalar(1), U8: limits.Scalar(1), S16: limits.Scalar(2), U16: limits.Scalar(2),
	S64: limits.Scalar(8), U64: limits.Scalar(8), F64: limits.Scalar(8), String: limits.Pointer(),
}

// sizeOf returns how large a type is.
func (r *resolver) sizeOf(t Type) limits.Size {
	switch t := t.(type) {
	case nil:
		return limits.Size{}
	case *TypeDef:
		return r.sizeOfDef(t)
	case Primitive:
		if size, ok := primitiveSizes[t]; ok {
			return size
		}
		return limits.Scalar(4)
	case List:
		return limits.Pointer(r.sizeOf(t.Elem))
	case Map:
		return limits.Pointer(r.sizeOf(t.Key), r.sizeOf(t.Value))
	case FixedList:
		return limits.Repeat(r.sizeOf(t.Elem), t.Length)
	case Tuple:
		return limits.Sequence(len(t.Types), func(i int) limits.Size { return r.sizeOf(t.Types[i]) })
	case Option:
		return r.sizeOfChoice(nil, t.Some)
	case Result:
		return r.sizeOfChoice(t.Ok, t.Err)
	case Stream:
		return limits.Handle(r.sizeOf(t.Elem))
	case Future:
		return limits.Handle(r.sizeOf(t.Elem))
	default:
		return limits.Scalar(4)
	}
}

func (r *resolver) sizeOfChoice(parts ...Type) limits.Size {
	return limits.Choice(len(parts), func(i int) limits.Size { return r.sizeOf(parts[i]) })
}

// sizeOfDef returns how large a type with a name is.
func (r *resolver) sizeOfDef(def *TypeDef) limits.Size {
	if s, ok := r.sizes[def]; ok {
		return s
	}
	s := limits.Scalar(4)
	switch k := def.Kind.(type) {
	case Use:
		s = r.sizeOfDef(k.Type)
	case Alias:
		s = r.sizeOf(k.Type)
	case Record:
		s = limits.Sequence(len(k.Fields), func(i int) limits.Size { return r.sizeOf(k.Fields[i].Type) })
	case Variant:
		s = limits.Choice(len(k.Cases), func(i int) limits.Size { return r.sizeOf(k.Cases[i].Type) })
	case Enum:
		s = limits.Choice(len(k.Cases), limits.NoCase)
	case Flags:
		s = limits.FlagBits(len(k.Flags))
	}
	r.sizes[def] = s
	return s
}

// sizeOfFunc returns how large a function is.
func (r *resolver) sizeOfFunc(f *Func) limits.Size {
	s := limits.Group()
	if f.Kind == Method {
		s = s.With(limits.Handle())
	}
	for _, p := range f.Params {
		s = s.With(r.sizeOf(p.Type))
	}
	switch {
	case f.Result != nil:
		s = s.With(r.sizeOf(f.Result))
	case f.Kind == Constructor:
		s = s.With(limits.Handle())
	}
	return s
}

// tooLarge says so where what something is called at a place is beyond a limit. The levels are those that
// stand around it in the binary of a package.
func (p *packageResolver) tooLarge(at syntax.Span, what string, s limits.Size, levels int64) bool {
	switch {
	case s.Depth+levels > limits.Depth:
		p.problem(at, "%s is too deep: %d types in one another, and validators take %d", what, s.Depth, limits.Depth-levels)
	case s.Parts > limits.Parts:
		p.problem(at, "%s is too large: it is made of more than %d types, counting each as often as it comes, which no validator takes", what, limits.Parts)
	case s.Largest > limits.Bytes:
		p.problem(at, "%s is too large: a value takes more than %d bytes, which no validator takes", what, limits.Bytes)
	default:
		return false
	}
	return true
}

// checkDef says so where a type of an interface or world is too large. It then counts as a small one, so
// that it is told once.
func (p *packageResolver) checkDef(def *TypeDef, at syntax.Span) {
	p.checkName(def.Name, at)
	if _, used := def.Kind.(Use); used {
		return
	}
	if p.tooLarge(at, "type `"+def.Name+"`", p.sizeOfDef(def), 1+packageLevels) {
		p.sizes[def] = limits.Scalar(4)
	}
}

// checkFunc says so where a function of an interface or world is beyond a limit.
func (p *packageResolver) checkFunc(f *Func, at syntax.Span) {
	name := nameOf(f).String()
	p.checkName(name, at)
	params := len(f.Params)
	if f.Kind == Method {
		params++
	}
	if params > limits.Params {
		p.problem(at, "function `%s` has %d parameters, more than %d", name, params, limits.Params)
	}
	p.tooLarge(at, "function `"+name+"`", p.sizeOfFunc(f), 1+packageLevels)
}

// checkName says so where a name is too long for binaries.
func (p *packageResolver) checkName(name string, at syntax.Span) {
	if len(name) > limits.NameBytes {
		p.problem(at, "a name of %d bytes, more than %d", len(name), limits.NameBytes)
	}
}

// checkSizes says so where an interface, a world or the whole package is beyond a limit though nothing in it
// is. Their places are those of their names.
func (p *packageResolver) checkSizes(list []*target) {
	if len(p.errors) > 0 {
		return
	}
	all := limits.Group()
	for _, t := range list {
		if t.off || t.ifDef == nil {
			continue
		}
		p.file = t.file
		if id, ok := t.iface.ID(); ok {
			p.checkName(id.String(), t.ifDef.Name.Span)
		}
		s := p.sizeOfInterface(t.iface)
		p.tooLarge(t.ifDef.Name.Span, "interface `"+t.iface.Name+"`", s, packageLevels)
		component := limits.Group(s)
		if all.Parts <= limits.Parts { // otherwise the package is too large, whatever else there is
			for _, used := range t.iface.live() {
				if used != t.iface {
					component = component.With(p.sizeOfTypes(used)) // Its functions are not in the binary.
				}
			}
		}
		all = all.With(component)
	}
	for _, d := range p.worlds {
		p.file = d.file
		id := ID{Package: p.pkg.Name, Name: d.world.Name}
		p.checkName(id.String(), d.at)
		s, instances := p.sizeOfWorld(d.world)
		what := "world `" + d.world.Name + "`"
		if !p.tooLarge(d.at, what, s, packageLevels) && instances > limits.Instances {
			p.problem(d.at, "%s imports and exports %d interfaces, more than %d", what, instances, limits.Instances)
		}
		all = all.With(limits.Group(s))
	}
	if len(p.errors) == 0 && p.unit.source != nil {
		p.file = &unitFile{source: p.unit.source}
		p.tooLarge(p.unit.at, "package `"+p.pkg.Name.String()+"`", all, 0)
	}
}

func (r *resolver) sizeOfInterface(i *Interface) limits.Size {
	s := r.sizeOfTypes(i)
	for _, def := range i.Types {
		s = s.With(r.sizeOfFuncs(def))
	}
	for _, f := range i.Funcs {
		s = s.With(r.sizeOfFunc(f))
	}
	return s
}

// sizeOfTypes returns how large an interface is without its functions.
func (r *resolver) sizeOfTypes(i *Interface) limits.Size {
	s := limits.Group()
	for _, def := range i.Types {
		s = s.With(r.sizeOfDef(def))
	}
	return s
}

// sizeOfWorld returns how large a world is, and how many interfaces it has.
func (r *resolver) sizeOfWorld(w *World) (s limits.Size, instances int) {
	s = limits.Group()
	for _, items := range [][]WorldItem{w.Imports, w.Exports} {
		for _, i := range items {
			switch item := i.Item.(type) {
			case *Interface:
				instances++
				s = s.With(r.sizeOfInterface(item))
			case *TypeDef:
				s = s.With(r.sizeOfDef(item), r.sizeOfFuncs(item))
			case *Func:
				s = s.With(r.sizeOfFunc(item))
			}
		}
	}
	return s, instances
}

// sizeOfFuncs returns what the functions of a resource, if def is one, add to what it is in.
func (r *resolver) sizeOfFuncs(def *TypeDef) limits.Size {
	var s limits.Size
	if res, ok := def.Kind.(*Resource); ok {
		for _, f := range res.Funcs {
			size := r.sizeOfFunc(f)
			s.Parts, s.Depth = s.Parts+size.Parts, max(s.Depth, size.Depth)
		}
	}
	return s
}
