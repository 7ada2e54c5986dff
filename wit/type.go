package wit

// Type is the type of a value: a [Primitive], a [*TypeDef], or one of [List], [FixedList], [Tuple],
// [Option], [Result], [Own], [Borrow], [Stream], [Future] and [Map].
type Type interface{ typ() }

// Primitive is a primitive type. Its value is the keyword of WIT.
type Primitive string

// The primitive types.
const (
	Bool         Primitive = "bool"
	S8           Primitive = "s8"
	U8           Primitive = "u8"
	S16          Primitive = "s16"
	U16          Primitive = "u16"
	S32          Primitive = "s32"
	U32          Primitive = "u32"
	S64          Primitive = "s64"
	U64          Primitive = "u64"
	F32          Primitive = "f32"
	F64          Primitive = "f64"
	Char         Primitive = "char"
	String       Primitive = "string"
	ErrorContext Primitive = "error-context"
)

// List is a list type.
type List struct{ Elem Type }

// FixedList is a list of a fixed length.
type FixedList struct {
	Elem   Type
	Length uint32
}

// Tuple is a tuple type.
type Tuple struct{ Types []Type }

// Option is an option type.
type Option struct{ Some Type }

// Result is a result type; a nil side carries nothing.
type Result struct{ Ok, Err Type }

// Own is an owning handle of a resource, which in most places WIT writes as the resource alone.
type Own struct{ Resource *TypeDef }

// Borrow is a borrowed handle of a resource.
type Borrow struct{ Resource *TypeDef }

// Stream is a stream type; Elem is nil where its elements carry nothing.
type Stream struct{ Elem Type }

// Future is a future type; Elem is nil where it carries nothing.
type Future struct{ Elem Type }

// Map is a map type.
type Map struct{ Key, Value Type }

func (Primitive) typ() {}
func (List) typ()      {}
func (FixedList) typ() {}
func (Tuple) typ()     {}
func (Option) typ()    {}
func (Result) typ()    {}
func (Own) typ()       {}
func (Borrow) typ()    {}
func (Stream) typ()    {}
func (Future) typ()    {}
func (Map) typ()       {}
