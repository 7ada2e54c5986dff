package chain

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// isKeyValue reports whether an import is an interface of wasi:keyvalue, of whatever version.
func isKeyValue(name string) bool {
	n, ok := parseName(name)
	return ok && n.pkg == "wasi:keyvalue"
}

// keyPrefix is what is put before the keys of the n-th component of a name. It ends with the only
// slash after the first one, so that none begins with another one or with the keys of sessions; and it has
// no characters that stores do not take in keys.
func keyPrefix(name string, n int) string {
	var b strings.Builder
	b.WriteString("component/")
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	if n > 1 {
		fmt.Fprintf(&b, "==%d", n) // which no name is written as
	}
	b.WriteByte('/')
	return b.String()
}

var errForm = errors.New("its type is another one")

// writeKeyHelpers writes the functions that those of the guard call.
func (w *guardWriter) writeKeyHelpers() {
	w.at = w.constants.text(w.Keys)
	i32, size := core.I32, int32(len(w.Keys))
	params := func(n int) []core.ValType { return slices.Repeat([]core.ValType{i32}, n) }

	// prefixed(key, length) copies a key to behind the prefix.
	{
		const key, length, at = 0, 1, 2
		var c core.Code
		c = c.Get(length).Const(size).Do(core.Add).Call(w.alloc).Tee(at).Const(w.at).Const(size).MemoryCopy()
		c = c.Get(at).Const(size).Do(core.Add).Get(key).Get(length).MemoryCopy()
		c = c.Get(at)
		w.prefixed = w.module.Func(core.Signature{Params: params(2), Results: params(1)}, 1, c)
	}
	// prefixAll(list, count, size) has the keys with which the elements of a list begin prefixed.
	{
		const at, count, stride = 0, 1, 2
		var c core.Code
		c = c.Block().Loop()
		c = c.Get(count).Do(core.Eqz).BrIf(1)
		c = c.Get(at).Get(at).Load32(0).Get(at).Load32(4).Call(w.prefixed).Store32(0)
		c = c.Get(at).Get(at).Load32(4).Const(size).Do(core.Add).Store32(4)
		c = c.Get(at).Get(stride).Do(core.Add).Set(at)
		c = c.Get(count).Const(1).Do(core.Sub).Set(count)
		c = c.Br(0).Do(core.End, core.End)
		w.prefixAll = w.module.Func(core.Signature{Params: params(3)}, 0, c)
	}
	// owned(text) takes the prefix away from the text, a pointer and a length, that lies at an address,
	// and reports whether it had it.
	{
		const text, at, from = 0, 1, 2
		var c core.Code
		c = c.Get(text).Load32(4).Const(size).Do(core.LtU).If().Const(0).Do(core.Return, core.End)
		c = c.Get(text).Load32(0).Set(from)
		c = c.Block().Loop()
		c = c.Get(at).Const(size).Do(core.Eq).BrIf(1)
		c = c.Get(from).Get(at).Do(core.Add).Load8(0).Const(w.at).Get(at).Do(core.Add).Load8(0)
		c = c.Do(core.Ne).If().Const(0).Do(core.Return, core.End)
		c = c.Get(at).Const(1).Do(core.Add).Set(at)
		c = c.Br(0).Do(core.End, core.End)
		c = c.Get(text).Get(from).Const(size).Do(core.Add).Store32(0)
		c = c.Get(text).Get(text).Load32(4).Const(size).Do(core.Sub).Store32(4)
		c = c.Const(1)
		w.owned = w.module.Func(core.Signature{Params: params(1), Results: params(1)}, 2, c)
	}
}

// flat is the number of core values that parameters have.
func (w *guardWriter) flat(params []types.Field) uint32 {
	n := 0
	for _, p := range params {
		n += len(w.layouts.Of(p.Type).Flat)
	}
	return uint32(n)
}

// isBorrow, isText and isList report whether a type is of that form.
func (w *guardWriter) isBorrow(id types.ID) bool {
	_, ok := w.arena.Type(id).(types.Borrow)
	return ok
}

func (w *guardWriter) isText(id types.ID) bool {
	p, ok := w.arena.Type(id).(types.Primitive)
	return ok && component.Primitive(p) == component.String
}

// keyList reports whether a type is a list of keys, or of tuples that begin with one, and how long an
// element is.
func (w *guardWriter) keyList(id types.ID) (stride uint32, ok bool) {
	l, ok := w.arena.Type(id).(types.List)
	if !ok {
		return 0, false
	}
	first := l.Elem
	if t, ok := w.arena.Type(l.Elem).(types.Tuple); ok {
		first = t.Types[0]
	}
	return w.layouts.Of(l.Elem).Size, w.isText(first)
}

// withKey writes a function whose second parameter is a key.
func (w *guardWriter) withKey(f types.Func, host uint32) (core.Code, uint32, error) {
	if len(f.Params) < 2 || !w.isBorrow(f.Params[0].Type) || !w.isText(f.Params[1].Type) {
		return nil, 0, errForm
	}
	const key, length = 1, 2
	params := w.flat(f.Params)
	result := params
	var c core.Code
	c = c.Const(int32(w.layouts.Of(f.Result).Size)).Call(w.alloc).Set(result)
	for p := range params {
		switch p {
		case key:
			c = c.Get(key).Get(length).Call(w.prefixed)
		case length:
			c = c.Get(length).Const(int32(len(w.Keys))).Do(core.Add)
		default:
			c = c.Get(p)
		}
	}
	c = c.Get(result).Call(host)
	return w.dropBorrowed(c, f).Get(result), 1, nil
}

// withKeys writes a function whose second parameter is a list of keys, or of keys and values.
func (w *guardWriter) withKeys(f types.Func, host uint32) (core.Code, uint32, error) {
	if len(f.Params) != 2 || !w.isBorrow(f.Params[0].Type) {
		return nil, 0, errForm
	}
	stride, ok := w.keyList(f.Params[1].Type)
	if !ok {
		return nil, 0, errForm
	}
	const list, count, result = 1, 2, 3
	var c core.Code
	c = c.Get(list).Get(count).Const(int32(stride)).Call(w.prefixAll)
	c = c.Const(int32(w.layouts.Of(f.Result).Size)).Call(w.alloc).Set(result)
	c = c.Get(0).Get(list).Get(count).Get(result).Call(host)
	return w.dropBorrowed(c, f).Get(result), 1, nil
}

// getMany writes get-many, whose result has keys too.
func (w *guardWriter) getMany(f types.Func, host uint32) (core.Code, uint32, error) {
	c, locals, err := w.withKeys(f, host)
	if err != nil {
		return nil, 0, err
	}
	result, _ := w.arena.Type(f.Result).(types.Result)
	list, ok := w.arena.Type(result.Ok).(types.List)
	if !ok {
		return nil, 0, errForm
	}
	some, ok := w.arena.Type(list.Elem).(types.Option)
	if !ok {
		return nil, 0, errForm
	}
	if pair, ok := w.arena.Type(some.Some).(types.Tuple); !ok || !w.isText(pair.Types[0]) {
		return nil, 0, errForm
	}
	outer, element := w.layouts.Of(f.Result), w.layouts.Of(list.Elem)
	answer := w.flat(f.Params)
	at, left := answer+locals, answer+locals+1
	c = c.Load8(0).Do(core.Eqz).If()
	c = c.Get(answer).Load32(outer.Payload).Set(at).Get(answer).Load32(outer.Payload + 4).Set(left)
	c = c.Block().Loop()
	c = c.Get(left).Do(core.Eqz).BrIf(1)
	// A key without the prefix is none that was asked for.
	c = c.Get(at).Load8(0).If()
	c = c.Get(at).Get(at).Const(int32(element.Payload)).Do(core.Add).Call(w.owned).Store8(0)
	c = c.Do(core.End)
	c = c.Get(at).Const(int32(element.Size)).Do(core.Add).Set(at)
	c = c.Get(left).Const(1).Do(core.Sub).Set(left)
	c = c.Br(0).Do(core.End, core.End, core.End)
	return c.Get(answer), locals + 2, nil
}

// listKeys writes list-keys: the keys of others are left out. Hosts list some at a time, and a page
// without a key is not the end, but some take it for that: so pages are asked for until one has keys,
// or is the last one.
func (w *guardWriter) listKeys(f types.Func, host uint32) (core.Code, uint32, error) {
	result, _ := w.arena.Type(f.Result).(types.Result)
	page, ok := w.arena.Type(result.Ok).(types.Record)
	if !ok || len(f.Params) != 2 || !w.isBorrow(f.Params[0].Type) || len(page.Fields) != 2 ||
		page.Fields[0].Name != "keys" || page.Fields[1].Name != "cursor" || !w.arena.Equal(page.Fields[1].Type, f.Params[1].Type) {
		return nil, 0, errForm
	}
	if stride, ok := w.keyList(page.Fields[0].Type); !ok || stride != 8 {
		return nil, 0, errForm
	}
	option, ok := w.arena.Type(page.Fields[1].Type).(types.Option)
	if !ok {
		return nil, 0, errForm
	}
	number, _ := w.arena.Type(option.Some).(types.Primitive)
	if number := component.Primitive(number); number != component.U64 && !w.isText(option.Some) {
		return nil, 0, errForm
	}
	outer, inner := w.layouts.Of(f.Result), w.layouts.Of(result.Ok)
	keys := outer.Payload + inner.Offsets[0]
	next := outer.Payload + inner.Offsets[1]
	nextValue := next + w.layouts.Of(page.Fields[1].Type).Payload

	params := w.flat(f.Params)
	const more, cursor, length = 1, 2, 3
	answer, at, end, kept := params, params+1, params+2, params+3
	var c core.Code
	c = c.Block().Loop()
	c = c.Const(int32(outer.Size)).Call(w.alloc).Set(answer)
	for p := range params {
		c = c.Get(p)
	}
	c = c.Get(answer).Call(host)
	c = c.Get(answer).Load8(0).BrIf(1)
	c = c.Get(answer).Load32(keys).Tee(at).Set(kept)
	c = c.Get(answer).Load32(keys + 4).Const(8).Do(core.Mul).Get(at).Do(core.Add).Set(end)
	c = c.Block().Loop()
	c = c.Get(at).Get(end).Do(core.Eq).BrIf(1)
	c = c.Get(at).Call(w.owned).If()
	c = c.Get(kept).Get(at).Load32(0).Store32(0).Get(kept).Get(at).Load32(4).Store32(4)
	c = c.Get(kept).Const(8).Do(core.Add).Set(kept).Do(core.End)
	c = c.Get(at).Const(8).Do(core.Add).Set(at)
	c = c.Br(0).Do(core.End, core.End)
	c = c.Get(answer).Get(kept).Get(answer).Load32(keys).Do(core.Sub).Const(8).Do(core.DivU).Store32(keys + 4)
	c = c.Get(answer).Load32(keys + 4).BrIf(1)
	c = c.Get(answer).Load8(next).Do(core.Eqz).BrIf(1)
	// Nothing of the page is needed but the cursor, and there may be many pages.
	c = c.Const(1).Set(more)
	if w.isText(option.Some) {
		c = c.Get(answer).Load32(nextValue).Set(at).Get(answer).Load32(nextValue + 4).Set(length)
		c = c.Const(0).Call(w.reset)
		c = c.Get(length).Call(w.alloc).Tee(cursor).Get(at).Get(length).MemoryCopy()
	} else {
		c = c.Get(answer).Load64(nextValue).Set(cursor)
		c = c.Const(0).Call(w.reset)
	}
	c = c.Br(0).Do(core.End, core.End)
	return w.dropBorrowed(c, f).Get(answer), 4, nil
}
