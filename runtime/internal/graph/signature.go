package graph

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// maxSignature bounds the text of a signature, in bytes; those of WASI are shorter. Types share parts, and
// can be far larger than their binary.
const maxSignature = 1 << 15

// Signature writes a function's type so that equal types, and they alone, are written alike: types of
// values by their structure, resources of the host by their names. What is longer than any that it is
// compared with is cut short.
func (p *Plan) Signature(f *canon.Func) string {
	w := signature{plan: p}
	for i, t := range f.Params.Fields {
		w.separated(i)
		w.value(t)
	}
	if f.Result != nil {
		w.WriteString(" -> ")
		w.value(f.Result)
	}
	if w.Len() > maxSignature {
		return w.String()[:maxSignature] + "…"
	}
	return strings.TrimPrefix(w.String(), " ")
}

type signature struct {
	strings.Builder
	plan *Plan
}

var kinds = map[canon.Kind]string{
	canon.Bool: "bool", canon.S8: "s8", canon.U8: "u8", canon.S16: "s16", canon.U16: "u16",
	canon.S32: "s32", canon.U32: "u32", canon.S64: "s64", canon.U64: "u64",
	canon.F32: "f32", canon.F64: "f64", canon.Char: "char", canon.String: "string",
	canon.List: "list", canon.Record: "record", canon.Variant: "variant", canon.Enum: "enum",
	canon.Option: "option", canon.Result: "result", canon.Flags: "flags", canon.Own: "own", canon.Borrow: "borrow",
}

func (w *signature) separated(i int) {
	if i > 0 {
		w.WriteString(", ")
	}
}

func (w *signature) value(t *canon.Type) {
	if w.Len() > maxSignature {
		return
	}
	if t.Kind == canon.Record && t.Names == nil {
		w.WriteString("tuple")
	} else {
		w.WriteString(kinds[t.Kind])
	}
	switch t.Kind {
	case canon.List:
		w.angled(t.Elem)
	case canon.Record:
		if t.Names == nil {
			w.angled(t.Fields...)
		} else {
			w.named(t.Names, t.Fields)
		}
	case canon.Variant:
		w.named(t.Names, t.Cases)
	case canon.Enum, canon.Flags:
		w.named(t.Names, nil)
	case canon.Option:
		w.angled(t.Cases[1])
	case canon.Result:
		w.angled(t.Cases...)
	case canon.Own, canon.Borrow:
		fmt.Fprintf(w, "<%s>", w.resource(t.Resource))
	}
}

func (w *signature) resource(id types.ResourceID) string {
	if name := w.plan.Resources[id].Name; name != "" {
		return name
	}
	return "a resource of its own"
}

func (w *signature) angled(list ...*canon.Type) {
	w.WriteByte('<')
	for i, t := range list {
		w.separated(i)
		if t == nil {
			w.WriteByte('_')
		} else {
			w.value(t)
		}
	}
	w.WriteByte('>')
}

func (w *signature) named(names []string, list []*canon.Type) {
	w.WriteByte('{')
	for i, name := range names {
		w.separated(i)
		w.WriteString(name)
		if list != nil && list[i] != nil {
			w.WriteString(": ")
			w.value(list[i])
		}
	}
	w.WriteByte('}')
}
