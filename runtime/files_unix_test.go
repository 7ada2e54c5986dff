//go:build linux || darwin

package runtime

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// fileCase is what is done to a tree of its own, in which place 1 of the descriptors is its root.
type fileCase struct {
	name string
	ops  []fileOp
}

// planted is what a tree may begin with: a directory where the name ends in a slash, a link where there
// is an arrow, else a file with some text. A tree has those that its case speaks of, and what those need.
var planted = []string{
	"dir/", "void/", "dir/sub/", "file:hello", "other:there", "dir/inner:inner",
	"link>file", "dirlink>dir", "dangling>nothing", "out>../elsewhere", "abs>/etc/passwd", "loop>loop", "slashed>file/",
	"dirslashed>dir/", "roundabout>dir/../file", "here>.", "dir/back>../file", "dir/far>../../elsewhere",
}

// plant makes the tree that a case begins with.
func plant(t *testing.T, dir string, c fileCase) {
	t.Helper()
	do := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	do(os.Mkdir(dir, 0o755))
	var spoken strings.Builder
	for _, o := range c.ops {
		spoken.WriteString(o.path + " " + o.text + " ")
	}
	for i, entry := range planted {
		at := strings.IndexAny(entry, "/:>")
		if entry[at] == '/' && at < len(entry)-1 {
			at += 1 + strings.IndexAny(entry[at+1:], "/:>")
		}
		name, what := entry[:at], entry[at+1:]
		if i > 5 && !strings.Contains(spoken.String(), strings.TrimPrefix(name, "dir/")) {
			continue
		}
		path := filepath.Join(dir, name)
		switch entry[at] {
		case '/':
			do(os.Mkdir(path, 0o755))
		case ':':
			do(os.WriteFile(path, []byte(what), 0o644))
		case '>':
			do(os.Symlink(what, path))
		}
	}
	for _, name := range []string{"file", "dir"} {
		do(os.Chtimes(filepath.Join(dir, name), time.Unix(1000, 0), time.Unix(2000, 0)))
	}
}

// chain makes a chain of links of which the first, link-1, goes through n of them to the file.
func chain(t *testing.T, dir string, n int) {
	t.Helper()
	for i := range n {
		target := "file"
		if i > 0 {
			target = fmt.Sprint("chain-", i)
		}
		if err := os.Symlink(target, filepath.Join(dir, fmt.Sprint("chain-", i+1))); err != nil {
			t.Fatal(err)
		}
	}
}

// paths are those that every operation is tried with.
var paths = []string{
	"file", "file/", "file//", "file/.", "file/..", "file/x", "dir", "dir/", "dir//", "dir/.", "dir/./", "dir/..", "dir/../",
	"dir/inner", "dir//inner", "./file", ".//file", "dir/../file", "dir/sub/../inner", "dir/inner/", "dir/inner/..",
	"void", "void/", "void/.", "void/..", "nothing", "nothing/", "nothing/x", "nothing/.", "nothing/..", "new", "new/", "new/.", "dir/new", "dir/new/",
	"link", "link/", "link/.", "link/x", "dirlink", "dirlink/", "dirlink/.", "dirlink/..", "dirlink/inner", "dirlink/new",
	"dangling", "dangling/", "dangling/x", "out", "out/", "out/x", "abs", "abs/", "abs/x", "loop", "loop/", "loop/x", "slashed", "slashed/",
	"dirslashed", "dirslashed/", "dirslashed/inner", "roundabout", "here", "here/", "here/file", "dir/back", "dir/back/", "dir/back/.", "dir/far", "dir/far/", "dir/far/x",
	"", ".", "./", "./.", "..", "../", "../x", "./..", "dir/../..", "dir/../../x", "/", "//", "/etc/passwd", "/file", "a\x00b", "file\x00", "\x00",
	"chain-1", "chain-39", "chain-40", "chain-41", "chain-40/", "file\n", " ", "\\", "dir\\inner", "ünï", "...", "dir/...",
	strings.Repeat("n", 255), strings.Repeat("n", 256), strings.Repeat("d/", 2047) + "x", strings.Repeat("./", 2047) + "x",
	strings.Repeat("./", 2045) + "file", strings.Repeat("dir/../", 500) + "file",
}

// few are those that pairs of paths are made of.
var few = []string{
	"file", "file/", "dir", "dir/", "dir/.", "dir/sub", "dir/sub/x", "void", "void/", "new", "new/", "link", "link/",
	"dirlink", "dirlink/", "dangling", "dangling/", "..", ".", "", "/abs", "../x", "other", "dir/..",
}

const (
	opRead, opWrite, opMutate                  = 1, 2, 32
	opCreate, opDirectory, opExclusive, opTrim = 1, 2, 4, 8
)

// fileCases are all cases. One that begins with "read" does not change its tree.
func fileCases() []fileCase {
	var all []fileCase
	add := func(name string, ops ...fileOp) { all = append(all, fileCase{name, ops}) }
	var look []fileOp
	for _, p := range paths {
		for _, follow := range []uint32{0, 1} {
			look = append(look,
				fileOp{name: "stat-at", fd: 1, path: p, a: follow},
				fileOp{name: "hash-at", fd: 1, path: p, a: follow},
			)
			for _, flags := range []uint32{0, opRead, opWrite, opRead | opWrite, opRead | opMutate, 4 | opRead, 8 | opWrite, 16 | opRead} {
				for _, how := range []uint32{0, opDirectory, opExclusive, opDirectory | opExclusive} {
					look = append(look,
						fileOp{name: "open", fd: 1, to: 5, path: p, a: follow, b: how, c: flags},
						fileOp{name: "flags", fd: 5}, fileOp{name: "type", fd: 5}, fileOp{name: "stat", fd: 5}, fileOp{name: "drop", fd: 5})
				}
			}
		}
		look = append(look, fileOp{name: "readlink", fd: 1, path: p})
	}
	add("read paths", look...)
	for _, p := range paths {
		add("mkdir "+p, fileOp{name: "mkdir", fd: 1, path: p})
		add("rmdir "+p, fileOp{name: "rmdir", fd: 1, path: p})
		add("unlink "+p, fileOp{name: "unlink", fd: 1, path: p})
		add("symlink file "+p, fileOp{name: "symlink", fd: 1, text: "file", path: p})
		add("symlink to "+p, fileOp{name: "symlink", fd: 1, text: p, path: "new"})
		add("times "+p, fileOp{name: "times-at", fd: 1, a: 0, path: p, b: 2, x: 5000, c: 2, y: 6000}, fileOp{name: "stat-at", fd: 1, path: p},
			fileOp{name: "times-at", fd: 1, a: 1, path: p, b: 2, x: 7000, c: 1}, fileOp{name: "stat-at", fd: 1, path: p})
		for _, how := range []uint32{opCreate, opCreate | opExclusive, opTrim} {
			var opens []fileOp
			for _, more := range []uint32{0, opTrim, opDirectory, opExclusive} {
				for _, follow := range []uint32{0, 1} {
					for _, flags := range []uint32{opRead, opWrite, opRead | opWrite} {
						opens = append(opens, fileOp{name: "open", fd: 1, to: 5, path: p, a: follow, b: how | more, c: flags},
							fileOp{name: "flags", fd: 5}, fileOp{name: "write", fd: 5, text: "W", y: 1}, fileOp{name: "read", fd: 5, x: 9}, fileOp{name: "drop", fd: 5})
					}
				}
			}
			add(fmt.Sprintf("open %d %s", how, p), opens...)
		}
	}
	for _, a := range few {
		var links []fileOp
		for _, b := range few {
			links = append(links, fileOp{name: "link", fd: 1, path: a, to: 1, text: b})
			add("rename "+a+" "+b, fileOp{name: "rename", fd: 1, path: a, to: 1, text: b})
		}
		add("link "+a, links...)
	}
	sub := func(ops ...fileOp) []fileOp {
		return append([]fileOp{
			{name: "open", fd: 1, to: 5, path: "dir", b: opDirectory, c: opRead | opMutate},
			{name: "open", fd: 1, to: 6, path: "void", b: opDirectory, c: opRead},
			{name: "open", fd: 1, to: 7, path: "file", c: opRead | opWrite},
			{name: "open", fd: 1, to: 8, path: "file", c: opRead},
		}, append(ops, fileOp{name: "drop", fd: 5}, fileOp{name: "drop", fd: 6}, fileOp{name: "drop", fd: 7}, fileOp{name: "drop", fd: 8})...)
	}
	// Between two descriptors of one tree, one in the other and beside it, and what is none.
	for _, ab := range [][2]int{{1, 5}, {5, 1}, {5, 6}, {6, 5}, {5, 5}, {1, 7}, {7, 1}} {
		for _, path := range []string{"file", "inner", "sub", "dir", ".", "back"} {
			var links []fileOp
			for _, to := range []string{"new", "inner", "void", "new/", ".", "../new"} {
				links = append(links, fileOp{name: "link", fd: ab[0], path: path, to: ab[1], text: to})
				add(fmt.Sprintf("rename %d %s %d %s", ab[0], path, ab[1], to), sub(fileOp{name: "rename", fd: ab[0], path: path, to: ab[1], text: to})...)
			}
			add(fmt.Sprintf("link %d %s %d", ab[0], path, ab[1]), sub(links...)...)
		}
	}
	add("link following", fileOp{name: "link", fd: 1, a: 1, path: "link", to: 1, text: "new"})
	for _, fd := range []int{5, 6, 7, 8} {
		for i, op := range []fileOp{
			{name: "mkdir", path: "new"}, {name: "stat"}, {name: "flags"}, {name: "type"}, {name: "sync"}, {name: "sync-data"},
			{name: "read", x: 10}, {name: "read", x: 2, y: 1}, {name: "read", x: 0}, {name: "read", x: 1, y: 100}, {name: "read", x: 1, y: 1 << 63}, {name: "read", x: 1, y: 1<<63 - 1},
			{name: "read-end", x: 10}, {name: "read-end", x: 5}, {name: "read-end", x: 0}, {name: "read-end", x: 1, y: 5},
			{name: "write", text: "xyz"}, {name: "write", text: "xyz", y: 3}, {name: "write", text: "x", y: 100}, {name: "write", text: "x", y: 1 << 63}, {name: "write", text: "x", y: 1<<64 - 1}, {name: "write", text: "x", y: 1<<63 - 1}, {name: "write", text: "", y: 100},
			{name: "set-size", x: 2}, {name: "set-size", x: 0}, {name: "set-size", x: 100}, {name: "set-size", x: 1 << 40}, {name: "set-size", x: 1 << 63}, {name: "set-size", x: 1<<63 - 1},
			{name: "times", b: 2, x: 7000, c: 2, y: 8000}, {name: "times", b: 0, c: 2, y: 8000}, {name: "times", b: 2, x: 7000}, {name: "times"}, {name: "times", b: 2, x: 1 << 63}, {name: "times", b: 2, x: 1<<64 - 1},
			{name: "advise", x: 0, y: 10, a: 1}, {name: "advise", x: 1 << 63, y: 1, a: 0}, {name: "advise", a: 5}, {name: "advise", x: 1, y: 1 << 63, a: 3},
			{name: "append", text: "end"}, {name: "write-stream", text: "stream", y: 2}, {name: "write-stream", text: "s", y: 1 << 63}, {name: "write-stream", text: "s", y: 1<<64 - 1},
			{name: "read-stream", x: 9, y: 1}, {name: "read-stream", x: 9, y: 9}, {name: "read-stream", x: 9, y: 1 << 63}, {name: "read-stream", x: 9, y: 1<<64 - 1},
			{name: "stat-at", path: "inner"}, {name: "readlink", path: "back"}, {name: "unlink", path: "inner"}, {name: "rmdir", path: "sub"}, {name: "list", to: 9},
			{name: "symlink", text: "x", path: "new"}, {name: "times-at", path: "inner", b: 2, x: 1, c: 2, y: 2}, {name: "open", to: 9, path: "inner", c: opRead},
			{name: "same", to: 5}, {name: "same", to: 7}, {name: "same", to: 8}, {name: "same", to: 1},
		} {
			op.fd = fd
			after := []fileOp{op, {name: "read", fd: 8, x: 20}, {name: "stat", fd: 8}}
			if op.name == "list" {
				after = append(after, fileOp{name: "unlist", fd: 9})
			} else if op.name == "open" {
				after = append(after, fileOp{name: "drop", fd: 9})
			}
			add(fmt.Sprintf("descriptor %d %s %d", fd, op.name, i), sub(after...)...)
		}
	}
	// A stream outlives its descriptor, an open file its name, and a listing what it lists.
	add("stream without descriptor", fileOp{name: "open", fd: 1, to: 5, path: "file", c: opRead}, fileOp{name: "open-reader", fd: 5, to: 6},
		fileOp{name: "drop", fd: 5}, fileOp{name: "reader", fd: 6, x: 2}, fileOp{name: "reader", fd: 6, x: 9}, fileOp{name: "reader", fd: 6, x: 9})
	add("file without name", fileOp{name: "open", fd: 1, to: 5, path: "file", c: opRead | opWrite}, fileOp{name: "unlink", fd: 1, path: "file"},
		fileOp{name: "write", fd: 5, text: "more", y: 5}, fileOp{name: "read", fd: 5, x: 20}, fileOp{name: "stat", fd: 5},
		fileOp{name: "times", fd: 5, b: 2, x: 1, c: 2, y: 2}, fileOp{name: "hash", fd: 5}, fileOp{name: "drop", fd: 5})
	add("directory renamed", sub(fileOp{name: "rename", fd: 1, path: "dir", to: 1, text: "moved"}, fileOp{name: "stat-at", fd: 5, path: "inner"},
		fileOp{name: "mkdir", fd: 5, path: "made"}, fileOp{name: "times", fd: 5, b: 2, x: 1, c: 2, y: 2})...)
	add("directory removed", sub(fileOp{name: "rmdir", fd: 1, path: "void"}, fileOp{name: "mkdir", fd: 6, path: "made"},
		fileOp{name: "stat", fd: 6}, fileOp{name: "list", fd: 6, to: 9}, fileOp{name: "next", fd: 9}, fileOp{name: "unlist", fd: 9})...)
	listing := []fileOp{{name: "list", fd: 1, to: 9}, {name: "unlink", fd: 1, path: "file"}, {name: "mkdir", fd: 1, path: "made"}}
	for range 24 {
		listing = append(listing, fileOp{name: "next", fd: 9})
	}
	add("listing changed", append(listing, fileOp{name: "unlist", fd: 9})...)
	add("hashes", fileOp{name: "hash", fd: 1}, fileOp{name: "hash-at", fd: 1, path: "."}, fileOp{name: "hash-at", fd: 1, path: "link"}, fileOp{name: "hash-at", fd: 1, a: 1, path: "link"},
		fileOp{name: "link", fd: 1, path: "file", to: 1, text: "new"}, fileOp{name: "hash-at", fd: 1, path: "new"}, fileOp{name: "stat-at", fd: 1, path: "new"})
	for i := range 60 {
		add(fmt.Sprint("random ", i), randomOps(uint64(i))...)
	}
	return all
}

// randomOps are operations one after the other on few names, so that one meets what another has left.
func randomOps(seed uint64) []fileOp {
	random := rand.New(rand.NewPCG(seed, 0))
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	names := []string{"file", "dir", "void", "link", "dirlink", "here", "out", "new", "more", "sub", "inner", "back", "..", "."}
	path := func() string {
		p := pick(names...)
		for random.IntN(2) == 0 {
			p += pick("/", "/", "//") + pick(names...)
		}
		return p + pick("", "", "", "", "/", "/.")
	}
	dirs := []int{1, 1, 5, 6}
	all := []fileOp{
		{name: "open", fd: 1, to: 5, path: "dir", b: opDirectory, c: opRead | opMutate},
		{name: "open", fd: 1, to: 6, path: "void", b: opDirectory, c: opRead | opMutate},
	}
	kinds := []string{"mkdir", "rmdir", "unlink", "symlink", "readlink", "stat-at", "times-at", "link", "rename", "rename", "open", "open", "list", "write", "append", "read", "set-size", "stat", "sync"}
	for range 60 {
		o := fileOp{name: pick(kinds...), fd: dirs[random.IntN(len(dirs))], path: path()}
		switch o.name {
		case "symlink":
			o.text = path()
		case "stat-at":
			o.a = uint32(random.IntN(2))
		case "times-at":
			o.a, o.b, o.x, o.c, o.y = uint32(random.IntN(2)), uint32(random.IntN(2)*2), uint64(random.IntN(9999)), 2, uint64(random.IntN(9999))
		case "link", "rename":
			o.to, o.text = dirs[random.IntN(len(dirs))], path()
		case "open":
			o.a, o.b, o.c = uint32(random.IntN(2)), uint32(random.IntN(16)), uint32(random.IntN(4))
			o.to = 7 + random.IntN(3)
			all = append(all, fileOp{name: "drop", fd: o.to})
		case "list":
			o.to = 10
		case "write", "append":
			o.fd, o.text, o.y = 7+random.IntN(3), pick("x", "text", "more"), uint64(random.IntN(9))
		case "read":
			o.fd, o.x, o.y = 7+random.IntN(3), uint64(random.IntN(9)), uint64(random.IntN(9))
		case "set-size":
			o.fd, o.x = 7+random.IntN(3), uint64(random.IntN(9))
		case "stat", "sync":
			o.fd = []int{1, 5, 6, 7, 8, 9}[random.IntN(6)]
		}
		all = append(all, o)
		if o.name == "list" {
			for range 12 {
				all = append(all, fileOp{name: "next", fd: 10})
			}
			all = append(all, fileOp{name: "unlist", fd: 10})
		}
	}
	for fd := 5; fd < 10; fd++ {
		all = append(all, fileOp{name: "drop", fd: fd})
	}
	return all
}

// Operations on files return the same, and leave the same, as on wasmtime. There is one exception, which
// cannot be seen here: of the time of the last change of status, wasmtime gives that of the making.
func TestFiles_againstWasmtime(t *testing.T) {
	t.Parallel()
	wasmtime := tools.Need(t, "wasmtime")
	cases := fileCases()
	ops := []fileOp{{name: "root", to: 0}}
	for i, c := range cases {
		ops = append(ops, fileOp{name: "open", fd: 0, to: 1, path: fmt.Sprint("case", i), b: opDirectory, c: opRead | opMutate})
		ops = append(ops, c.ops...)
		ops = append(ops, fileOp{name: "drop", fd: 1})
	}
	path := assemble(t, filesComponent(ops))
	ours, theirs := t.TempDir(), t.TempDir()
	for _, dir := range []string{ours, theirs} {
		for i, c := range cases {
			at := filepath.Join(dir, fmt.Sprint("case", i))
			plant(t, at, c)
			if strings.HasPrefix(c.name, "read") {
				chain(t, at, 45)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, "elsewhere"), []byte("secret"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(ours)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c := compileFile(t, path, Config{Grants: Grants{Dirs: []Dir{{Root: root, Guest: "/"}}}})
	var out bytes.Buffer
	if err := c.Run(t.Context(), Stdio{Out: &out, Err: os.Stderr}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(wasmtime, "run", "--dir", theirs+"::/", path)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("wasmtime: %v", err)
	}
	us, them := fileResults(t, ops, out.Bytes()), fileResults(t, ops, said)
	at := 1
	for i, c := range cases {
		var differs []string
		for k := range len(c.ops) + 2 {
			if a, b := us[at+k], them[at+k]; a != b {
				differs = append(differs, fmt.Sprintf("%s: %s, on wasmtime %s", describe(ops[at+k]), a, b))
			}
		}
		at += len(c.ops) + 2
		name := fmt.Sprint("case", i)
		if a, b := tree(t, filepath.Join(ours, name)), tree(t, filepath.Join(theirs, name)); a != b {
			differs = append(differs, fmt.Sprintf("what is left:\n%s\non wasmtime:\n%s", a, b))
		}
		for _, d := range differs {
			t.Errorf("%q: %s", c.name, d)
		}
	}
	t.Logf("%d operations in %d cases", len(ops), len(cases))
}

func describe(o fileOp) string {
	short := func(s string) string {
		if len(s) > 40 {
			return fmt.Sprintf("%q (%d bytes)", s[:20], len(s))
		}
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%s of %d, %s %d %s, %d %d %d %d %d", o.name, o.fd, short(o.path), o.to, short(o.text), o.a, o.b, o.c, o.x, o.y)
}

var fileErrors = strings.Fields(`access would-block already bad-descriptor busy deadlock quota exist
	file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop
	too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory
	insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device
	overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device`)

// fileResults tells what each operation returned.
func fileResults(t *testing.T, ops []fileOp, b []byte) []string {
	t.Helper()
	all := make([]string, len(ops))
	hashes := map[string]int{}
	for i, o := range ops {
		if len(b) < 6 {
			t.Fatalf("the results end before operation %d", i)
		}
		result, code, n := b[0], b[1], binary.LittleEndian.Uint32(b[2:])
		data := b[6 : 6+n]
		b = b[6+n:]
		switch {
		case result == 2:
			all[i] = "skipped"
		case result == 1 && int(code) < len(fileErrors):
			all[i] = fileErrors[code]
		case result == 1:
			all[i] = fmt.Sprint("error ", code)
		case o.name == "stat" || o.name == "stat-at":
			all[i] = showStatus(data)
		case o.name == "hash" || o.name == "hash-at":
			h := string(data)
			if _, ok := hashes[h]; !ok {
				hashes[h] = len(hashes)
			}
			all[i] = fmt.Sprint("file ", hashes[h])
		case o.name == "next":
			all[i] = fmt.Sprintf("entry %q", data)
			for k := i; k > 0 && ops[k-1].name == "next" && all[k] < all[k-1]; k-- { // they have no order
				all[k], all[k-1] = all[k-1], all[k]
			}
		default:
			all[i] = "ok " + hex.EncodeToString(data)
		}
	}
	return all
}

// showStatus shows a descriptor-stat, but for times that depend on when it was made.
func showStatus(b []byte) string {
	var s strings.Builder
	fmt.Fprintf(&s, "type %d links %d size %d", b[0], binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:]))
	for _, at := range []int{24, 48, 72} {
		switch seconds := binary.LittleEndian.Uint64(b[at+8:]); {
		case b[at] == 0:
			s.WriteString(" none")
		case seconds > 1<<30 && seconds < 1<<33:
			s.WriteString(" lately")
		default:
			fmt.Fprintf(&s, " %d.%09d", seconds, binary.LittleEndian.Uint32(b[at+16:]))
		}
	}
	return s.String()
}

// tree describes what is in a directory.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var s strings.Builder
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(&s, "%q %s", rel, info.Mode())
		if sys := info.Sys().(*syscall.Stat_t); !info.IsDir() {
			fmt.Fprintf(&s, " %d %d", sys.Nlink, info.Size())
		}
		if m := info.ModTime().Unix(); m < 1<<30 {
			fmt.Fprintf(&s, " modified %d", m)
		}
		switch {
		case info.Mode()&os.ModeSymlink != 0:
			target, err := os.Readlink(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(&s, " to %q", target)
		case info.Mode().IsRegular() && info.Size() < 1000:
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(&s, " %q", b)
		}
		s.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.String()
}

// What a component leaves open is closed with its instance. It is not parallel: it counts what the
// process has open.
func TestFiles_closedWithInstance(t *testing.T) {
	count := func() int {
		names, err := os.ReadDir("/dev/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(names)
	}
	dir := t.TempDir()
	plant(t, filepath.Join(dir, "tree"), fileCase{})
	ops := []fileOp{{name: "root", to: 0}}
	const more = 300
	for i := range more {
		ops = append(ops, fileOp{name: "open", fd: 0, to: 1 + i%200, path: "tree/file", c: opRead})
		ops = append(ops, fileOp{name: "list", fd: 0, to: 250})
		ops = append(ops, fileOp{name: "open-reader", fd: 1 + i%200, to: 251})
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c := compileFile(t, assemble(t, filesComponent(ops)), Config{Grants: Grants{Dirs: []Dir{{Root: root, Guest: "/"}}}})
	before := count()
	for range 3 {
		var out bytes.Buffer
		if err := c.Run(t.Context(), Stdio{Out: &out, Err: os.Stderr}); err != nil {
			t.Fatal(err)
		}
		opened := 0
		for i, result := range fileResults(t, ops, out.Bytes()) {
			switch {
			case ops[i].name != "open":
			case strings.HasPrefix(result, "ok"):
				opened++
			case result != "insufficient-memory":
				t.Errorf("operation %d: %s", i, result)
			}
		}
		if opened < 100 || opened == more {
			t.Errorf("%d of %d files are opened, want some and not all", opened, more)
		}
		if n := count(); n > before {
			t.Errorf("%d descriptors, %d before the component ran", n, before)
		}
	}
}

// To open a pipe that nobody writes to does not keep a call.
func TestFiles_pipe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o666); err != nil {
		t.Fatal(err)
	}
	ops := []fileOp{{name: "root", to: 0}}
	for _, flags := range []uint32{opRead, opWrite, opRead | opWrite} {
		ops = append(ops, fileOp{name: "open", fd: 0, to: 1, path: "pipe", a: 1, c: flags})
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c := compileFile(t, assemble(t, filesComponent(ops)), Config{Grants: Grants{Dirs: []Dir{{Root: root, Guest: "/"}}}})
	var out bytes.Buffer
	if err := c.Run(t.Context(), Stdio{Out: &out, Err: os.Stderr}); err != nil {
		t.Fatal(err)
	}
	for i, result := range fileResults(t, ops, out.Bytes())[1:] {
		if result != "unsupported" {
			t.Errorf("%s: %s, want unsupported", describe(ops[i+1]), result)
		}
	}
}
