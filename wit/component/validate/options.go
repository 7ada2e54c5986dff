package validate

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
)

// options are the options of a canonical definition.
type options struct {
	memory, is64         bool
	realloc, async       bool
	postReturn, callback *uint32
}

// pointer is the core type of addresses.
func (o *options) pointer() coretype.ValType {
	if o.is64 {
		return coretype.I64
	}
	return coretype.I32
}

// needMemory and needRealloc check for options that are needed for the reason why.
func (o *options) needMemory(why string) *Error {
	if !o.memory {
		return failf("option memory is missing, %s", why)
	}
	return nil
}

func (o *options) needRealloc(why string) *Error {
	if !o.memory {
		return o.needMemory(why)
	}
	if !o.realloc {
		return failf("option realloc is missing, %s", why)
	}
	return nil
}

// options reads the options of a canonical definition.
func (s *scope) options(list []component.CanonOption) (*options, *Error) {
	if len(list) > maxOptions {
		return nil, failf("%d options, %d are the most", len(list), maxOptions)
	}
	o := new(options)
	var realloc *uint32
	seen := make(map[component.OptKind]bool)
	for _, opt := range list {
		kind := opt.Kind
		if kind <= component.OptLatin1UTF16 {
			kind = component.OptUTF8 // of which there is one
		}
		if seen[kind] {
			return nil, failf("two options %s", optionNames[kind])
		}
		seen[kind] = true
		switch kind {
		case component.OptMemory:
			m, err := s.memory(opt.Index)
			if err != nil {
				return nil, in(err, "option memory")
			}
			o.memory, o.is64 = true, m.Is64
		case component.OptRealloc:
			realloc = &opt.Index
		case component.OptPostReturn:
			o.postReturn = &opt.Index
		case component.OptCallback:
			o.callback = &opt.Index
		case component.OptAsync:
			if err := s.v.gate(Async, "option async"); err != nil {
				return nil, err
			}
			o.async = true
		case component.OptCoreType, component.OptGC:
			return nil, unsupported("option %s, which belongs to the canonical ABI for garbage-collected types, is not supported", optionNames[kind])
		}
	}
	switch {
	case o.callback != nil && !o.async:
		return nil, failf("option callback without async")
	case o.postReturn != nil && o.async:
		return nil, failf("options post-return and async together")
	case realloc != nil && !o.memory:
		return nil, failf("option realloc without memory")
	case realloc != nil:
		p := o.pointer()
		if err := s.coreSignature(*realloc, []coretype.ValType{p, p, p, p}, []coretype.ValType{p}); err != nil {
			return nil, in(err, "option realloc")
		}
		o.realloc = true
	}
	return o, nil
}

var optionNames = map[component.OptKind]string{
	component.OptUTF8: "for the encoding of strings", component.OptMemory: "memory", component.OptRealloc: "realloc",
	component.OptPostReturn: "post-return", component.OptAsync: "async", component.OptCallback: "callback",
	component.OptCoreType: "core-type", component.OptGC: "gc",
}

// memory returns the limits of a memory that values may lie in.
func (s *scope) memory(index uint32) (coretype.Limits, *Error) {
	m, err := at(s.coreMemories, component.SortCoreMemory, index)
	if err != nil {
		return coretype.Limits{}, err
	}
	if m.Limits.Shared {
		return coretype.Limits{}, failf("core memory %d is shared", index)
	}
	if m.Limits.Is64 {
		if err := s.v.gate(Memory64, "memory of 64 bits"); err != nil {
			return coretype.Limits{}, err
		}
	}
	return m.Limits, nil
}

// coreSignature checks that a core function has a signature.
func (s *scope) coreSignature(index uint32, params, results []coretype.ValType) *Error {
	f, id, err := s.coreFunc(index)
	if err != nil {
		return err
	}
	if !signature(f, params, results) {
		return failf("core func %d is %s, expected (%s) -> %s",
			index, s.v.store.Signature(id), coretype.Values(params), coretype.Values(results))
	}
	return nil
}

func signature(f *coretype.SubType, params, results []coretype.ValType) bool {
	return slices.Equal(f.Params, params) && slices.Equal(f.Results, results)
}
