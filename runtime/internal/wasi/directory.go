package wasi

import (
	"errors"
	"io"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// entries is wasi:filesystem's directory-entry-stream. A directory of at most maxListed entries is
// read as a whole when the stream is made; of a larger one so many at a time, so that it takes
// little memory, and shows what changes meanwhile.
type entries struct {
	list    []entry
	more    *listing // nil where all was read
	release func()
	kept    hold // for list
}

type entry struct {
	name string
	kind uint32
}

const maxListed = 1024

// entryCost is what an entry takes beside its name.
const entryCost = 48

func readDirectory(c *Call, d *Descriptor, _ []any) (any, error) {
	t, err := d.directory()
	if err != nil {
		return nil, err
	}
	release, err := c.reserveFile()
	if err != nil {
		return nil, err
	}
	l, err := t.list()
	if err != nil {
		release()
		return nil, err
	}
	e := &entries{more: l, release: release, kept: c.hold()}
	if err := e.fill(); err != nil {
		e.Drop()
		return nil, err
	}
	return e, nil
}

// fill reads on, and closes the directory at its end.
func (e *entries) fill() error {
	for len(e.list) == 0 && e.more != nil {
		list, err := e.more.next(maxListed)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		var size uint64
		for _, entry := range list {
			size += entryCost + uint64(len(entry.name))
		}
		e.kept.free()
		if !e.kept.more(size) {
			return errMemory
		}
		if e.list = list; err != nil {
			e.close()
		}
	}
	return nil
}

func (e *entries) close() {
	if e.more != nil {
		e.more.close()
		e.release()
		e.more = nil
	}
}

// Drop closes the directory.
func (e *entries) Drop() {
	e.close()
	e.list = nil
	e.kept.free()
}

func readEntry(_ *Call, args []any) any {
	e := args[0].(*entries)
	if err := e.fill(); err != nil {
		return fsResult(nil, err)
	}
	if len(e.list) == 0 {
		return canon.OK(canon.None())
	}
	next := e.list[0]
	e.list = e.list[1:]
	if !utf8.ValidString(next.name) {
		return fsResult(nil, fsError("illegal-byte-sequence"))
	}
	return canon.OK(canon.Some([]any{canon.Case{Index: next.kind}, next.name}))
}
