package wasi

import (
	"os"
	"sync/atomic"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// Dir is a directory that a component may use, under a name of its own.
type Dir struct {
	Root     *os.Root
	Guest    string
	ReadOnly bool
}

// Descriptor is wasi:filesystem's descriptor: a directory, which no path leads out of, or a file.
type Descriptor struct {
	tree *tree       // of a directory
	file *sharedFile // of a file
	// readOnly descriptors come from a directory that was granted to read only.
	readOnly bool
	// reads and writes are what it was opened for.
	reads, writes bool
	release       func()
}

// Drop closes it. Streams of a file keep the file open.
func (d *Descriptor) Drop() {
	if d.file != nil {
		d.file.drop()
		return
	}
	d.tree.close()
	d.release()
}

// sharedFile is a file that a descriptor and its streams have in common.
type sharedFile struct {
	*openFile
	users   atomic.Int32
	release func()
}

func (f *sharedFile) use() *sharedFile {
	f.users.Add(1)
	return f
}

func (f *sharedFile) drop() {
	if f.users.Add(-1) == 0 {
		f.close()
		f.release()
	}
}

// Bits of descriptor-flags, open-flags and path-flags.
const (
	flagRead, flagWrite, flagMutate                     = 1 << 0, 1 << 1, 1 << 5
	flagSync                                            = 1<<2 | 1<<3 | 1<<4
	openCreate, openDirectory, openExclusive, openTrunc = 1 << 0, 1 << 1, 1 << 2, 1 << 3
	followLinks                                         = 1
)

// opening is how a path is opened.
type opening struct {
	follow, directory, create, exclusive, truncate, read, write bool
}

// Cases of descriptor-type.
const (
	typeUnknown uint32 = iota
	typeBlockDevice
	typeCharacterDevice
	typeDirectory
	typeFIFO
	typeLink
	typeFile
	typeSocket
)

// status is what the system knows of a file.
type status struct {
	kind        uint32
	links, size uint64
	modified    time.Time
	// accessed and changed are zero where the system does not tell.
	accessed, changed time.Time
	// id tells files apart.
	id [2]uint64
	// info is what it was made of, where id does not tell enough.
	info any
}

// record is the descriptor-stat.
func (s *status) record() any {
	at := func(t time.Time) canon.Case {
		if t.IsZero() {
			return canon.None()
		}
		return canon.Some(datetime(t))
	}
	return []any{canon.Case{Index: s.kind}, s.links, s.size, at(s.accessed), at(s.modified), at(s.changed)}
}

// directory returns the tree of a descriptor that has to be a directory.
func (d *Descriptor) directory() (*tree, error) {
	if d.tree == nil {
		return nil, fsError("not-directory")
	}
	return d.tree, nil
}

// changing is directory for what changes something.
func (d *Descriptor) changing() (*tree, error) {
	t, err := d.directory()
	if err == nil && d.readOnly {
		err = errReadOnly
	}
	return t, err
}

// regular returns the file of a descriptor that has to be one.
func (d *Descriptor) regular() (*sharedFile, error) {
	if d.file == nil {
		return nil, fsError("bad-descriptor")
	}
	return d.file, nil
}

// errReadOnly is what a grant to read only answers to what would change something. WIT speaks of
// read-only, which other hosts do not return.
var errReadOnly error = fsError("not-permitted")

func (d *Descriptor) stat() (*status, error) {
	if d.tree != nil {
		return d.tree.stat(".", false)
	}
	return d.file.stat()
}

// openAt opens what a path leads to.
func (d *Descriptor) openAt(c *Call, path string, pathFlags, openFlags, flags uint32) (*Descriptor, error) {
	t, err := d.directory()
	if err != nil {
		return nil, err
	}
	has := func(bit uint32) bool { return openFlags&bit != 0 }
	o := opening{
		follow:    pathFlags&followLinks != 0,
		directory: has(openDirectory), create: has(openCreate), truncate: has(openTrunc),
		exclusive: has(openCreate) && has(openExclusive),
		read:      flags&flagRead != 0 || flags&flagWrite == 0,
		write:     flags&flagWrite != 0 || has(openCreate) || has(openTrunc),
	}
	switch {
	case flags&flagSync != 0:
		return nil, fsError("unsupported")
	case o.directory && has(openCreate|openExclusive|openTrunc):
		return nil, fsError("invalid")
	case o.write && d.readOnly:
		return nil, errReadOnly
	}
	release, err := c.reserveFile()
	if err != nil {
		return nil, err
	}
	file, sub, err := t.open(path, o)
	if err != nil {
		release()
		return nil, err
	}
	opened := &Descriptor{tree: sub, readOnly: d.readOnly, reads: o.read, writes: o.write, release: release}
	if sub == nil {
		opened.file = (&sharedFile{openFile: file, release: release}).use()
	}
	return opened, nil
}

// flags returns the descriptor-flags.
func (d *Descriptor) flags() uint32 {
	var flags uint32
	if d.reads {
		flags |= flagRead
	}
	switch {
	case d.writes && d.tree != nil:
		flags |= flagMutate
	case d.writes:
		flags |= flagWrite
	}
	return flags
}

// maxSeconds is the latest time that a file can be given, in seconds since 1970.
const maxSeconds = 1<<63 - 1

// newTime is wasi:filesystem's new-timestamp.
type newTime struct {
	keep, now bool
	at        time.Time
}

func newTimeOf(v any) (newTime, error) {
	switch c := v.(canon.Case); c.Index {
	case 0:
		return newTime{keep: true}, nil
	case 1:
		return newTime{now: true}, nil
	default:
		d := c.Value.([]any)
		seconds, nanoseconds := d[0].(uint64), d[1].(uint32)
		if seconds > maxSeconds-uint64(nanoseconds)/1e9 {
			return newTime{}, fsError("overflow")
		}
		return newTime{at: time.Unix(int64(seconds), int64(nanoseconds))}, nil
	}
}

func newTimesOf(access, modification any) (a, m newTime, err error) {
	if a, err = newTimeOf(access); err == nil {
		m, err = newTimeOf(modification)
	}
	return a, m, err
}
