package wasi

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// call calls a function of an interface.
func call(t *testing.T, c *Call, iface, name string, args ...any) any {
	t.Helper()
	f, ok := Lookup(iface, name)
	if !ok {
		t.Fatalf("%s#%s does not exist", iface, name)
	}
	return f(c, args)
}

func TestFilesystem_staysInside(t *testing.T) {
	t.Parallel()
	outside, inside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "secret"), filepath.Join(inside, "absolute")); err != nil {
		t.Skip(err)
	}
	relative, err := filepath.Rel(inside, outside)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(relative, filepath.Join(inside, "relative")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(inside, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, readOnly := range []bool{false, true} {
		c := &Call{Context: t.Context(), State: &State{Grants: Grants{Dirs: []Dir{{Root: root, Guest: "/", ReadOnly: readOnly}}}}}
		dirs := call(t, c, "wasi:filesystem/preopens@0.2", "get-directories").([]any)
		dir := dirs[0].([]any)[0].(*Descriptor)
		open := func(p string, openFlags, flags uint32) canon.Case {
			return call(t, c, "wasi:filesystem/types@0.2", "[method]descriptor.open-at", dir, uint32(followLinks), p, openFlags, flags).(canon.Case)
		}
		for _, p := range []string{
			filepath.Join(outside, "secret"), "../" + filepath.Base(outside) + "/secret", "absolute", "relative/secret",
			"sub/../../" + filepath.Base(outside) + "/secret", "/etc/passwd", "..", "", "sub/../..",
		} {
			if got := open(p, 0, flagRead); got.Index == 0 {
				t.Errorf("open %q succeeds", p)
			}
		}
		created := open("new", openCreate, flagWrite)
		if readOnly != (created.Index == 1) {
			t.Errorf("creating a file, read only %v: case %d", readOnly, created.Index)
		}
		if created.Index == 0 {
			d := created.Value.(*Descriptor)
			if got := call(t, c, "wasi:filesystem/types@0.2", "[method]descriptor.write", d, []byte("text"), uint64(2)).(canon.Case); got.Index != 0 || got.Value != uint64(4) {
				t.Errorf("write = %v", got)
			}
			if got := call(t, c, "wasi:filesystem/types@0.2", "[method]descriptor.read", d, uint64(9), uint64(0)).(canon.Case); got.Index != 1 {
				t.Errorf("reading a file that is open for writing = %v", got)
			}
			d.Drop()
		}
		for _, name := range []string{"unlink-file-at", "remove-directory-at", "create-directory-at"} {
			got := call(t, c, "wasi:filesystem/types@0.2", "[method]descriptor."+name, dir, "../x").(canon.Case)
			if got.Index != 1 {
				t.Errorf("%s ../x succeeds", name)
			}
		}
	}
	if b, err := os.ReadFile(filepath.Join(inside, "new")); err != nil || string(b) != "\x00\x00text" {
		t.Errorf("the file has %q %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(outside, "secret")); err != nil || string(b) != "secret" {
		t.Errorf("the secret is %q %v", b, err)
	}
}

func TestGrants_denyByDefault(t *testing.T) {
	t.Parallel()
	c := &Call{Context: t.Context(), State: &State{}}
	for _, k := range []struct{ iface, name string }{
		{"wasi:cli/environment@0.2", "get-environment"},
		{"wasi:filesystem/preopens@0.2", "get-directories"},
	} {
		if got := call(t, c, k.iface, k.name).([]any); len(got) != 0 {
			t.Errorf("%s = %v, want nothing", k.name, got)
		}
	}
	for _, name := range []string{"wasi:sockets/tcp-create-socket@0.2#create-tcp-socket", "wasi:sockets/udp-create-socket@0.2#create-udp-socket"} {
		iface, name := name[:len(name)-len("#create-tcp-socket")], name[len(name)-len("create-tcp-socket"):]
		if got := call(t, c, iface, name, canon.Case{}).(canon.Case); got.Index != 1 {
			t.Errorf("%s = %v, want an error", name, got)
		}
	}
	if got := call(t, c, "wasi:keyvalue/store@0.2.0-draft", "open", "").(canon.Case); got.Index != 1 {
		t.Errorf("opening a store = %v, want an error", got)
	}
	request := &OutgoingRequest{authority: canon.Some("example.com"), header: newFields(&State{})}
	got := call(t, c, "wasi:http/outgoing-handler@0.2", "handle", request, canon.None()).(canon.Case)
	if got.Index != 1 || errorCodeName(got.Value.(canon.Case)) != "HTTP-request-denied" {
		t.Errorf("a request = %v, want HTTP-request-denied", got)
	}
}
