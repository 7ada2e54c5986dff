package link_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// universe is what random components have in common: interfaces that some export and others import, and
// what worlds may have beside them.
type universe struct {
	r          *rand.Rand
	interfaces []*contract
	world      []entry
}

// contract is an interface in all versions: each has more entries than the one before.
type contract struct {
	name     string
	versions []string // each with its "@", oldest first; they need not be compatible
	uses     []foreign
	entries  []entry
}

// foreign is a type of another interface.
type foreign struct {
	of   *contract
	name string
}

// entry is a type, function or instance of an interface or world. Exactly one of the last three is set.
type entry struct {
	name     string
	since    int // the version that first has it
	def      *expr
	function *signature
	nested   []entry
}

type signature struct {
	async  bool
	params []expr
	result *expr
}

// expr is a type: op says which, and name what it refers to or is made of.
type expr struct {
	op   string
	prim component.Primitive
	name string
	of   []expr
}

// labels are names whose order is not that in which they are needed, and of which some are not
// strongly unique.
var labels = []string{"z", "a", "b", "a-b", "zz", "A", "ab", "m1", "x-y", "X", "q-0"}

// primitives are without char, of which no validator takes streams.
var primitives = []component.Primitive{
	component.Bool, component.U8, component.S16, component.U32, component.S64, component.F32, component.F64, component.String,
}

func newUniverse(r *rand.Rand) *universe {
	u := &universe{r: r}
	for i := range 6 {
		c := &contract{name: fmt.Sprintf("t:p%d/%s", i/2, []string{"zeta", "alpha", "mid", "api-b", "api-a", "last"}[i])}
		c.versions = [][]string{{""}, {"@1.0.0", "@1.2.0"}, {"@0.2.0", "@0.2.3", "@0.3.0"}, {"@1.0.0", "@2.0.0"}, {"@1.0.0-rc.1"}}[r.IntN(5)]
		s := &entries{u: u, versions: len(c.versions)}
		for range r.IntN(3) {
			if i == 0 {
				break
			}
			of := u.interfaces[r.IntN(i)]
			if t := of.anyType(r); t != "" && s.add(t) {
				c.uses = append(c.uses, foreign{of, t})
				s.types = append(s.types, scoped{t, of.isResource(t)})
			}
		}
		s.typesOnly = r.IntN(5) == 0
		s.fill(3+r.IntN(6), 0)
		c.entries = s.list
		u.interfaces = append(u.interfaces, c)
	}
	s := &entries{u: u, versions: 1}
	s.fill(12, 0)
	u.world = s.list
	return u
}

func (c *contract) anyType(r *rand.Rand) string {
	var names []string
	for _, e := range c.entries {
		if e.def != nil && e.since == 0 {
			names = append(names, e.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return names[r.IntN(len(names))]
}

func (c *contract) isResource(name string) bool {
	return slices.ContainsFunc(c.entries, func(e entry) bool { return e.name == name && e.def != nil && e.def.op == "resource" })
}

// entries are made at random, each of types that are there already.
type entries struct {
	u         *universe
	versions  int
	list      []entry
	types     []scoped
	taken     map[string]bool
	typesOnly bool
}

// scoped is a type that can be referred to by name.
type scoped struct {
	name     string
	resource bool
}

// add notes a name unless another one is in its way.
func (s *entries) add(name string) bool {
	if s.taken == nil {
		s.taken = make(map[string]bool)
	}
	key := wit.UniqueName(name)
	if s.taken[key] {
		return false
	}
	s.taken[key] = true
	return true
}

func (s *entries) fill(n, depth int) {
	r := s.u.r
	for range n {
		name := labels[r.IntN(len(labels))]
		since := r.IntN(s.versions)
		switch k := r.IntN(10); {
		case k < 3 && !s.typesOnly:
			s.function(name, since)
		case k < 5 && !s.typesOnly:
			if s.add(name) {
				s.list = append(s.list, entry{name: name, since: 0, def: &expr{op: "resource"}})
				s.types = append(s.types, scoped{name, true})
				for range r.IntN(4) {
					s.ofResource(name, since)
				}
			}
		case k == 5 && depth == 0 && !s.typesOnly:
			if s.add(name) {
				in := &entries{u: s.u, versions: 1}
				in.fill(1+r.IntN(3), depth+1)
				s.list = append(s.list, entry{name: name, since: since, nested: in.list})
			}
		default:
			if def := s.define(); s.add(name) {
				s.list = append(s.list, entry{name: name, since: 0, def: def})
				s.types = append(s.types, scoped{name, false})
			}
		}
	}
}

func (s *entries) function(name string, since int) {
	if s.add(name) {
		s.list = append(s.list, entry{name: name, since: since, function: s.signature()})
	}
}

func (s *entries) ofResource(name string, since int) {
	r := s.u.r
	member := labels[r.IntN(len(labels))]
	f := s.signature()
	switch r.IntN(3) {
	case 0:
		name = "[constructor]" + name
		f.async, f.result = false, &expr{op: "own", name: name[len("[constructor]"):]}
	case 1:
		f.params = append([]expr{{op: "borrow", name: name}}, f.params...)
		name = "[method]" + name + "." + member
	default:
		name = "[static]" + name + "." + member
	}
	if s.add(name) {
		s.list = append(s.list, entry{name: name, since: since, function: f})
	}
}

func (s *entries) signature() *signature {
	r := s.u.r
	f := &signature{async: r.IntN(5) == 0}
	for range r.IntN(3) {
		f.params = append(f.params, s.value(true, 2))
	}
	if r.IntN(2) == 0 {
		v := s.value(false, 2)
		f.result = &v
	}
	return f
}

// define returns a type to give a name to.
func (s *entries) define() *expr {
	e := &expr{op: []string{"record", "variant", "enum", "flags", "alias", "alias"}[s.u.r.IntN(6)]}
	if e.op == "record" || e.op == "variant" || e.op == "alias" {
		e.of = append(e.of, s.value(false, 2))
	}
	if e.op == "record" && s.u.r.IntN(2) == 0 {
		e.of = append(e.of, s.value(false, 1))
	}
	return e
}

// value returns the type of a value, which may be a parameter's.
func (s *entries) value(param bool, depth int) expr {
	r := s.u.r
	if len(s.types) > 0 && r.IntN(2) == 0 {
		switch t := s.types[r.IntN(len(s.types))]; {
		case !t.resource:
			return expr{op: "name", name: t.name}
		case param && r.IntN(2) == 0:
			return expr{op: "borrow", name: t.name}
		default:
			return expr{op: "own", name: t.name}
		}
	}
	if depth == 0 || r.IntN(2) == 0 {
		return expr{op: "prim", prim: primitives[r.IntN(len(primitives))]}
	}
	op := []string{"list", "option", "result", "tuple", "stream", "future", "map"}[r.IntN(7)]
	e := expr{op: op, of: []expr{s.value(false, depth-1)}}
	if op == "result" || op == "tuple" {
		e.of = append(e.of, s.value(false, depth-1))
	}
	if op == "list" && param {
		e.of[0] = s.value(true, depth-1)
	}
	return e
}

// subset returns some of the entries of a version, with the types that they need, in their order.
func subset(r *rand.Rand, list []entry, version int, have map[string]bool, all bool) (some []entry) {
	for _, e := range list {
		if e.since > version || !all && r.IntN(4) == 0 {
			continue
		}
		if slices.ContainsFunc(e.needs(), func(name string) bool { return !have[name] }) {
			continue
		}
		if e.def != nil {
			have[e.name] = true
		}
		some = append(some, e)
	}
	return some
}

// needs returns the names that an entry refers to.
func (e *entry) needs() (names []string) {
	var visit func(expr)
	visit = func(x expr) {
		if x.name != "" {
			names = append(names, x.name)
		}
		for _, of := range x.of {
			visit(of)
		}
	}
	if e.def != nil {
		visit(*e.def)
	}
	if e.function != nil {
		for _, p := range e.function.params {
			visit(p)
		}
		if e.function.result != nil {
			visit(*e.function.result)
		}
		if name := wit.ParseFuncName(e.name); name.Resource != "" {
			names = append(names, name.Resource)
		}
	}
	return names
}
