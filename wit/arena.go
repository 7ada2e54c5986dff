package wit

import "strconv"

// arena lists the types of a package in the order in which the JSON form numbers them. That is the
// order in which the reference implementation comes upon them: types without names are there once a
// package, where they are first needed, be it by something that is off; handles that own come before
// the first definition that holds one.
type arena struct {
	*resolver
	// log is what has been come upon while resolving; byKey finds what has no name in it.
	log   []*arenaType
	byKey map[string]*arenaType
	// list is the order in the end, and own the handles in it.
	list []*arenaType
	own  map[*TypeDef]*arenaType
	defs map[*TypeDef]*arenaType
	// interfaces are those that are on, in order, with those inside worlds.
	interfaces []*Interface
	// copies are the types without names of what has been copied by an include: there the same type
	// is another entry.
	copies map[any]map[string]*arenaType
	// copiedFrom are the interfaces that such copies are of.
	copiedFrom map[*Interface]*Interface
}

// arenaType is a type with a name, def, or one without.
type arenaType struct {
	def       *TypeDef
	typ       Type
	stability Stability
	off       bool
}

func newArena(r *resolver) *arena {
	return &arena{
		resolver: r,
		byKey:    make(map[string]*arenaType),
		own:      make(map[*TypeDef]*arenaType),
		defs:     make(map[*TypeDef]*arenaType),
		copies:   make(map[any]map[string]*arenaType),

		copiedFrom: make(map[*Interface]*Interface),
	}
}

// define logs a type with a name.
func (a *arena) define(def *TypeDef, off bool) {
	e := &arenaType{def: def, stability: def.Stability, off: off}
	a.log = append(a.log, e)
	a.defs[def] = e
}

// use logs a type without a name, what it is made of being logged already. Its stability is that of
// the definition that first needs it, or else of the first of its parts that has any.
func (a *arena) use(t Type, s Stability, on bool) {
	switch t.(type) {
	case Primitive, *TypeDef, Own:
		return
	}
	key := a.key(t)
	if e, ok := a.byKey[key]; ok {
		e.off = e.off && !on
		return
	}
	if s == (Stability{}) {
		s = a.stabilityOf(t)
	}
	e := &arenaType{typ: t, stability: s, off: a.gatedOff(s) && !on}
	a.byKey[key] = e
	a.log = append(a.log, e)
}

func (a *arena) stabilityOf(t Type) Stability {
	list := parts(t)
	if b, ok := t.(Borrow); ok {
		list = []Type{b.Resource}
	}
	for _, part := range list {
		var s Stability
		switch part := part.(type) {
		case *TypeDef:
			s = part.Stability
		case Own:
			s = part.Resource.Stability
		case Primitive:
		default:
			if e := a.byKey[a.key(part)]; e != nil {
				s = e.stability
			}
		}
		if s != (Stability{}) {
			return s
		}
	}
	return Stability{}
}

// key returns a text that only equal types have. Types with names are told apart by a number.
func (a *arena) key(t Type) string { return string(a.appendKey(nil, t)) }

func (a *arena) appendKey(b []byte, t Type) []byte {
	switch t := t.(type) {
	case nil:
		return append(b, '_')
	case Primitive:
		return append(b, t...)
	case *TypeDef:
		return a.appendNumber(b, t)
	case Own:
		return a.appendNumber(append(b, "own "...), t.Resource)
	case Borrow:
		return a.appendNumber(append(b, "borrow "...), t.Resource)
	case FixedList:
		b = strconv.AppendUint(append(b, "list,"...), uint64(t.Length), 10)
	case Result:
		b = append(a.appendKey(append(b, "result("...), t.Ok), ',')
		return append(a.appendKey(b, t.Err), ')')
	case List:
		b = append(b, "list"...)
	case Tuple:
		b = append(b, "tuple"...)
	case Option:
		b = append(b, "option"...)
	case Stream:
		b = append(b, "stream"...)
	case Future:
		b = append(b, "future"...)
	case Map:
		b = append(b, "map"...)
	}
	b = append(b, '(')
	for _, part := range parts(t) {
		b = append(a.appendKey(b, part), ',')
	}
	return append(b, ')')
}

func (a *arena) appendNumber(b []byte, t *TypeDef) []byte {
	n, ok := a.numbers[t]
	if !ok {
		n = len(a.numbers)
		a.numbers[t] = n
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// settle makes the list of what has been logged, with the handles that own.
func (a *arena) settle(p *Package, worlds []*worldDraft) {
	for _, e := range a.log {
		if e.off {
			continue
		}
		list := parts(e.typ)
		if e.def != nil {
			list = payloads(e.def.Kind)
			if alias, ok := e.def.Kind.(Alias); ok {
				list = parts(alias.Type)
			}
		}
		for _, part := range list {
			a.ownOf(part)
		}
		a.list = append(a.list, e)
	}
	a.log = nil
	for _, i := range a.interfaces {
		for _, f := range i.AllFuncs() {
			a.handles(f)
		}
	}
	for _, w := range worlds {
		for _, f := range w.funcs {
			a.handles(f)
		}
	}
}

func (a *arena) handles(f *Func) {
	for _, p := range f.Params {
		a.ownOf(p.Type)
	}
	if r := resultOf(f); r != nil {
		a.ownOf(r)
	}
}

// ownOf puts t into the list if it is a handle that owns and is not there.
func (a *arena) ownOf(t Type) {
	h, ok := t.(Own)
	if !ok || a.own[h.Resource] != nil {
		return
	}
	e := &arenaType{typ: h}
	a.own[h.Resource] = e
	a.list = append(a.list, e)
}

// resultOf returns what f returns; that of a constructor is a handle unless it says otherwise.
func resultOf(f *Func) Type {
	if f.Result == nil && f.Kind == Constructor {
		return Own{f.Resource}
	}
	return f.Result
}

// lookup returns the entry of a type that is no primitive, as it is seen from a function or type.
func (a *arena) lookup(from any, t Type) *arenaType {
	if def, ok := t.(*TypeDef); ok {
		return a.defs[def]
	}
	if copied, ok := a.copies[from]; ok {
		return copied[a.key(t)]
	}
	if h, ok := t.(Own); ok {
		return a.own[h.Resource]
	}
	return a.byKey[a.key(t)]
}
