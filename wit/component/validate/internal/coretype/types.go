package coretype

import (
	"encoding/binary"
	"fmt"
)

// Limits, as engines have agreed on them.
const (
	maxTypes      = 1_000_000
	maxFuncs      = 1_000_000
	maxImports    = 1_000_000
	maxExports    = 1_000_000
	maxGlobals    = 1_000_000
	maxTags       = 1_000_000
	maxTables     = 100_000
	maxMemories   = 100
	maxSegments   = 100_000
	maxElements   = 10_000_000 // of a segment
	maxParams     = 1_000
	maxResults    = 1_000
	maxFields     = 10_000
	maxSupertypes = 63 // of types that are subtypes of one another
	maxDecls      = 100_000
	maxTypeSize   = 1_000_000
)

// ID names a type that is defined in a type section. Types that are equal by the rules of the
// standard have the same ID.
type ID uint32

// ValType is the type of a value. Code is its byte in the binary format. For a reference it is
// 0x63, which may be null, or 0x64, and the rest says to what.
type ValType struct {
	Code byte
	// Heap is the byte of an abstract heap type, or 0 where it is the type To.
	Heap   byte
	To     ID
	exact  bool
	shared bool
	// within marks that To is a place in the recursion group that is being read.
	within bool
}

// The types of values that most signatures are made of.
var (
	I32     = ValType{Code: 0x7f}
	I64     = ValType{Code: 0x7e}
	F32     = ValType{Code: 0x7d}
	F64     = ValType{Code: 0x7c}
	V128    = ValType{Code: 0x7b}
	FuncRef = ValType{Code: refNull, Heap: heapFunc}
)

const (
	refNull byte = 0x63
	ref     byte = 0x64
	// Packed types stand in fields alone.
	packedI8  byte = 0x78
	packedI16 byte = 0x77
)

func (v ValType) isRef() bool { return v.Code == refNull || v.Code == ref }

// Kind is what a defined type is.
type Kind byte

// The kinds, by their bytes in the binary format.
const (
	Func   Kind = 0x60
	Struct Kind = 0x5f
	Array  Kind = 0x5e
	Cont   Kind = 0x5d
)

// SubType is a defined type. Params and Results are those of a function; Fields those of a struct,
// or the one of an array; a continuation has its function in Cont.
type SubType struct {
	Kind            Kind
	Params, Results []ValType
	Fields          []FieldType
	Cont            ValType
	Shared          bool

	final    bool
	hasSuper bool
	super    ID
	// within marks that super is a place in the recursion group that is being read.
	within bool
	depth  int
}

// FieldType is the type of a field.
type FieldType struct {
	Type ValType
	Mut  bool
}

// Store has the defined types of all modules and components of one validation.
type Store struct {
	types  []SubType
	groups map[string]ID // the first type of each recursion group
	key    []byte
}

// NewStore returns an empty store.
func NewStore() *Store { return &Store{groups: make(map[string]ID)} }

// Type returns a type.
func (s *Store) Type(id ID) *SubType { return &s.types[id] }

// Func returns the ID of the type of a function that is neither shared nor has a supertype.
func (s *Store) Func(params, results []ValType) ID {
	id, err := s.group([]SubType{{Kind: Func, Params: params, Results: results, final: true}})
	if err != nil {
		panic("coretype: a plain type of a function is refused: " + err.Error())
	}
	return id
}

// group adds the types of a recursion group, or finds those that are equal, and returns the first.
func (s *Store) group(types []SubType) (ID, error) {
	s.key = s.key[:0]
	for i := range types {
		s.key = appendSubType(s.key, &types[i])
	}
	if id, ok := s.groups[string(s.key)]; ok {
		return id, nil
	}
	first := ID(len(s.types))
	if len(s.types)+len(types) > maxTypes {
		return 0, fmt.Errorf("more than %d core types", maxTypes)
	}
	for _, t := range types {
		s.types = append(s.types, settled(t, first))
	}
	for i := range types {
		if err := s.checkSub(first + ID(i)); err != nil {
			return 0, err
		}
	}
	s.groups[string(s.key)] = first
	return first, nil
}

// settled returns t with places in its own group made IDs.
func settled(t SubType, first ID) SubType {
	if t.within {
		t.super, t.within = t.super+first, false
	}
	val := func(v *ValType) {
		if v.within {
			v.To, v.within = v.To+first, false
		}
	}
	values := func(list []ValType) []ValType {
		list = append([]ValType(nil), list...)
		for i := range list {
			val(&list[i])
		}
		return list
	}
	t.Params, t.Results = values(t.Params), values(t.Results)
	t.Fields = append([]FieldType(nil), t.Fields...)
	for i := range t.Fields {
		val(&t.Fields[i].Type)
	}
	val(&t.Cont)
	return t
}

func appendSubType(b []byte, t *SubType) []byte {
	b = append(b, byte(t.Kind), flag(t.final)|flag(t.hasSuper)<<1|flag(t.within)<<2|flag(t.Shared)<<3)
	b = binary.AppendUvarint(b, uint64(t.super))
	for _, list := range [][]ValType{t.Params, t.Results} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, v := range list {
			b = appendValType(b, v)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(t.Fields)))
	for _, f := range t.Fields {
		b = append(appendValType(b, f.Type), flag(f.Mut))
	}
	if t.Kind == Cont {
		b = appendValType(b, t.Cont)
	}
	return b
}

func appendValType(b []byte, v ValType) []byte {
	b = append(b, v.Code)
	if !v.isRef() {
		return b
	}
	b = append(b, v.Heap, flag(v.exact)|flag(v.shared)<<1|flag(v.within)<<2)
	if v.Heap == 0 {
		b = binary.AppendUvarint(b, uint64(v.To))
	}
	return b
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}
