package chain

import "github.com/wasmcp/wasmcp-go/compose/chain/internal/core"

// mostURI is how many bytes of a URI are compared with templates. The time for one is that length
// times the template's, and clients choose the URI; RFC 9110, section 4.1 wants 8000 at least.
const mostURI = 8192

// Where the parts of a template lie, and those of a piece. A text has no class.
const (
	templatePrefix = 0
	templatePieces = 8
	templateEnd    = 12
	templateSize   = 16

	pieceText  = 0
	pieceFirst = 0
	pieceClass = 8
	pieceSize  = 12
)

// templates places URI templates as [routerWriter.match] wants them.
func (m *memory) templates(all []string) table {
	var values []int32
	for _, s := range all {
		values = append(values, m.template(s)...)
	}
	return table{m.record(values...), int32(len(all))}
}

// template places the parts of a template, once, and returns the record of them: the text that it
// begins with, and the pieces after it.
func (m *memory) template(s string) []int32 {
	if record, ok := m.templateRecords[s]; ok {
		return record
	}
	t := parseTemplate(s)
	var prefix string
	if len(t) > 0 && t[0].class == 0 {
		prefix, t = t[0].text, t[1:]
	}
	var pieces []int32
	for _, p := range t {
		if p.class == 0 {
			pieces = append(pieces, m.text(p.text), int32(len(p.text)), 0)
		} else {
			pieces = append(pieces, int32(p.first), 0, int32(p.class))
		}
	}
	at := m.record(pieces...)
	record := []int32{m.text(prefix), int32(len(prefix)), at, at + int32(4*len(pieces))}
	if m.templateRecords == nil {
		m.templateRecords = map[string][]int32{}
	}
	m.templateRecords[s] = record
	return record
}

// classes places a table of the classes of all bytes.
func (m *memory) classes() int32 {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(classOf(byte(i)))
	}
	return m.text(string(b))
}

// match is a function that reports whether one of a table of templates matches a URI.
//
// A mark for each place in the URI says whether what has been seen of the template can end there.
// So the time is bounded however a template is made; nothing is ever tried again.
func (w *routerWriter) match() uint32 {
	compare := w.compare()
	const at, count, uri, length = 0, 1, 2, 3
	const marks, text, left, piece, end, size, i, inside, before, byte = 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
	classes := w.constants.classes()
	mark := func(c core.Code) core.Code { return c.Get(marks).Get(i).Do(core.Add) }
	return w.helper(&w.helpers.match, 4, 1, 10, func(c core.Code) core.Code {
		c = c.Get(length).Const(mostURI).Do(core.GtU).If().Const(0).Do(core.Return, core.End)
		c = c.Get(length).Const(1).Do(core.Add).Call(w.alloc).Set(marks)
		c = c.Block().Loop() // a template
		c = c.Get(count).Do(core.Eqz).BrIf(1)
		c = c.Block() // left where it does not match
		c = c.Get(length).Get(at).Load32(templatePrefix + 4).Tee(size).Do(core.LtU).BrIf(0)
		c = c.Get(uri).Get(size).Get(at).Load32(templatePrefix).Get(size).Call(compare).BrIf(0)
		c = c.Get(uri).Get(size).Do(core.Add).Set(text)
		c = c.Get(length).Get(size).Do(core.Sub).Set(left)
		c = c.Get(marks).Const(0).Get(left).Const(1).Do(core.Add).MemoryFill()
		c = c.Get(marks).Const(1).Store8(0)
		c = c.Get(at).Load32(templatePieces).Set(piece)
		c = c.Get(at).Load32(templateEnd).Set(end)

		c = c.Block().Loop() // a piece
		c = c.Get(piece).Get(end).Do(core.Eq).BrIf(1)
		c = c.Get(piece).Load32(pieceClass).If()

		// A run: a place is marked if it was, or if the run can be at it.
		c = c.Const(0).Set(i).Const(0).Set(inside).Const(0).Set(before)
		c = c.Loop()
		c = c.Get(i).If()
		c = c.Get(text).Get(i).Do(core.Add).Const(1).Do(core.Sub).Load8(0).Set(byte)
		c = c.Get(byte).Get(piece).Load32(pieceFirst).Do(core.Eq)
		c = c.Get(piece).Load32(pieceFirst).Do(core.Eqz, core.Or)
		c = c.Get(before).Do(core.And).Get(inside).Do(core.Or)
		c = c.Get(byte).Load8(uint32(classes)).Get(piece).Load32(pieceClass).Do(core.And).Const(0).Do(core.Ne, core.And).Set(inside)
		c = c.Do(core.End)
		c = mark(c).Load8(0).Set(before)
		c = mark(c).Get(before).Get(inside).Do(core.Or).Store8(0)
		c = c.Get(i).Const(1).Do(core.Add).Tee(i).Get(left).Do(core.GtU, core.Eqz).BrIf(0)
		c = c.Do(core.End)

		// A text: from the end on, a place is marked if the text ends there and the place before it
		// was marked.
		c = c.Do(core.Else)
		c = c.Get(piece).Load32(pieceText + 4).Set(size)
		c = c.Get(left).Set(i)
		c = c.Loop()
		c = c.Const(0).Set(before)
		c = c.Block()
		c = c.Get(i).Get(size).Do(core.LtU).BrIf(0)
		c = mark(c).Get(size).Do(core.Sub).Load8(0).Do(core.Eqz).BrIf(0)
		c = c.Get(text).Get(i).Do(core.Add).Get(size).Do(core.Sub).Get(size)
		c = c.Get(piece).Load32(pieceText).Get(size).Call(compare).Do(core.Eqz).Set(before)
		c = c.Do(core.End)
		c = mark(c).Get(before).Store8(0)
		c = c.Get(i).Const(1).Do(core.Sub).Tee(i).Const(-1).Do(core.Ne).BrIf(0)
		c = c.Do(core.End, core.End)

		c = c.Get(piece).Const(pieceSize).Do(core.Add).Set(piece)
		c = c.Br(0).Do(core.End, core.End)

		c = c.Get(marks).Get(left).Do(core.Add).Load8(0).If().Const(1).Do(core.Return, core.End)
		c = c.Do(core.End)
		c = c.Get(at).Const(templateSize).Do(core.Add).Set(at)
		c = c.Get(count).Const(1).Do(core.Sub).Set(count)
		return c.Br(0).Do(core.End, core.End).Const(0)
	})
}
