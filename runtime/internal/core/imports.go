package core

// Kind is the kind of an import or export, by its byte in the binary format.
type Kind byte

// The kinds.
const (
	Func Kind = iota
	Table
	Memory
	Global
	Tag
)

// Import is an import of a module.
type Import struct {
	Module, Name string
	Kind         Kind
	// desc is the rest of it, its type.
	desc []byte
}

// Imports returns the imports of a module in their order.
func Imports(module []byte) ([]Import, error) {
	var imports []Import
	err := sections(module, func(id byte, payload []byte) error {
		if id != sectionImport {
			return nil
		}
		var err error
		imports, err = readImports(payload)
		return err
	})
	return imports, err
}

func sections(module []byte, f func(id byte, payload []byte) error) error {
	r := &reader{b: module}
	r.take(8)
	for !r.done() {
		id := r.byte()
		payload := r.take(r.u32())
		if r.err != nil {
			break
		}
		if err := f(id, payload); err != nil {
			return err
		}
	}
	return r.err
}

func readImports(payload []byte) ([]Import, error) {
	r := &reader{b: payload}
	var imports []Import
	for n := r.u32(); n > 0 && r.err == nil; n-- {
		i := Import{Module: r.name(), Name: r.name(), Kind: Kind(r.byte())}
		start := r.pos
		switch i.Kind {
		case Func:
			r.u32()
		case Table:
			r.refType()
			r.limits()
		case Memory:
			r.limits()
		case Global:
			r.refType()
			r.byte()
		case Tag:
			r.byte()
			r.u32()
		default:
			r.fail("import of kind %d", i.Kind)
		}
		i.desc = r.b[start:r.pos]
		imports = append(imports, i)
	}
	return imports, r.err
}

// refType skips a value type.
func (r *reader) refType() {
	if c := r.byte(); c == 0x63 || c == 0x64 { // a reference to a heap type that follows
		r.leb()
	}
}

func (r *reader) limits() {
	flags := r.byte()
	r.leb()
	if flags&1 != 0 {
		r.leb()
	}
}

// Renamed returns the module with its imports renamed; nothing else changes.
func Renamed(module []byte, name func(i int) (module, name string)) ([]byte, error) {
	out := append(make([]byte, 0, len(module)+256), module[:min(8, len(module))]...)
	err := sections(module, func(id byte, payload []byte) error {
		if id == sectionImport {
			imports, err := readImports(payload)
			if err != nil {
				return err
			}
			payload = appendU32(nil, uint32(len(imports)))
			for i, imported := range imports {
				m, n := name(i)
				payload = appendName(appendName(payload, m), n)
				payload = append(append(payload, byte(imported.Kind)), imported.desc...)
			}
		}
		out = appendSection(out, id, payload)
		return nil
	})
	return out, err
}
