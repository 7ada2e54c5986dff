package validate

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
)

// plainBuiltins are the built-ins whose signatures depend on nothing: i is an i32 and I an i64,
// parameters stand before the colon.
var plainBuiltins = map[string]string{
	"task.cancel":                 ":",
	"subtask.cancel":              "i:i",
	"subtask.drop":                "i:",
	"backpressure.inc":            ":",
	"backpressure.dec":            ":",
	"waitable-set.new":            ":i",
	"waitable-set.drop":           "i:",
	"waitable.join":               "ii:",
	"error-context.drop":          "i:",
	"thread.yield":                ":i",
	"thread.index":                ":i",
	"thread.resume-later":         "i:",
	"thread.suspend":              ":i",
	"thread.suspend-then-resume":  "i:i",
	"thread.yield-then-resume":    "i:i",
	"thread.suspend-then-promote": "i:i",
	"thread.yield-then-promote":   "i:i",
}

// typedBuiltins are those of streams and futures whose signatures depend on nothing else.
var typedBuiltins = map[string]string{
	"new":           ":I",
	"cancel-read":   "i:i",
	"cancel-write":  "i:i",
	"drop-readable": "i:",
	"drop-writable": "i:",
	"forward":       "ii:",
}

// hadFlag are the built-ins whose flag once meant that they can be cancelled.
var hadFlag = map[string]bool{
	"waitable-set.wait": true, "waitable-set.poll": true, "thread.yield": true, "thread.suspend": true,
	"thread.suspend-then-resume": true, "thread.yield-then-resume": true, "thread.suspend-then-promote": true,
	"thread.yield-then-promote": true,
}

// builtin returns the type of the core function that a built-in is.
func (s *scope) builtin(c component.Builtin) (coretype.ID, *Error) {
	name, o := c.Name(), c.Decode()
	if hadFlag[name] && o.Flag {
		return 0, failf("operand 0x01, expected 0x00 (it meant cancellable in drafts of the standard)")
	}
	if err := s.builtinGate(name, o); err != nil {
		return 0, err
	}
	if plain, ok := plainBuiltins[name]; ok {
		return s.plain(plain), nil
	}
	kind, op, _ := strings.Cut(name, ".")
	switch kind {
	case "resource":
		return s.resourceBuiltin(op, o.Indices[0])
	case "stream", "future":
		return s.streamBuiltin(kind, op, o)
	case "context":
		return s.contextBuiltin(op, o)
	case "error-context":
		return s.errorContext(op, o.Options)
	}
	switch name {
	case "task.return":
		return s.taskReturn(o)
	case "waitable-set.wait", "waitable-set.poll":
		m, err := s.memory(o.Indices[0])
		if err != nil {
			return 0, err
		}
		p := (&options{is64: m.Is64}).pointer()
		return s.v.store.Func(values(coretype.I32, p), values(coretype.I32)), nil
	case "thread.new-indirect":
		return s.newThread(o)
	}
	return 0, unsupported("threads that share memory are not supported")
}

// builtinGate checks that the gates that a built-in is behind are open.
func (s *scope) builtinGate(name string, o component.Operands) *Error {
	kind, op, _ := strings.Cut(name, ".")
	var err *Error
	switch {
	case kind == "resource":
	case kind == "error-context":
		err = s.v.gate(ErrorContext, "error context")
	case kind == "thread" && op != "yield":
		err = s.v.gate(Threading, "built-in for threads")
	default:
		err = s.v.gate(Async, "asynchronous built-in")
	}
	blocks := op == "read" || op == "write"
	for _, opt := range o.Options {
		blocks = blocks && opt.Kind != component.OptAsync
	}
	cancels := op == "cancel" || op == "cancel-read" || op == "cancel-write"
	if err == nil && (blocks || cancels && o.Flag) {
		err = s.v.gate(MoreAsyncBuiltins, "reading or writing that blocks, or cancelling that does not,")
	}
	if err == nil && op == "forward" {
		err = s.v.gate(Forward, "forwarding")
	}
	return err
}

func values(list ...coretype.ValType) []coretype.ValType { return list }

func (s *scope) plain(text string) coretype.ID {
	params, results, _ := strings.Cut(text, ":")
	list := func(text string) (out []coretype.ValType) {
		for _, c := range text {
			if c == 'I' {
				out = append(out, coretype.I64)
			} else {
				out = append(out, coretype.I32)
			}
		}
		return out
	}
	return s.v.store.Func(list(params), list(results))
}

func (s *scope) resourceBuiltin(op string, index uint32) (coretype.ID, *Error) {
	_, r, err := typeOf[types.Resource](s, index, "a resource")
	if err != nil {
		return 0, err
	}
	if op == "drop" {
		return s.v.store.Func(values(coretype.I32), nil), nil
	}
	rep, ok := s.reps[r.ID]
	if !ok {
		return 0, failf("type %d is a resource of another component; only who defines one knows its representation", index)
	}
	if op == "new" {
		return s.v.store.Func(values(rep), values(coretype.I32)), nil
	}
	return s.v.store.Func(values(coretype.I32), values(rep)), nil
}

func (s *scope) streamBuiltin(kind, op string, o component.Operands) (coretype.ID, *Error) {
	var elem types.ID
	if kind == "stream" {
		_, t, err := typeOf[types.Stream](s, o.Indices[0], "a stream")
		if err != nil {
			return 0, err
		}
		elem = t.Elem
	} else {
		_, t, err := typeOf[types.Future](s, o.Indices[0], "a future")
		if err != nil {
			return 0, err
		}
		elem = t.Elem
	}
	if plain, ok := typedBuiltins[op]; ok {
		return s.plain(plain), nil
	}
	opts, err := s.options(o.Options)
	if err != nil {
		return 0, err
	}
	m, err := s.v.measure(elem)
	if err != nil {
		return 0, err
	}
	if elem != 0 {
		err = opts.needMemory("elements are passed in memory")
	}
	if err == nil && op == "read" && m.pointer {
		err = opts.needRealloc("elements have strings, lists or maps")
	}
	if err == nil {
		err = opts.lowers()
	}
	p := opts.pointer()
	if kind == "stream" {
		return s.v.store.Func(values(coretype.I32, p, p), values(p)), err
	}
	return s.v.store.Func(values(coretype.I32, p), values(coretype.I32)), err
}

func (s *scope) contextBuiltin(op string, o component.Operands) (coretype.ID, *Error) {
	t := coretype.ValType{Code: o.CoreType}
	if t != coretype.I32 && t != coretype.I64 {
		return 0, failf("context of core type 0x%02x, expected i32 or i64", o.CoreType)
	}
	if s.contextType != (coretype.ValType{}) && s.contextType != t {
		return 0, failf("context of type %s, it is %s elsewhere in the component", t, s.contextType)
	}
	s.contextType = t
	if slot := o.Indices[0]; slot > 1 {
		return 0, failf("slot %d, there are 0 and 1", slot)
	} else if slot == 1 {
		if err := s.v.gate(Threading, "slot 1"); err != nil {
			return 0, err
		}
	}
	if t == coretype.I64 {
		if err := s.v.gate(Memory64, "context of type i64"); err != nil {
			return 0, err
		}
	}
	if op == "get" {
		return s.v.store.Func(nil, values(t)), nil
	}
	return s.v.store.Func(values(t), nil), nil
}

func (s *scope) errorContext(op string, list []component.CanonOption) (coretype.ID, *Error) {
	o, err := s.options(list)
	if err != nil {
		return 0, err
	}
	if o.async {
		return 0, failf("option async, which it does not have")
	}
	err = first(o.lowers(), o.needMemory("the message is passed in memory"))
	p := o.pointer()
	if op == "new" {
		return s.v.store.Func(values(p, p), values(coretype.I32)), err
	}
	if err == nil {
		err = o.needRealloc("the message is a string")
	}
	return s.v.store.Func(values(coretype.I32, p), nil), err
}

func (s *scope) taskReturn(o component.Operands) (coretype.ID, *Error) {
	result, err := s.optional(o.Result)
	if err != nil {
		return 0, err
	}
	m, err := s.v.measure(result)
	if err != nil {
		return 0, err
	}
	if m.borrow {
		return 0, failf("result contains a borrow handle, which ends with the call")
	}
	opts, err := s.options(o.Options)
	if err != nil {
		return 0, err
	}
	switch {
	case opts.realloc:
		return 0, failf("option realloc, which it does not have")
	case opts.async:
		return 0, failf("option async, which it does not have")
	}
	if err := opts.lowers(); err != nil {
		return 0, err
	}
	if m.pointer {
		if err := opts.needMemory("the result has strings, lists or maps"); err != nil {
			return 0, err
		}
	}
	flat := s.v.flatten(result, opts.is64)
	if flat.many || len(flat.values) > abi.MaxFlatParams {
		if err := opts.needMemory("the result is passed in memory"); err != nil {
			return 0, err
		}
		return s.v.store.Func(values(opts.pointer()), nil), nil
	}
	return s.v.store.Func(flat.values, nil), nil
}

func (s *scope) newThread(o component.Operands) (coretype.ID, *Error) {
	t, err := at(s.coreTypes, component.SortCoreType, o.Indices[0])
	if err != nil {
		return 0, err
	}
	if t.module != nil {
		return 0, failf("core type %d is the type of a module, expected a function type", o.Indices[0])
	}
	f := s.v.store.Type(t.id)
	if f.Kind != coretype.Func || len(f.Results) > 0 || len(f.Params) != 1 ||
		f.Params[0] != coretype.I32 && f.Params[0] != coretype.I64 {
		return 0, failf("core type %d is not the type of a function (i32) or (i64)", o.Indices[0])
	}
	table, err := at(s.coreTables, component.SortCoreTable, o.Indices[1])
	if err != nil {
		return 0, err
	}
	if table.Type != coretype.FuncRef || table.Limits.Shared {
		return 0, failf("core table %d is a %s, expected one of %s", o.Indices[1], s.v.store.String(table), coretype.FuncRef)
	}
	if table.Limits.Is64 || f.Params[0] == coretype.I64 {
		if err := s.v.gate(Memory64, "thread with an i64, or a table of 64 bits"); err != nil {
			return 0, err
		}
	}
	index := (&options{is64: table.Limits.Is64}).pointer()
	return s.v.store.Func(values(index, f.Params[0]), values(coretype.I32)), nil
}

// valueType reads the type of a value import or export.
func (s *scope) valueType(bound []byte) (types.ID, *Error) {
	if err := s.v.gate(Values, "value"); err != nil {
		return 0, err
	}
	t, ok := component.DecodeValueBound(bound)
	if !ok {
		return 0, unsupported("value that is equal to another one, which is not supported")
	}
	return s.val(t)
}
