package core

import "fmt"

// Rewriting is what [Rewrite] does to a module.
type Rewriting struct {
	// Name returns the names that an import gets.
	Name func(i int) (module, name string)
	// Tick is the function that the module is to import and call now and then while it runs; it
	// takes nothing and returns how many loops and calls may pass until the next. Where Tick has no
	// module the code stays as it is.
	Tick [2]string
}

// rewriter adds a function to the imports of a module, so that all functions that it defines get the
// next index, a global that counts down, and code that does so.
type rewriter struct {
	Rewriting
	meter   bool
	imports []Import
	funcs   uint32 // imported functions
	types   uint32
	counter uint32 // the global
	out     []byte
	done    [16]bool // sections, by id
}

// order is that of the sections that are needed even where the module has none.
var needed = []byte{sectionType, sectionImport, sectionGlobal}

// rank orders sections as modules have to have them.
var rank = map[byte]int{
	sectionType: 1, sectionImport: 2, sectionFunction: 3, sectionTable: 4, sectionMemory: 5, sectionTag: 6,
	sectionGlobal: 7, sectionExport: 8, sectionStart: 9, sectionElement: 10, 12: 11, sectionCode: 12, 11: 13,
}

// Rewrite renames a module's imports and, where asked for, has it call the host now and then.
func Rewrite(module []byte, how Rewriting) ([]byte, error) {
	w := &rewriter{Rewriting: how, meter: how.Tick[0] != ""}
	if err := w.survey(module); err != nil {
		return nil, err
	}
	w.out = append(make([]byte, 0, len(module)+len(module)/8+256), module[:min(8, len(module))]...)
	err := sections(module, func(id byte, payload []byte) error {
		w.missing(id)
		payload, err := w.section(id, payload)
		if err != nil {
			return err
		}
		if payload != nil {
			w.out = appendSection(w.out, id, payload)
		}
		return nil
	})
	w.missing(sectionCode)
	return w.out, err
}

// survey counts what new indices come after.
func (w *rewriter) survey(module []byte) error {
	globals := uint32(0)
	err := sections(module, func(id byte, payload []byte) error {
		var err error
		r := &reader{b: payload}
		switch id {
		case sectionImport:
			w.imports, err = readImports(payload)
		case sectionGlobal:
			globals = r.u32()
		case sectionType:
			w.types = r.u32()
		}
		return err
	})
	for _, i := range w.imports {
		switch i.Kind {
		case Func:
			w.funcs++
		case Global:
			globals++
		}
	}
	w.counter = globals
	return err
}

// missing adds the sections that are needed before the one with this id.
func (w *rewriter) missing(id byte) {
	if id == sectionCustom {
		return
	}
	for _, n := range needed {
		if w.meter && !w.done[n] && rank[n] < rank[id] {
			w.done[n] = true
			payload, _ := w.section(n, []byte{0})
			w.out = appendSection(w.out, n, payload)
		}
	}
	w.done[id&15] = true
}

// section returns the payload of a section, nil where it is left out.
func (w *rewriter) section(id byte, payload []byte) ([]byte, error) {
	if id == sectionImport {
		return w.importSection(), nil
	}
	if !w.meter {
		return payload, nil
	}
	r := &reader{b: payload}
	c := &copier{reader: r, funcs: w.funcs}
	switch id {
	case sectionType:
		out := appendU32(nil, r.u32()+1)
		out = append(out, payload[r.pos:]...)
		return append(out, 0x60, 0, 1, 0x7f), r.err
	case sectionGlobal:
		c.out = appendU32(nil, r.u32()+1)
		c.start = r.pos
		for !r.done() {
			r.refType()
			r.byte()
			c.expression()
		}
		c.flush()
		return append(c.out, 0x7f, 1, opI32Const, 0, opEnd), r.err
	case sectionTable:
		c.tables()
	case sectionExport:
		c.exports()
	case sectionStart:
		c.function()
	case sectionElement:
		c.elements()
	case sectionCode:
		return w.code(payload)
	case sectionCustom:
		return c.custom()
	default:
		return payload, nil
	}
	c.flush()
	return c.out, r.err
}

func (w *rewriter) importSection() []byte {
	n := len(w.imports)
	if w.meter {
		n++
	}
	out := appendU32(nil, uint32(n))
	for i, imported := range w.imports {
		m, name := w.Name(i)
		out = appendName(appendName(out, m), name)
		out = append(append(out, byte(imported.Kind)), imported.desc...)
	}
	if w.meter {
		out = appendName(appendName(out, w.Tick[0]), w.Tick[1])
		out = appendU32(append(out, byte(Func)), w.types)
	}
	return out
}

// code rewrites all bodies.
func (w *rewriter) code(payload []byte) ([]byte, error) {
	r := &reader{b: payload}
	check := w.check()
	n := r.u32()
	out := appendU32(make([]byte, 0, len(payload)+len(payload)/8), n)
	c := &copier{}
	for ; n > 0 && r.err == nil; n-- {
		body := &reader{b: r.take(r.u32())}
		*c = copier{reader: body, funcs: w.funcs, check: check, out: c.out[:0]}
		for locals := body.u32(); locals > 0 && body.err == nil; locals-- {
			body.u32()
			body.refType()
		}
		head := body.pos
		c.start = head
		c.instructions()
		if body.err != nil {
			return nil, fmt.Errorf("code: %w", body.err)
		}
		size := head + len(c.out)
		if c.calls {
			size += len(check)
		}
		out = appendU32(out, uint32(size))
		out = append(out, body.b[:head]...)
		if c.calls {
			out = append(out, check...)
		}
		out = append(out, c.out...)
	}
	return out, r.err
}

// check is the code that counts down and calls the host at the end of it.
func (w *rewriter) check() []byte {
	b := appendU32([]byte{opGlobalGet}, w.counter)
	b = append(b, opI32Const, 1, opI32Sub)
	b = appendU32(append(b, opGlobalSet), w.counter)
	b = appendU32(append(b, opGlobalGet), w.counter)
	b = append(b, opI32Const, 0, opI32LtS, opIf, blockVoid)
	b = appendU32(append(b, opCall), w.funcs)
	b = appendU32(append(b, opGlobalSet), w.counter)
	return append(b, opEnd)
}
