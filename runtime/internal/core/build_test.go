package core

import (
	"bytes"
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// build makes a module of sections, each given by its number and its bytes.
func build(sections ...any) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	for i := 0; i < len(sections); i += 2 {
		out = appendSection(out, byte(sections[i].(int)), sections[i+1].([]byte))
	}
	return out
}

// cat joins bytes, strings and lists of bytes.
func cat(parts ...any) []byte {
	var out []byte
	for _, p := range parts {
		switch p := p.(type) {
		case int:
			out = append(out, byte(p))
		case string:
			out = appendName(out, p)
		case []byte:
			out = append(out, p...)
		}
	}
	return out
}

// vec is a vector of elements.
func vec(elements ...[]byte) []byte {
	return append(appendU32(nil, uint32(len(elements))), bytes.Join(elements, nil)...)
}

// fn is a function body of locals of type i32 and instructions, without the end.
func fn(locals int, code ...any) []byte {
	body := vec()
	if locals > 0 {
		body = vec(append(appendU32(nil, uint32(locals)), typeI32))
	}
	body = append(append(body, cat(code...)...), opEnd)
	return append(appendU32(nil, uint32(len(body))), body...)
}

// sample is a module that has one or two of everything: types () -> () and (i32) -> i32, an imported
// function, two functions, a table of 10, a memory, a global, an element and a data segment. Its second
// function has the code, and is exported as "f".
func sample(locals int, code ...any) []byte { return sampleWith(nil, locals, code...) }

// sampleWith has other sections than sample has.
func sampleWith(other map[int][]byte, locals int, code ...any) []byte {
	all := []any{
		sectionType, vec(cat(0x60, 0, 0), cat(0x60, 1, 0x7f, 1, 0x7f)),
		sectionImport, vec(cat("env", "host", 0, 0)),
		sectionFunction, vec(cat(0), cat(1)),
		sectionTable, vec(cat(0x70, 1, 10, 20)),
		sectionMemory, vec(cat(1, 1, 4)),
		sectionGlobal, vec(cat(0x7f, 1, opI32Const, 7, opEnd)),
		sectionExport, vec(cat("f", 0, 2), cat("m", 2, 0), cat("g", 3, 0), cat("t", 1, 0)),
		sectionStart, []byte(nil),
		sectionElement, vec(cat(0, opI32Const, 0, opEnd, vec(cat(1), cat(2)))),
		sectionDataCount, cat(1),
		sectionCode, vec(fn(0), fn(locals, code...)),
		sectionData, vec(cat(1, "data")),
	}
	var given []any
	for i := 0; i < len(all); i += 2 {
		payload := all[i+1].([]byte)
		if p, ok := other[all[i].(int)]; ok {
			payload = p
		}
		if payload != nil {
			given = append(given, all[i], payload)
		}
	}
	return build(given...)
}

const features = api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExtendedConst

// engine is the compiler that modules are for.
func engine(t testing.TB) wazero.Runtime {
	r := wazero.NewRuntimeWithConfig(t.Context(), wazero.NewRuntimeConfigInterpreter().WithCoreFeatures(features))
	t.Cleanup(func() { _ = r.Close(context.Background()) })
	return r
}

// valid reports whether the compiler takes a module.
func valid(t testing.TB, r wazero.Runtime, module []byte) error {
	m, err := r.CompileModule(t.Context(), module)
	if err == nil {
		_ = m.Close(t.Context())
	}
	return err
}

// rewrite rewrites a module as the runtime does, with the names of its imports as they are.
func rewrite(module []byte) (*Rewritten, error) {
	imports, err := Imports(module)
	if err != nil {
		return nil, err
	}
	return Rewrite(module, Rewriting{
		Name: func(i int) (string, string) { return imports[i].Module, imports[i].Name },
		Host: [2]string{"h", "tick"},
	})
}
