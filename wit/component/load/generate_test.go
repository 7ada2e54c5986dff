package load

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes packages of WIT by chance. Most of what it writes is right. In each package some one thing
// may be at or beyond the edge of what binaries can have: a name that counts as another, a type as deep as
// they may be, a borrowed handle where there can be none.
type generator struct {
	*rand.Rand
	b      strings.Builder
	indent int
	// odd says how many odd things there are still to be.
	odd int
	// interfaces are those of the package so far, with their types.
	interfaces []*generated
	taken      map[string]bool
	number     int
}

// generated is an interface or world that was written.
type generated struct {
	path      string
	name      string
	world     bool
	types     []string // of values
	resources []string
	items     []string // imports that are not interfaces
}

// generate returns the text of a package for a seed, and that of another one that is in it.
func generate(seed uint64) (text, other string) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 11)), taken: make(map[string]bool)}
	if g.IntN(3) > 0 {
		g.odd = 1
	}
	version := g.version()
	main := g.packageName("main") + version
	dep := g.packageName("dep") + g.version()
	g.line("package %s;", main)
	var inner strings.Builder
	if g.IntN(2) == 0 {
		// What the other package has is known before it is used, and written after.
		before := g.b
		g.b = strings.Builder{}
		g.open("package %s {", dep)
		for range 1 + g.IntN(2) {
			g.iface(dep, "")
		}
		g.close()
		inner.WriteString(g.b.String())
		g.b = before
		g.taken = make(map[string]bool)
	}
	for range 1 + g.IntN(3) {
		g.iface("", version)
	}
	for range g.IntN(3) {
		g.world()
	}
	return g.b.String() + inner.String(), inner.String()
}

func (g *generator) line(format string, args ...any) {
	fmt.Fprintf(&g.b, "%s"+format+"\n", append([]any{strings.Repeat("  ", g.indent)}, args...)...)
}

func (g *generator) open(format string, args ...any) {
	g.line(format, args...)
	g.indent++
}

func (g *generator) close() {
	g.indent--
	g.line("}")
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

// isOdd reports whether here is to be an odd thing, of which there are few.
func (g *generator) isOdd(oneIn int) bool {
	if g.odd == 0 || g.IntN(oneIn) > 0 {
		return false
	}
	g.odd--
	return true
}

func (g *generator) packageName(name string) string {
	if g.isOdd(24) {
		return g.pick("a:"+strings.ToUpper(name), "A:"+name, "a:b:"+name, "a:"+name+"-X", "a:"+name+"/more")
	}
	return g.pick("a:", "a-b:", "b2:") + name
}

func (g *generator) version() string {
	if g.isOdd(30) {
		return g.pick("@1.0", "@01.0.0", "@18446744073709551616.0.0", "@1.0.0-01", "@18446744073709551615.0.0")
	}
	return g.pick("", "", "@1.0.0", "@0.2.1", "@2.0.0-rc.1", "@1.2.3-0a.b+build.5")
}

// name returns a name that nothing else in the same place has.
func (g *generator) name(taken map[string]bool) string {
	if g.isOdd(40) {
		for old := range taken { // of which there may be several: only the test's own order changes
			if len(taken) == 1 {
				return g.pick(strings.ToUpper(old), old, strings.ReplaceAll(old, "-", ""), strings.Join(strings.Split(old, ""), "-"))
			}
		}
		return g.pick("A", "aB", "a--b", "1a", "a-1", "a-1b", "a_b", "x-", "world", "%world", "%a", "é", strings.Repeat("n", 100_000), strings.Repeat("n", 100_001))
	}
	for {
		name := g.pick("a", "b", "c", "foo", "bar", "get", "set", "this-one", "URL", "to-HTTP-2", "x", "y", "z", "one", "two", "three", "self", "from") + g.pick("", "", "-1", "-z")
		fold := strings.ToLower(strings.ReplaceAll(name, "-", ""))
		if name == "from" {
			name = "%from"
		}
		if !taken[fold] {
			taken[fold] = true
			return name
		}
	}
}

func (g *generator) gate() {
	switch g.IntN(12) {
	case 0:
		g.line("@unstable(feature = %s)", g.pick("x", "y-z"))
	case 1:
		g.line("/// %s", g.pick("A comment.", "With `code`.", "é \t x"))
	case 2:
		g.line("@external-id(%q)", g.pick("id", "a b", "/x/y.z"))
	}
}

func (g *generator) iface(pkg, version string) {
	i := &generated{name: g.name(g.taken)}
	i.path = i.name
	if pkg != "" {
		path, v, versioned := strings.Cut(pkg, "@")
		i.path = path + "/" + i.name
		if versioned {
			i.path += "@" + v
		}
	}
	if g.IntN(10) == 0 {
		g.line("/// Docs.")
	}
	g.open("interface %s {", i.name)
	g.body(i, make(map[string]bool))
	g.close()
	g.interfaces = append(g.interfaces, i)
}

// body writes the inside of an interface.
func (g *generator) body(i *generated, taken map[string]bool) {
	if len(g.interfaces) > 0 && g.IntN(2) == 0 {
		g.use(i, taken)
	}
	for range g.IntN(5) {
		g.gate()
		g.typeDef(i, taken)
	}
	for range g.IntN(4) {
		g.gate()
		g.fn(i, g.name(taken)+": ", ";")
	}
	if g.IntN(8) == 0 {
		g.accessors(i, taken)
	}
}

func (g *generator) use(i *generated, taken map[string]bool) {
	from := g.interfaces[g.IntN(len(g.interfaces))]
	types := append(append([]string(nil), from.types...), from.resources...)
	if from.world || len(types) == 0 {
		return
	}
	n := g.IntN(len(types))
	as := g.name(taken)
	g.line("use %s.{%s as %s};", from.path, types[n], as)
	if n < len(from.types) {
		i.types = append(i.types, as)
	} else {
		i.resources = append(i.resources, as)
	}
}

func (g *generator) accessors(i *generated, taken map[string]bool) {
	name := g.name(taken)
	if g.isOdd(4) {
		g.line("%s: set(v: %s);", name, g.typ(i, 1))
		return
	}
	of := g.typ(i, 1)
	set := of
	if g.isOdd(4) {
		set = "s8"
	}
	g.line("%s: get() -> %s;", name, g.pick(of, "result<"+of+">"))
	if g.IntN(2) == 0 {
		g.line("%s: set(v: %s)%s;", name, set, g.pick("", " -> result", " -> result<_, string>"))
	}
}

// members returns names of a few, or of as many as there may be and one more.
func (g *generator) members(most int) []string {
	if g.isOdd(12) {
		names := make([]string, []int{0, most, most + 1}[g.IntN(3)])
		for n := range names {
			names[n] = fmt.Sprintf("m%d", n)
		}
		return names
	}
	taken := make(map[string]bool)
	names := make([]string, 1+g.IntN(3))
	for n := range names {
		names[n] = g.name(taken)
	}
	return names
}

func (g *generator) typeDef(i *generated, taken map[string]bool) {
	name := g.name(taken)
	join := func(names []string, of func() string) string {
		for n := range names {
			names[n] += of()
		}
		return strings.Join(names, ", ")
	}
	nothing := func() string { return "" }
	switch g.IntN(8) {
	case 0:
		names := g.members(10_000)
		of := g.typ(i, 2)
		g.line("record %s { %s }", name, join(names, func() string {
			if len(names) > 10 {
				return ": u8"
			}
			return ": " + of
		}))
	case 1:
		names := g.members(10_000)
		of := g.typ(i, 2)
		g.line("variant %s { %s }", name, join(names, func() string {
			if len(names) > 10 || g.IntN(2) == 0 {
				return ""
			}
			return "(" + of + ")"
		}))
	case 2:
		g.line("enum %s { %s }", name, join(g.members(10_000), nothing))
	case 3:
		g.line("flags %s { %s }", name, join(g.members(32), nothing))
	case 4, 5:
		g.resource(i, name)
		i.resources = append(i.resources, name)
		return
	default:
		of := g.typ(i, 3)
		if len(i.resources) > 0 && g.IntN(8) == 0 {
			of = i.resources[g.IntN(len(i.resources))]
			g.line("type %s = %s;", name, of)
			i.resources = append(i.resources, name)
			return
		}
		g.line("type %s = %s;", name, of)
		if strings.Contains(of, "borrow") {
			return // which is not for results
		}
	}
	i.types = append(i.types, name)
}

func (g *generator) resource(i *generated, name string) {
	if g.IntN(3) == 0 {
		g.line("resource %s;", name)
		return
	}
	before := i.resources
	i.resources = append(append([]string(nil), before...), name)
	g.open("resource %s {", name)
	taken := make(map[string]bool)
	if g.IntN(2) == 0 {
		result := ""
		switch {
		case g.isOdd(6):
			result = " -> " + g.pick("u8", "result", "result<u8>", name, "result<own<"+name+">, borrow<"+name+">>")
		case g.IntN(4) == 0:
			result = fmt.Sprintf(" -> result<%s>", name)
		}
		g.line("constructor(%s)%s;", g.params(i), result)
	}
	for range g.IntN(3) {
		n := g.name(taken)
		if g.isOdd(12) {
			n = name
		}
		g.gate()
		g.fn(i, n+": "+g.pick("", "", "static "), ";")
	}
	g.close()
	i.resources = before
}

func (g *generator) fn(i *generated, before, after string) {
	result := ""
	switch {
	case g.isOdd(16) && len(i.resources) > 0:
		result = " -> " + g.pick("borrow<%s>", "option<borrow<%s>>", "result<_, borrow<%s>>", "list<tuple<borrow<%s>>>")
		result = strings.ReplaceAll(result, "%s", i.resources[0])
	case g.IntN(2) == 0:
		result = " -> " + g.owned(i, 2)
	}
	g.line("%s%sfunc(%s)%s%s", before, g.pick("", "", "", "async "), g.params(i), result, after)
}

func (g *generator) params(i *generated) string {
	if g.isOdd(30) {
		n := 999 + g.IntN(3)
		list := make([]string, n)
		for p := range list {
			list[p] = fmt.Sprintf("p%d: u8", p)
		}
		return strings.Join(list, ", ")
	}
	taken := map[string]bool{"self": true} // of methods
	var list []string
	for range g.IntN(3) {
		list = append(list, g.name(taken)+": "+g.typ(i, 2))
	}
	return strings.Join(list, ", ")
}

// owned returns a type without borrowed handles.
func (g *generator) owned(i *generated, depth int) string {
	if t := g.typ(i, depth); !strings.Contains(t, "borrow") {
		return t
	}
	return "u8"
}

// typ returns a type of values, of so many levels.
func (g *generator) typ(i *generated, depth int) string {
	if g.isOdd(24) {
		return g.oddType(i)
	}
	if depth == 0 || g.IntN(3) == 0 {
		return g.leaf(i)
	}
	of := func() string { return g.typ(i, depth-1) }
	switch g.IntN(9) {
	case 0:
		return "list<" + of() + ">"
	case 1:
		return "option<" + of() + ">"
	case 2:
		return g.pick("result", "result<"+of()+">", "result<_, "+of()+">", "result<"+of()+", "+of()+">")
	case 3:
		return "tuple<" + of() + ", " + of() + ">"
	case 4:
		return fmt.Sprintf("list<%s, %d>", of(), 1+g.IntN(40))
	case 5:
		return "map<" + g.pick("u8", "string", "bool", "char", "s64") + ", " + of() + ">"
	case 6:
		return g.pick("future", "future<"+g.owned(i, depth-1)+">")
	case 7:
		t := g.owned(i, depth-1)
		if t == "char" {
			t = "u8"
		}
		return g.pick("stream", "stream<"+t+">")
	default:
		return g.leaf(i)
	}
}

func (g *generator) leaf(i *generated) string {
	switch n := g.IntN(10); {
	case n < 3 && len(i.types) > 0:
		return i.types[g.IntN(len(i.types))]
	case n < 5 && len(i.resources) > 0:
		r := i.resources[g.IntN(len(i.resources))]
		return g.pick(r, "own<"+r+">", "borrow<"+r+">")
	default:
		return g.pick("bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string", "error-context")
	}
}

// oddType returns a type that is at or beyond the edge.
func (g *generator) oddType(i *generated) string {
	deep := func(open string) string {
		n := 91 + g.IntN(10)
		return strings.Repeat(open+"<", n) + "u8" + strings.Repeat(">", n)
	}
	if len(i.resources) > 0 && g.IntN(3) == 0 {
		r := i.resources[g.IntN(len(i.resources))]
		return g.pick("stream<borrow<"+r+">>", "future<list<borrow<"+r+">>>", "stream<own<"+r+">>", "map<"+r+", u8>", "list<"+r+", 4>")
	}
	switch g.IntN(10) {
	case 0:
		return g.pick("stream<char>", "stream<list<char>>", "future<char>")
	case 1:
		return g.pick("list<u8, 0>", "list<u8, 1>", "list<u8, 268435455>", "list<u8, 268435456>", "list<u8, 4294967295>", "list<u8, 4294967296>")
	case 2:
		return g.pick("list<string, 16777215>", "list<string, 16777216>", "list<tuple<u8, u64>, 16777215>", "list<tuple<u8, u64>, 16777216>",
			"list<list<list<u8, 1073741824>, 1073741824>, 1073741824>", "list<option<u16>, 67108863>", "list<option<u16>, 67108864>")
	case 3:
		return deep(g.pick("list", "option", "result", "tuple", "future", "stream"))
	case 4:
		return "tuple<" + strings.Repeat("u8, ", 9_998+g.IntN(3)) + "u8>"
	case 5:
		return g.pick("map<f32, u8>", "map<list<u8>, u8>", "map<error-context, u8>", "map<char, map<bool, u8>>")
	case 6:
		return g.pick("tuple<>", "result<_, _>", "result<_>", "nothing-called-so", "own<u8>", "borrow<u8>")
	case 7:
		t := "u8"
		for range 15 + g.IntN(5) {
			t = "tuple<" + t + ", " + t + ">"
			if len(t) > 400_000 {
				break
			}
		}
		return t
	default:
		if len(i.types) > 0 {
			t := i.types[g.IntN(len(i.types))]
			return g.pick("stream<"+t+">", "map<"+t+", u8>", "borrow<"+t+">", "list<"+t+", 1000000>")
		}
		return "list<bool, 33>"
	}
}

func (g *generator) world() {
	w := &generated{name: g.name(g.taken), world: true}
	w.path = w.name
	g.open("world %s {", w.name)
	imports, exports := make(map[string]bool), make(map[string]bool)
	for range g.IntN(2) {
		g.include()
	}
	seen := make(map[string]bool)
	if len(g.interfaces) > 0 && g.IntN(3) == 0 {
		g.use(w, imports)
	}
	for range g.IntN(3) {
		g.gate()
		g.typeDef(w, imports)
	}
	for range g.IntN(5) {
		g.gate()
		verb, names := "import", imports
		if g.IntN(2) == 0 {
			verb, names = "export", exports
		}
		switch g.IntN(4) {
		case 0:
			name := g.name(names)
			if verb == "import" {
				w.items = append(w.items, name)
			}
			g.fn(w, verb+" "+name+": ", ";")
		case 1:
			name := g.name(names)
			i := new(generated)
			g.open("%s %s: interface {", verb, name)
			g.body(i, make(map[string]bool))
			g.close()
		default:
			path := g.anyInterface()
			if path == "" || seen[verb+path] {
				g.line("%s %s: interface {}", verb, g.name(names))
				continue
			}
			if g.IntN(3) == 0 {
				g.line("%s %s: %s;", verb, g.name(names), path)
				continue
			}
			seen[verb+path] = true
			g.line("%s %s;", verb, path)
		}
	}
	g.close()
	g.interfaces = append(g.interfaces, w)
}

func (g *generator) anyInterface() string {
	for range 5 {
		if i := g.interfaces[g.IntN(len(g.interfaces))]; !i.world || g.isOdd(8) {
			return i.path
		}
	}
	return ""
}

func (g *generator) include() {
	for _, w := range g.interfaces {
		if !w.world {
			continue
		}
		with := ""
		if len(w.items) > 0 && g.IntN(2) == 0 {
			with = fmt.Sprintf(" with { %s as %s }", w.items[0], g.name(make(map[string]bool))+"-2")
		}
		g.line("include %s%s%s", w.path, with, map[bool]string{true: "", false: ";"}[with != ""])
		return
	}
}
