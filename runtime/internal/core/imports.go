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
