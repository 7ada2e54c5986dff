package chain

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
)

// entry is a name in a table and what is known of it.
type entry struct {
	name string
	// owner is the place of its owner in the group, or one of the numbers below.
	owner int32
	// to is what the name becomes on the other side.
	to string
}

// Owners that are no members of the group.
const (
	// elsewhere is another group's: nobody here is asked.
	elsewhere int32 = -1 - iota
	// incomplete is another group's too, and its owner completes no arguments.
	incomplete
	// dropped is a name that the server does not offer.
	dropped
)

// table is a table of names in the memory.
type table struct{ at, count int32 }

// Where the parts of an entry lie.
const (
	entryName  = 0
	entryOwner = 8
	entryTo    = 12
	entrySize  = 20
)

// table places a table, sorted as [routerWriter.find] wants it.
func (m *memory) table(entries []entry) table {
	sorted := slices.SortedFunc(slices.Values(entries), func(a, b entry) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), strings.Compare(a.name, b.name))
	})
	var values []int32
	for _, e := range sorted {
		values = append(values, m.text(e.name), int32(len(e.name)), e.owner, m.text(e.to), int32(len(e.to)))
	}
	return table{m.record(values...), int32(len(sorted))}
}

// helper is a function of the router's own, written when it is first called.
type helper struct {
	index   uint32
	written bool
}

// helper returns the index of a function with params parameters, and results results, all i32.
func (w *routerWriter) helper(h *helper, params, results int, locals uint32, write func(core.Code) core.Code) uint32 {
	if !h.written {
		i32s := slices.Repeat([]core.ValType{core.I32}, params+results)
		body := write(nil)
		h.index = w.module.Func(core.Signature{Params: i32s[:params], Results: i32s[params:]}, locals, body)
		h.written = true
	}
	return h.index
}

// compare is a function that orders two texts, by length and then by bytes: below zero, zero or
// above.
func (w *routerWriter) compare() uint32 {
	const a, aLength, b, bLength, order = 0, 1, 2, 3, 4
	return w.helper(&w.helpers.compare, 4, 1, 1, func(c core.Code) core.Code {
		c = c.Get(aLength).Get(bLength).Do(core.Sub).Tee(order).If().Get(order).Do(core.Return, core.End)
		c = c.Block().Loop()
		c = c.Get(aLength).Do(core.Eqz).BrIf(1)
		c = c.Get(a).Load8(0).Get(b).Load8(0).Do(core.Sub).Tee(order).BrIf(1)
		c = c.Get(a).Const(1).Do(core.Add).Set(a)
		c = c.Get(b).Const(1).Do(core.Add).Set(b)
		c = c.Get(aLength).Const(1).Do(core.Sub).Set(aLength)
		return c.Br(0).Do(core.End, core.End).Get(order)
	})
}

// find is a function that looks a text up in a table and returns its entry, 0 where there is none.
func (w *routerWriter) find() uint32 {
	compare := w.compare()
	const at, count, text, length, half, middle, order = 0, 1, 2, 3, 4, 5, 6
	return w.helper(&w.helpers.find, 4, 1, 3, func(c core.Code) core.Code {
		c = c.Block().Loop()
		c = c.Get(count).Do(core.Eqz).BrIf(1)
		c = c.Get(at).Get(count).Const(1).Do(core.ShrU).Tee(half).Const(entrySize).Do(core.Mul, core.Add).Tee(middle)
		c = c.Load32(entryName).Get(middle).Load32(entryName + 4).Get(text).Get(length).Call(compare).Set(order)
		c = c.Get(order).Do(core.Eqz).If().Get(middle).Do(core.Return, core.End)
		c = c.Get(order).Const(0).Do(core.LtS).If()
		c = c.Get(middle).Const(entrySize).Do(core.Add).Set(at)
		c = c.Get(count).Get(half).Do(core.Sub).Const(1).Do(core.Sub).Set(count)
		c = c.Do(core.Else).Get(half).Set(count).Do(core.End)
		return c.Br(0).Do(core.End, core.End).Const(0)
	})
}
