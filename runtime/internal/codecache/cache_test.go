package codecache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/private"
)

var key, otherKey = make([]byte, MinKey), slices.Repeat([]byte{1}, MinKey)

// compiler does with a view what wazero does.
type compiler struct {
	t *testing.T
	*View
}

const version = "wazero-v0-test"

func compile(t *testing.T, dir string, key []byte) *compiler {
	t.Helper()
	c, err := Open(dir, key)
	if err != nil {
		t.Fatal(err)
	}
	v, err := c.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	if err := os.Mkdir(filepath.Join(v.Dir(), version), 0o700); err != nil {
		t.Fatal(err)
	}
	return &compiler{t, v}
}

func module(name string) [sha256.Size]byte { return sha256.Sum256([]byte(name)) }

// path is where the compiler reads and writes the code of a module.
func (c *compiler) path(name string) string {
	sum := sha256.Sum256([]byte("the compiler's secret " + name))
	return filepath.Join(c.Dir(), version, hex.EncodeToString(sum[:]))
}

// compile returns the code of a module, and whether it came out of the cache.
func (c *compiler) compile(name, code string) (string, bool) {
	c.t.Helper()
	taken := c.Take(module(name))
	b, err := os.ReadFile(c.path(name))
	if err == nil {
		if !taken {
			c.t.Errorf("the compiler sees code of %s that was not taken", name)
		}
		if len(b) >= len(code) {
			b = b[:len(code)] // it ignores what follows
		}
		return string(b), true
	}
	if !errors.Is(err, fs.ErrNotExist) {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(c.path(name), []byte(code), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if !taken {
		c.Keep(module(name))
	}
	return code, false
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "code", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCache(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []bool{false, true, true} {
		c := compile(t, dir, key)
		for _, name := range []string{"a", "b", "c"} {
			code, taken := c.compile(name, "code of "+name)
			if code != "code of "+name || taken != want {
				t.Errorf("run %d: %s is %q, taken %v; want taken %v", i, name, code, taken, want)
			}
		}
	}
	if n := len(entries(t, dir)); n != 3 {
		t.Errorf("%d entries, want 3", n)
	}
	for _, e := range entries(t, dir) {
		if info, err := os.Stat(e); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v; want mode 0600", info.Mode(), err)
		}
	}
}

// Whatever is in the place of an entry: the compiler does not see it, and it is an entry again.
func TestCache_hostileEntries(t *testing.T) {
	write := func(b []byte) func(t *testing.T, entry, other string) {
		return func(t *testing.T, entry, _ string) {
			if err := os.WriteFile(entry, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	edit := func(f func([]byte) []byte) func(t *testing.T, entry, other string) {
		return func(t *testing.T, entry, _ string) {
			b, err := os.ReadFile(entry)
			if err != nil {
				t.Fatal(err)
			}
			write(f(b))(t, entry, "")
		}
	}
	do := func(f func(entry, other string) error) func(t *testing.T, entry, other string) {
		return func(t *testing.T, entry, other string) {
			if err := f(entry, other); err != nil {
				t.Fatal(err)
			}
		}
	}
	flip := func(at func(n int) int) func(t *testing.T, entry, other string) {
		return edit(func(b []byte) []byte { b[at(len(b))] ^= 1; return b })
	}
	cases := map[string]func(t *testing.T, entry, other string){
		"missing":                 do(func(e, _ string) error { return os.Remove(e) }),
		"empty":                   write(nil),
		"one byte":                write([]byte{0}),
		"a trailer alone":         edit(func(b []byte) []byte { return b[len(b)-trailerSize:] }),
		"cut off in its code":     edit(func(b []byte) []byte { return b[:3] }),
		"cut off in its tag":      edit(func(b []byte) []byte { return b[:len(b)-1] }),
		"longer":                  edit(func(b []byte) []byte { return append(b, 0) }),
		"first bit":               flip(func(int) int { return 0 }),
		"last bit":                flip(func(n int) int { return n - 1 }),
		"bit of its name":         flip(func(n int) int { return n - trailerSize }),
		"a name with a path":      edit(func(b []byte) []byte { copy(b[len(b)-trailerSize:], "../../../x"); return b }),
		"another module's":        do(func(e, o string) error { return os.Rename(o, e) }),
		"a link to a module's":    do(func(e, o string) error { return errors.Join(os.Remove(e), os.Symlink(o, e)) }),
		"a link to nothing":       do(func(e, o string) error { return errors.Join(os.Remove(e), os.Symlink("nothing", e)) }),
		"a link to itself":        do(func(e, o string) error { return errors.Join(os.Remove(e), os.Symlink(e, e)) }),
		"a directory":             do(func(e, o string) error { return errors.Join(os.Remove(e), os.Mkdir(e, 0o700)) }),
		"a directory with a file": do(func(e, o string) error { return errors.Join(os.Remove(e), os.MkdirAll(filepath.Join(e, "x"), 0o700)) }),
		"a gigabyte and more":     do(func(e, o string) error { return os.Truncate(e, maxEntry+trailerSize+1) }),
		"a link to the entry": func(t *testing.T, entry, _ string) {
			if err := errors.Join(os.Rename(entry, entry+".real"), os.Symlink(entry+".real", entry)); err != nil {
				t.Fatal(err)
			}
		},
	}
	addUnixCases(cases)
	for name, damage := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			compile(t, dir, key).compile("a", "code of a")
			entry := entries(t, dir)[0]
			second := compile(t, dir, key)
			second.compile("b", "code of b")
			other := entries(t, dir)[0]
			if other == entry {
				other = entries(t, dir)[1]
			}
			damage(t, entry, other)
			if code, taken := compile(t, dir, key).compile("a", "code of a"); taken || code != "code of a" {
				t.Fatalf("it was taken: %q", code)
			}
			if _, taken := compile(t, dir, key).compile("a", "code of a"); !taken {
				t.Error("it was not made again")
			}
		})
	}
}

func TestCache_anotherKey(t *testing.T) {
	dir := t.TempDir()
	compile(t, dir, otherKey).compile("a", "code of a")
	if _, taken := compile(t, dir, key).compile("a", "code of a"); taken {
		t.Error("what another key authenticates was taken")
	}
	for _, k := range [][]byte{key, otherKey} {
		if _, taken := compile(t, dir, k).compile("a", "code of a"); !taken {
			t.Error("what one key authenticates took the place of what another one does")
		}
	}
	// What is put under the name that it has by the right key is not believed either.
	names := map[string]string{}
	for _, k := range [][]byte{key, otherKey} {
		c := compile(t, dir, k)
		names[string(k)], _ = c.entry(module("a"))
	}
	if err := os.Rename(names[string(otherKey)], names[string(key)]); err != nil {
		t.Fatal(err)
	}
	if _, taken := compile(t, dir, key).compile("a", "code of a"); taken {
		t.Error("what another key authenticates was taken")
	}
	for _, short := range [][]byte{nil, make([]byte, MinKey-1)} {
		if _, err := Open(dir, short); !errors.As(err, new(*KeyError)) {
			t.Errorf("a key of %d bytes: %v", len(short), err)
		}
	}
}

// Without its key a cache is none.
func TestCache_Forget(t *testing.T) {
	dir := t.TempDir()
	compile(t, dir, key).compile("a", "code of a")
	c := compile(t, dir, key)
	c.cache.Forget()
	if c.Take(module("a")) {
		t.Error("it was taken without a key")
	}
	c.compile("b", "code of b")
	if n := len(entries(t, dir)); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

// An entry says nothing about another version of the compiler.
func TestCache_anotherVersion(t *testing.T) {
	dir := t.TempDir()
	compile(t, dir, key).compile("a", "code of a")
	c := compile(t, dir, key)
	if err := os.Rename(filepath.Join(c.Dir(), version), filepath.Join(c.Dir(), version+"2")); err != nil {
		t.Fatal(err)
	}
	if c.Take(module("a")) {
		t.Error("the code of one version is taken by another")
	}
}

// What an earlier version kept, or somebody has put beside it, is never seen.
func TestCache_ignoresOtherFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Base((&compiler{t, &View{}}).path("a"))
	for _, planted := range []string{version, "code", "views/" + version} {
		path := filepath.Join(dir, planted, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("poison"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if code, taken := compile(t, dir, key).compile("a", "code of a"); taken || code != "code of a" {
		t.Errorf("code = %q, taken %v", code, taken)
	}
}

// Where nothing can be written, what is there is used.
func TestCache_viewElsewhere(t *testing.T) {
	dir := t.TempDir()
	compile(t, dir, key).compile("a", "code of a")
	views := filepath.Join(dir, "views")
	if err := errors.Join(os.RemoveAll(views), os.WriteFile(views, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	c := compile(t, dir, key)
	if _, taken := c.compile("a", "code of a"); !taken {
		t.Error("it was not taken")
	}
	if filepath.Dir(c.Dir()) == views {
		t.Errorf("the view is in %s", c.Dir())
	}
}

// A copy is as good as a link.
func TestView_copies(t *testing.T) {
	dir := t.TempDir()
	compile(t, dir, key).compile("a", "code of a")
	entry := entries(t, dir)[0]
	c := compile(t, dir, key)
	c.entry(module("a"))
	f, err := private.Open(entry)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(c.path("a"))
	if err := c.copy(f, info.Size()-trailerSize, c.path("a"), c.cache.tag(entry, name)); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(c.path("a")); err != nil || string(b) != "code of a" {
		t.Errorf("copied %q, %v", b, err)
	}
	if err := c.copy(f, info.Size()-trailerSize, c.path("b"), c.cache.tag(entry, "other")); !errors.Is(err, errForged) {
		t.Errorf("error = %v, want %v", err, errForged)
	}
	if _, err := os.Lstat(c.path("b")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not authentic is left: %v", err)
	}
}

// Views of processes that were killed are removed when they have been left alone for a while.
func TestView_abandoned(t *testing.T) {
	dir := t.TempDir()
	killed, busy := compile(t, dir, key), compile(t, dir, key)
	if err := os.WriteFile(killed.path("a")+".1.tmp", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(killed.Dir(), long, long); err != nil {
		t.Fatal(err)
	}
	compile(t, dir, key)
	if _, err := os.Lstat(killed.Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the abandoned view is there: %v", err)
	}
	if _, err := os.Lstat(busy.Dir()); err != nil {
		t.Errorf("the other one is not: %v", err)
	}
	if len(entries(t, dir)) != 0 {
		t.Error("half a file was kept")
	}
}

// A view that is gone costs the place in the cache, and nothing else.
func TestView_gone(t *testing.T) {
	c := compile(t, t.TempDir(), key)
	c.compile("a", "code of a")
	if err := os.RemoveAll(c.Dir()); err != nil {
		t.Fatal(err)
	}
	c.Keep(module("b"))
	if c.Take(module("a")) {
		t.Error("taken into a view that is gone")
	}
}
