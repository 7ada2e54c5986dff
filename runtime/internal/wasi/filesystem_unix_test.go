//go:build linux || darwin

package wasi

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

const fsTypes = "wasi:filesystem/types@0.2"

// grantOf opens a directory for a guest.
func grantOf(t *testing.T, dir string, readOnly bool) (*Call, *Descriptor) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	c := &Call{Context: t.Context(), State: &State{Grants: Grants{Dirs: []Dir{{Root: root, Guest: "/", ReadOnly: readOnly}}}}}
	d := call(t, c, "wasi:filesystem/preopens@0.2", "get-directories").([]any)[0].([]any)[0].(*Descriptor)
	t.Cleanup(d.Drop)
	return c, d
}

// do calls a method of a descriptor, and returns the name of its error, or its result.
func do(t *testing.T, c *Call, d *Descriptor, name string, args ...any) (any, string) {
	t.Helper()
	got := call(t, c, fsTypes, "[method]descriptor."+name, append([]any{d}, args...)...).(canon.Case)
	if got.Index != 0 {
		return nil, fsErrorNames[got.Value.(canon.Case).Index]
	}
	return got.Value, ""
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Pipes, sockets and devices are seen and never opened: nobody waits for who is at the other end.
func TestFilesystem_special(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "special") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := unix.Mkfifo(filepath.Join(dir, "pipe"), 0o666); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	kinds := map[string]uint32{"pipe": typeFIFO, "socket": typeSocket}
	// To make a device takes rights that not everybody has.
	if err := unix.Mknod(filepath.Join(dir, "zero"), unix.S_IFCHR|0o666, 1<<8|5); err == nil {
		kinds["zero"] = typeCharacterDevice
	}
	if err := os.Symlink("pipe", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	kinds["link"] = typeFIFO
	c, d := grantOf(t, dir, false)
	for name, kind := range kinds {
		for openFlags := range uint32(16) {
			for flags := range uint32(4) {
				want := "unsupported"
				switch create, exclusive := openFlags&openCreate != 0, openFlags&openExclusive != 0; {
				case openFlags&openDirectory != 0 && openFlags != openDirectory:
					want = "invalid"
				case create && exclusive:
					want = "exist"
				case openFlags == openDirectory:
					want = "not-directory"
				}
				if _, got := do(t, c, d, "open-at", uint32(followLinks), name, openFlags, flags); got != want {
					t.Errorf("open %s %04b %02b: %q, want %s", name, openFlags, flags, got, want)
				}
			}
		}
		s, code := do(t, c, d, "stat-at", uint32(followLinks), name)
		if code != "" || s.([]any)[0].(canon.Case).Index != kind {
			t.Errorf("stat %s: %v %s, want the type %d", name, s, code, kind)
		}
	}
	if n := c.files.Load(); n != 1 {
		t.Errorf("%d are open, want the directory alone", n)
	}
}

// An instance has so many files open, and is told where it wants more.
func TestFilesystem_openLimit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "text")
	c, d := grantOf(t, dir, false)
	open := map[string]func() (interface{ Drop() }, string){
		"file": func() (interface{ Drop() }, string) {
			f, code := do(t, c, d, "open-at", uint32(0), "file", uint32(0), uint32(flagRead))
			if code != "" {
				return nil, code
			}
			return f.(*Descriptor), ""
		},
		"directory": func() (interface{ Drop() }, string) {
			f, code := do(t, c, d, "open-at", uint32(0), ".", uint32(openDirectory), uint32(flagRead))
			if code != "" {
				return nil, code
			}
			return f.(*Descriptor), ""
		},
	}
	for what, f := range open {
		var all []interface{ Drop() }
		code := ""
		for range 2 * maxOpen {
			var opened interface{ Drop() }
			if opened, code = f(); code != "" {
				break
			}
			all = append(all, opened)
		}
		if len(all) != maxOpen-1 || code != "insufficient-memory" {
			t.Errorf("%s: %d are opened, then %q, want %d and insufficient-memory", what, len(all), code, maxOpen-1)
		}
		if _, code := do(t, c, d, "read-directory"); code != "insufficient-memory" {
			t.Errorf("%s: listing beside them: %q, want insufficient-memory", what, code)
		}
		for _, opened := range all {
			opened.Drop()
		}
		if n := c.files.Load(); n != 1 {
			t.Errorf("%s: %d are open when all are dropped, want 1", what, n)
		}
	}
	// A file is open until its last stream is.
	f, _ := open["file"]()
	stream, _ := do(t, c, f.(*Descriptor), "read-via-stream", uint64(1))
	f.Drop()
	if b, err := stream.(*InputStream).read(c, 10, true); string(b) != "ext" || err != nil || c.files.Load() != 2 {
		t.Errorf("reading on: %q %v, %d are open", b, err, c.files.Load())
	}
	stream.(*InputStream).Drop()
	if n := c.files.Load(); n != 1 {
		t.Errorf("%d are open, want 1", n)
	}
}

// Nothing that goes wrong leaves a descriptor open. It is not parallel: it counts those of the process.
func TestFilesystem_leaksNothing(t *testing.T) {
	count := func() int {
		names, err := os.ReadDir("/dev/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(names)
	}
	dir := t.TempDir()
	deep := filepath.Join(dir, "deep")
	if err := os.MkdirAll(filepath.Join(deep, strings.Repeat("d/", 200)), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "file"), "text")
	for name, target := range map[string]string{"loop": "loop", "out": "../out", "gone": "nothing", "up": "deep/d/../../file", "a": "b", "b": "a"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	before := count()
	c, d := grantOf(t, dir, false)
	inside := count()
	// Each ".." begins anew; a path that does so very often is too long.
	endless := "deep/" + strings.Repeat("d/", 200) + strings.Repeat("../d/", 700)
	if _, code := do(t, c, d, "stat-at", uint32(0), endless); code != "name-too-long" {
		t.Errorf("a path of %d steps: %q, want name-too-long", 200*700, code)
	}
	for _, path := range []string{"file", "file/x", "deep/d/d", "deep/d/../../..", "loop", "loop/x", "out", "out/x", "gone", "gone/x", "up", "up/x", "a/x",
		"deep/d/nothing/x", "", "/", "deep/d/..", "deep/d/d/../../../file", endless, strings.Repeat("x", 256), "\x00"} {
		for _, f := range []func() (any, string){
			func() (any, string) { return do(t, c, d, "stat-at", uint32(followLinks), path) },
			func() (any, string) { return do(t, c, d, "readlink-at", path) },
			func() (any, string) {
				return do(t, c, d, "open-at", uint32(followLinks), path, uint32(openDirectory), uint32(flagRead))
			},
			func() (any, string) {
				return do(t, c, d, "open-at", uint32(followLinks), path, uint32(0), uint32(flagRead|flagWrite))
			},
			func() (any, string) { return do(t, c, d, "link-at", uint32(0), path, d, path) },
			func() (any, string) { return do(t, c, d, "rename-at", path, d, path+"/y") },
			func() (any, string) { return do(t, c, d, "create-directory-at", path+"/") },
			func() (any, string) { return do(t, c, d, "symlink-at", "x", path) },
			func() (any, string) { return do(t, c, d, "remove-directory-at", path+"/x") },
			func() (any, string) {
				return do(t, c, d, "set-times-at", uint32(0), path, canon.Case{}, canon.Case{Index: 1})
			},
		} {
			if v, _ := f(); v != nil {
				if opened, ok := v.(*Descriptor); ok {
					opened.Drop()
				}
			}
		}
	}
	if n := count(); n != inside {
		t.Errorf("%d descriptors, before it were %d", n, inside)
	}
	d.Drop()
	if n := count(); n > inside-1 || before > inside {
		t.Errorf("%d descriptors when the directory is dropped, before it were %d", n, inside)
	}
	d.tree, _ = openTree(c.Dirs[0].Root) // for the cleanup
	d.release, _ = c.reserveFile()
}

// A grant to read only is not changed by anything, and says so as other hosts do.
func TestFilesystem_readOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "text")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	c, top := grantOf(t, dir, true)
	_, writable := grantOf(t, dir, false)
	sub, code := do(t, c, top, "open-at", uint32(0), "sub", uint32(openDirectory), uint32(flagRead|flagMutate))
	if code != "" {
		t.Fatal(code)
	}
	t.Cleanup(sub.(*Descriptor).Drop)
	file, code := do(t, c, top, "open-at", uint32(0), "file", uint32(0), uint32(flagRead))
	if code != "" {
		t.Fatal(code)
	}
	t.Cleanup(file.(*Descriptor).Drop)
	now := canon.Case{Index: 1}
	for where, d := range map[string]*Descriptor{"": top, "../": sub.(*Descriptor)} {
		in := func(name string) string { return strings.Replace(where, "../", "", 1) + name }
		type operation struct {
			name string
			args []any
		}
		all := []operation{
			{"create-directory-at", []any{in("new")}}, {"remove-directory-at", []any{in("sub")}}, {"unlink-file-at", []any{in("file")}},
			{"symlink-at", []any{"x", in("new")}}, {"set-times-at", []any{uint32(0), in("file"), now, now}}, {"set-times", []any{now, now}},
			{"link-at", []any{uint32(0), in("file"), d, in("new")}}, {"rename-at", []any{in("file"), d, in("new")}},
			{"link-at", []any{uint32(0), in("file"), writable, "new"}}, {"rename-at", []any{in("file"), writable, "new"}},
			{"create-directory-at", []any{"/"}}, {"unlink-file-at", []any{""}}, {"unlink-file-at", []any{"../x"}},
		}
		for openFlags := range uint32(16) {
			for flags := range uint32(4) {
				if openFlags&openDirectory == 0 && (openFlags&(openCreate|openTrunc) != 0 || flags&flagWrite != 0) {
					all = append(all, operation{"open-at", []any{uint32(0), in("file"), openFlags, flags}}, operation{"open-at", []any{uint32(0), in("new"), openFlags, flags}})
				}
			}
		}
		for _, k := range all {
			if _, got := do(t, c, d, k.name, k.args...); got != "not-permitted" {
				t.Errorf("%s%v of %q: %q, want not-permitted", k.name, k.args, where, got)
			}
		}
		if flags, _ := do(t, c, d, "get-flags"); flags != uint32(flagRead) {
			t.Errorf("the flags of %q are %v", where, flags)
		}
	}
	f := file.(*Descriptor)
	for name, k := range map[string]struct {
		args []any
		want string
	}{
		"write": {[]any{[]byte("x"), uint64(0)}, "not-permitted"}, "set-size": {[]any{uint64(0)}, "not-permitted"}, "set-times": {[]any{now, now}, "not-permitted"},
		"write-via-stream": {[]any{uint64(0)}, "bad-descriptor"}, "append-via-stream": {nil, "bad-descriptor"},
	} {
		if _, got := do(t, c, f, name, k.args...); got != k.want {
			t.Errorf("%s: %q, want %s", name, got, k.want)
		}
	}
	if _, got := do(t, c, writable, "link-at", uint32(0), "file", top, "new"); got != "not-permitted" {
		t.Errorf("linking into it: %q", got)
	}
	names, err := os.ReadDir(dir)
	if b, _ := os.ReadFile(filepath.Join(dir, "file")); err != nil || len(names) != 2 || string(b) != "text" {
		t.Errorf("it is changed: %v %q", names, b)
	}
}

// Whatever a guest asks of a file, what it takes here is bounded.
func TestFilesystem_large(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := map[string]bool{}
	for i := range 2*maxListed + 10 {
		name := fmt.Sprint("file", i)
		want[name] = true
		if err := os.Symlink("x", filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	c, d := grantOf(t, dir, false)
	v, code := do(t, c, d, "read-directory")
	if code != "" {
		t.Fatal(code)
	}
	list := v.(*entries)
	for {
		e := readEntry(c, []any{list}).(canon.Case).Value.(canon.Case)
		if e.Index == 0 {
			break
		}
		name := e.Value.([]any)[1].(string)
		if !want[name] {
			t.Errorf("%s is listed that is not there, or twice", name)
		}
		delete(want, name)
		if len(list.list) >= maxListed {
			t.Fatalf("%d entries are kept at a time", len(list.list))
		}
	}
	if len(want) != 0 {
		t.Errorf("%d are not listed", len(want))
	}
	if n := c.files.Load(); n != 1 {
		t.Errorf("%d are open after the listing, want 1", n)
	}
	list.Drop()

	opened, code := do(t, c, d, "open-at", uint32(0), "sparse", uint32(openCreate), uint32(flagRead|flagWrite))
	if code != "" {
		t.Fatal(code)
	}
	f := opened.(*Descriptor)
	t.Cleanup(f.Drop)
	if _, code := do(t, c, f, "set-size", uint64(1<<40)); code != "" {
		t.Skip("no file of a terabyte here: ", code)
	}
	for _, n := range []uint64{1, maxFileRead, 1 << 40, 1<<64 - 1} {
		v, code := do(t, c, f, "read", n, uint64(1<<39))
		if code != "" || uint64(len(v.([]any)[0].([]byte))) > min(n, maxFileRead) {
			t.Errorf("reading %d bytes: %s", n, code)
		}
		c.Settle()
	}
	if v, code := do(t, c, f, "write", []byte("end"), uint64(1<<40)); code != "" || v != uint64(3) {
		t.Errorf("writing at a terabyte: %v %q", v, code)
	}
	for _, at := range []uint64{1 << 63, 1<<64 - 1} {
		if _, code := do(t, c, f, "write", []byte("x"), at); code != "invalid" {
			t.Errorf("writing at %d: %q, want invalid", at, code)
		}
		out, code := do(t, c, f, "write-via-stream", at)
		if code != "" {
			t.Fatal(code)
		}
		if err := out.(*OutputStream).write([]byte("x")); err == nil {
			t.Errorf("a stream writes at %d", at)
		} else if code := call(t, c, fsTypes, "filesystem-error-code", &Error{err}).(canon.Case); code.Index == 0 || fsErrorNames[code.Value.(canon.Case).Index] != "invalid" {
			t.Errorf("a stream at %d fails by %v", at, code)
		}
		out.(*OutputStream).Drop()
	}
	// A file that grows while it is read ends where it has no more.
	write(t, filepath.Join(dir, "grows"), "")
	opened, _ = do(t, c, d, "open-at", uint32(0), "grows", uint32(0), uint32(flagRead|flagWrite))
	g := opened.(*Descriptor)
	t.Cleanup(g.Drop)
	in, _ := do(t, c, g, "read-via-stream", uint64(0))
	for _, text := range []string{"one", "two"} {
		if _, code := do(t, c, g, "write", []byte(text), uint64(0)); code != "" {
			t.Fatal(code)
		}
	}
	if b, err := in.(*InputStream).read(c, 100, true); string(b) != "two" || err != nil {
		t.Errorf("read %q %v", b, err)
	}
	in.(*InputStream).Drop()
}

// What is in the times of a file is what the system knows.
func TestFilesystem_times(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	write(t, path, "text")
	if err := os.Symlink("file", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	c, d := grantOf(t, dir, false)
	at := func(seconds uint64) canon.Case {
		return canon.Case{Index: 2, Value: []any{seconds, uint32(5000)}}
	}
	if _, code := do(t, c, d, "set-times-at", uint32(followLinks), "link", at(1000), at(2000)); code != "" {
		t.Fatal(code)
	}
	if _, code := do(t, c, d, "set-times-at", uint32(0), "link", at(3000), at(4000)); code != "" {
		t.Fatal(code)
	}
	if _, code := do(t, c, d, "set-times-at", uint32(0), "file", canon.Case{}, at(1<<63)); code != "overflow" {
		t.Errorf("a time that no clock has: %q, want overflow", code)
	}
	for name, want := range map[string][2]uint64{"file": {1000, 2000}, "link": {3000, 4000}} {
		v, code := do(t, c, d, "stat-at", uint32(0), name)
		if code != "" {
			t.Fatal(code)
		}
		var s unix.Stat_t
		if err := unix.Lstat(filepath.Join(dir, name), &s); err != nil {
			t.Fatal(err)
		}
		changed, nanoseconds := s.Ctim.Unix()
		for i, want := range [][]any{{want[0], uint32(5000)}, {want[1], uint32(5000)}, {uint64(changed), uint32(nanoseconds)}} {
			if got := v.([]any)[3+i].(canon.Case); fmt.Sprint(got.Value) != fmt.Sprint(want) {
				t.Errorf("time %d of %s is %v, want %v", i, name, got.Value, want)
			}
		}
	}
}
