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
	// typ is the type of a function.
	typ uint32
}

// Imports returns the imports of a module in their order. Their types are not checked yet.
func Imports(module []byte) ([]Import, error) {
	var imports []Import
	err := sections(module, func(id byte, r *reader) {
		if id == sectionImport {
			imports = r.importList()
		}
	})
	if err != nil {
		return nil, err
	}
	return imports, nil
}

// rank orders sections as modules have to have them.
var rank = [...]int{
	sectionType: 1, sectionImport: 2, sectionFunction: 3, sectionTable: 4, sectionMemory: 5, sectionTag: 6,
	sectionGlobal: 7, sectionExport: 8, sectionStart: 9, sectionElement: 10, sectionDataCount: 11,
	sectionCode: 12, sectionData: 13,
}

// sections calls f with each section of a module, which has them in order.
func sections(module []byte, f func(id byte, r *reader)) error {
	r := &reader{b: module}
	if string(r.take(8)) != "\x00asm\x01\x00\x00\x00" {
		r.fail("not a core module of version 1")
	}
	last := 0
	for !r.done() {
		at := r.pos
		id := r.byte()
		if int(id) >= len(rank) {
			r.pos = at
			r.fail("section %d is not known", id)
		} else if id != sectionCustom {
			if rank[id] <= last {
				r.pos = at
				r.fail("section %d is out of order", id)
			}
			last = rank[id]
		}
		payload := r.take(r.u32())
		if r.err != nil {
			break
		}
		section := &reader{b: payload, base: r.pos - len(payload)}
		f(id, section)
		if section.err != nil {
			return section.err
		}
	}
	if r.err != nil {
		return r.err
	}
	return nil
}

func (r *reader) importList() []Import {
	n := r.count("imports", maxImports, 4)
	imports := make([]Import, 0, n)
	for range n {
		i := Import{Module: r.name(), Name: r.name(), Kind: Kind(r.byte())}
		start := r.pos
		switch i.Kind {
		case Func:
			i.typ = r.u32()
		case Table:
			r.tableType()
		case Memory:
			r.memoryType()
		case Global:
			r.globalType()
		default:
			r.unsupported("import %q %q of kind %d is not supported", i.Module, i.Name, i.Kind)
		}
		if r.err != nil {
			return nil
		}
		i.desc = r.b[start:r.pos]
		imports = append(imports, i)
	}
	r.finish()
	return imports
}
