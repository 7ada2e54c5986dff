package wit

import (
	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// Limits that validators agree on (those of wasm-tools 1.262). A package beyond them can be written, but
// nobody takes its binary.
const (
	maxMembers      = 10_000        // fields, cases or types in a tuple
	maxParams       = 1_000         // of a function
	maxNameBytes    = 100_000       // of a name in a binary
	maxFixedLength  = 1 << 30       // elements of a list of a fixed length
	maxValueBytes   = 1<<28 - 1     // of a value in memory
	maxInstances    = 4_096         // interfaces that a world imports and exports
	maxMeasuredSize = 1_000_000 - 1 // types that something is made of, itself and those in them counted each time
	maxDepth        = 100           // levels of types in types, those that stand around an interface in a binary counted
)

// Levels that stand around the definition of an interface and of a world in the binary of a package: the
// type of the component that wraps it, and the package.
const packageLevels = 2

// measure is how large something is to a validator. Size and depth count as wasm-tools counts, and bytes is
// the size of a value in a memory of 32 bits, align its alignment.
type measure struct {
	size, depth  int64
	bytes, align int64
}

// leaf is the measure of what is made of nothing.
var leaf = measure{size: 1, depth: 1, bytes: 4, align: 4}

// enough is more than every limit, at which counting ends.
const enough = int64(1) << 40

// with returns m with another type in it, as a field of a record has.
func (m measure) with(part measure) measure {
	m = m.beside(part)
	m.bytes = min(enough, aligned(m.bytes, part.align)+part.bytes)
	m.align = max(m.align, part.align)
	return m
}

// beside returns m with another type in it that lies elsewhere in memory.
func (m measure) beside(part measure) measure {
	m.size = min(enough, m.size+part.size)
	m.depth = min(enough, max(m.depth, part.depth+1))
	return m
}

func aligned(n, to int64) int64 { return (n + to - 1) / to * to }

// ended returns the measure of a value whose parts are all in it.
func (m measure) ended() measure {
	m.bytes = aligned(m.bytes, m.align)
	return m
}

// chosen returns the measure of a value that is one of several parts, and says which.
func chosen(parts []measure) measure {
	m := measure{size: 1, depth: 1, bytes: 0, align: 1}
	payload := measure{align: 1}
	for _, p := range parts {
		m = m.beside(p)
		payload.bytes, payload.align = max(payload.bytes, p.bytes), max(payload.align, p.align)
	}
	m.bytes = min(enough, aligned(tagBytes(len(parts)), payload.align)+payload.bytes)
	m.align = max(payload.align, tagBytes(len(parts)))
	return m.ended()
}

// tagBytes returns the size of what tells so many cases apart.
func tagBytes(cases int) int64 {
	switch {
	case cases <= 1<<8:
		return 1
	case cases <= 1<<16:
		return 2
	default:
		return 4
	}
}

var primitiveBytes = map[Primitive]int64{
	Bool: 1, S8: 1, U8: 1, S16: 2, U16: 2, S64: 8, U64: 8, F64: 8,
}

// measureOf returns the measure of a type.
func (r *resolver) measureOf(t Type) measure {
	empty := measure{size: 1, depth: 1, align: 1}
	pointer := func(of ...Type) measure {
		m := leaf
		for _, t := range of {
			if t != nil {
				m = m.beside(r.measureOf(t))
			}
		}
		return m
	}
	switch t := t.(type) {
	case nil:
		return measure{align: 1}
	case *TypeDef:
		return r.measureDef(t)
	case Primitive:
		m := leaf
		if n, ok := primitiveBytes[t]; ok {
			m.bytes, m.align = n, n
		} else if t == String {
			m.bytes = 8
		}
		return m
	case List:
		m := pointer(t.Elem)
		m.bytes = 8
		return m
	case Map:
		m := pointer(t.Key, t.Value)
		m.bytes = 8
		return m
	case FixedList:
		elem := r.measureOf(t.Elem)
		m := empty.beside(elem)
		m.bytes, m.align = min(enough, elem.bytes*int64(t.Length)), elem.align
		return m
	case Tuple:
		m := empty
		for _, e := range t.Types {
			m = m.with(r.measureOf(e))
		}
		return m.ended()
	case Option:
		return chosen([]measure{{align: 1}, r.measureOf(t.Some)})
	case Result:
		return chosen([]measure{r.measureOf(t.Ok), r.measureOf(t.Err)})
	case Stream:
		return pointer(t.Elem)
	case Future:
		return pointer(t.Elem)
	default:
		return leaf
	}
}

// measureDef returns the measure of a type with a name.
func (r *resolver) measureDef(def *TypeDef) measure {
	if m, ok := r.measures[def]; ok {
		return m
	}
	m := leaf
	switch k := def.Kind.(type) {
	case Use:
		m = r.measureDef(k.Type)
	case Alias:
		m = r.measureOf(k.Type)
	case Record:
		m = measure{size: 1, depth: 1, align: 1}
		for _, f := range k.Fields {
			m = m.with(r.measureOf(f.Type))
		}
		m = m.ended()
	case Variant:
		parts := make([]measure, len(k.Cases))
		for i, c := range k.Cases {
			parts[i] = r.measureOf(c.Type)
		}
		m = chosen(parts)
	case Enum:
		m.bytes = tagBytes(len(k.Cases))
		m.align = m.bytes
	case Flags:
		m.bytes = map[bool]int64{true: 1, false: 4}[len(k.Flags) <= 8]
		m.align = m.bytes
	}
	r.measures[def] = m
	return m
}

// measureFunc returns the measure of a function, of which only size and depth count.
func (r *resolver) measureFunc(f *Func) measure {
	m := leaf
	if f.Kind == Method {
		m = m.beside(leaf)
	}
	for _, p := range f.Params {
		m = m.beside(r.measureOf(p.Type))
	}
	switch {
	case f.Result != nil:
		m = m.beside(r.measureOf(f.Result))
	case f.Kind == Constructor:
		m = m.beside(leaf)
	}
	return m
}

// tooLarge says so where what something is called at a place is beyond a limit. The levels are those that
// stand around it in the binary of a package.
func (p *packageResolver) tooLarge(at syntax.Span, what string, m measure, levels int64) bool {
	switch {
	case m.depth+levels > maxDepth:
		p.problem(at, "%s is too deep: %d types in one another, and validators take %d", what, m.depth, maxDepth-levels)
	case m.size > maxMeasuredSize:
		p.problem(at, "%s is too large: it is made of more than %d types, counting each as often as it comes, which no validator takes", what, maxMeasuredSize)
	case m.bytes > maxValueBytes:
		p.problem(at, "%s is too large: a value takes more than %d bytes, which no validator takes", what, maxValueBytes)
	default:
		return false
	}
	return true
}

// checkDef says so where a type of an interface or world is too large. It then counts as a small one, so
// that it is told once.
func (p *packageResolver) checkDef(def *TypeDef, at syntax.Span) {
	if _, used := def.Kind.(Use); used {
		return
	}
	p.checkName(def.Name, at)
	if p.tooLarge(at, "type `"+def.Name+"`", p.measureDef(def), 1+packageLevels) {
		p.measures[def] = leaf
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
	if params > maxParams {
		p.problem(at, "function `%s` has %d parameters, more than %d", name, params, maxParams)
	}
	p.tooLarge(at, "function `"+name+"`", p.measureFunc(f), 1+packageLevels)
}

// checkName says so where a name is too long for binaries.
func (p *packageResolver) checkName(name string, at syntax.Span) {
	if len(name) > maxNameBytes {
		p.problem(at, "a name of %d bytes, more than %d", len(name), maxNameBytes)
	}
}

// checkSizes says so where an interface, a world or the whole package is beyond a limit though nothing in it
// is. Their places are those of their names.
func (p *packageResolver) checkSizes(list []*target) {
	if len(p.errors) > 0 {
		return
	}
	all := measure{size: 1, depth: 1}
	for _, t := range list {
		if t.off || t.ifDef == nil {
			continue
		}
		p.file = t.file
		if id, ok := t.iface.ID(); ok {
			p.checkName(id.String(), t.ifDef.Name.Span)
		}
		m := p.measureInterface(t.iface)
		p.tooLarge(t.ifDef.Name.Span, "interface `"+t.iface.Name+"`", m, packageLevels)
		all = all.beside(leaf.beside(m))
	}
	for _, d := range p.worlds {
		p.file = d.file
		m, instances := p.measureWorld(d.world)
		what := "world `" + d.world.Name + "`"
		if !p.tooLarge(d.at, what, m, packageLevels) && instances > maxInstances {
			p.problem(d.at, "%s imports and exports %d interfaces, more than %d", what, instances, maxInstances)
		}
		all = all.beside(leaf.beside(m))
	}
	if len(p.errors) == 0 && p.unit.source != nil {
		p.file = &unitFile{source: p.unit.source}
		p.tooLarge(p.unit.at, "package `"+p.pkg.Name.String()+"`", all, 0)
	}
}

func (r *resolver) measureInterface(i *Interface) measure {
	m := measure{size: 1, depth: 1}
	for _, def := range i.Types {
		m = m.beside(r.measureDef(def).sizes())
		if res, ok := def.Kind.(*Resource); ok {
			for _, f := range res.Funcs {
				m = m.beside(r.measureFunc(f).sizes())
			}
		}
	}
	for _, f := range i.Funcs {
		m = m.beside(r.measureFunc(f).sizes())
	}
	return m
}

// sizes returns m without what counts in memory.
func (m measure) sizes() measure { return measure{size: m.size, depth: m.depth} }

// measureWorld returns the measure of a world and how many interfaces it has.
func (r *resolver) measureWorld(w *World) (m measure, instances int) {
	m = measure{size: 1, depth: 1}
	for _, items := range [][]WorldItem{w.Imports, w.Exports} {
		for _, i := range items {
			switch item := i.Item.(type) {
			case *Interface:
				instances++
				m = m.beside(r.measureInterface(item))
			case *TypeDef:
				m = m.beside(r.measureDef(item).sizes())
				if res, ok := item.Kind.(*Resource); ok {
					for _, f := range res.Funcs {
						m = m.beside(r.measureFunc(f).sizes())
					}
				}
			case *Func:
				m = m.beside(r.measureFunc(item).sizes())
			}
		}
	}
	return m, instances
}
