package acceptance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// old is what is in the output file before.
const old = "what was there before"

// pushedCalculator returns a machine, a registry and the reference under which the one has pushed a
// component to the other.
func pushedCalculator(t testing.TB) (m *machine, reg *ocitest.Registry, ref string) {
	t.Helper()
	m = newMachine(t)
	reg, _ = ocitest.Start(t, ocitest.Options{})
	ref = reg.Host + "/acme/calculator:1.0.0"
	m.push(t, provider(t, "calculator"), ref)
	return m, reg, ref
}

// sound sees that under every digest in the machine's cache there is what has it, and that nothing
// is left of what was being written.
func (m *machine) sound(t testing.TB) {
	t.Helper()
	blobs, err := filepath.Glob(filepath.Join(m.path("cache"), "oci", "blobs", "sha256", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range blobs {
		if sum := sha256.Sum256(read(t, path)); hex.EncodeToString(sum[:]) != filepath.Base(path) {
			t.Errorf("the cache has something else under %s", filepath.Base(path))
		}
	}
	if left, _ := filepath.Glob(m.path(".*.wasm.*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// manifestWith changes the manifest, and the digest that the registry tells with it.
func manifestWith(edit func(m map[string]any)) ocitest.Fault {
	return ocitest.Replace(ocitest.Manifest, func(h http.Header, body []byte) []byte {
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			panic(err)
		}
		edit(m)
		b, err := json.Marshal(m)
		if err != nil {
			panic(err)
		}
		h.Set("Docker-Content-Digest", digest.FromBytes(b).String())
		return b
	})
}

// layerWith changes the layer.
func layerWith(edit func(b []byte) []byte) ocitest.Fault {
	return ocitest.Replace(ocitest.Blob, func(_ http.Header, b []byte) []byte { return edit(bytes.Clone(b)) })
}

// TestRegistry_damage pulls, and composes, from a registry with something wrong. Users get a right
// result, or are told what is wrong: then what they had is left, and all is well when the registry is.
func TestRegistry_damage(t *testing.T) {
	t.Parallel()
	layer := func(m map[string]any) map[string]any { return m["layers"].([]any)[0].(map[string]any) }
	for name, c := range map[string]struct {
		fault ocitest.Fault
		// want is what standard error has, after the reference; empty where all goes well.
		want string
	}{
		"truncated":     {layerWith(func(b []byte) []byte { return b[:len(b)-100] }), "the layer has the wrong size"},
		"a flipped bit": {layerWith(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), "the layer has the wrong digest"},
		"wrong digest": {ocitest.Replace(ocitest.Manifest, func(_ http.Header, b []byte) []byte { return append(b, ' ') }),
			"the manifest has the wrong digest"},
		"two layers": {manifestWith(func(m map[string]any) { m["layers"] = []any{layer(m), layer(m)} }),
			"the artifact does not have exactly one layer"},
		"no media type":       {manifestWith(func(m map[string]any) { delete(m, "mediaType") }), "the manifest does not say what it is"},
		"no type of layer":    {manifestWith(func(m map[string]any) { delete(layer(m), "mediaType") }), "the layer is of another kind"},
		"a list of manifests": {manifestWith(func(m map[string]any) { m["mediaType"] = "application/vnd.oci.image.index.v1+json" }), "the reference names a list of manifests"},
		"tokens that expire":  {(&ocitest.Tokens{Uses: 1}).Fault, ""},
		"a token that is no good": {(&ocitest.Tokens{Uses: 0}).Fault,
			"does not allow a pull without credentials"},
		"500 once":         {ocitest.Times(1, ocitest.Blob, ocitest.Status(ocitest.Blob, 500, "oops")), ""},
		"500 always":       {ocitest.Status(ocitest.Blob, 500, "oops"), "answered 500 to: fetch the layer"},
		"429 once":         {ocitest.Times(1, ocitest.Manifest, ocitest.Status(ocitest.Manifest, 429, "slow down", "Retry-After", "1")), ""},
		"429 for an hour":  {ocitest.Status(ocitest.Manifest, 429, "slow down", "Retry-After", "3600"), "answered 429 to: fetch the manifest"},
		"closes mid-body":  {ocitest.Times(2, ocitest.Blob, ocitest.CutAfter(ocitest.Blob, 5000)), ""},
		"the layer is not": {ocitest.Status(ocitest.Blob, 404, "gone"), "no such blob"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, reg, ref := pushedCalculator(t)
			reg.Inject(c.fault)
			for _, argv := range [][]string{
				{"pull", ref, "-o", "out.wasm"},
				{"compose", "server", ref, "--no-introspect", "-o", "out.wasm"},
			} {
				m.write(t, "out.wasm", old)
				_, stderr, err := m.try(t, append([]string{wasmcp(t), "-q"}, argv...)...)
				if c.want == "" {
					if err != nil {
						t.Errorf("%s: %v\n%s", argv[0], err, stderr)
					}
					continue
				}
				if first, _, _ := strings.Cut(stderr, "\n"); err == nil || !strings.HasPrefix(first, "wasmcp: "+ref+": ") || !strings.Contains(stderr, c.want) {
					t.Errorf("%s: %v\n%s\nwant %s", argv[0], err, stderr, c.want)
				}
				if got := string(read(t, m.path("out.wasm"))); got != old {
					t.Errorf("%s has changed the output: %.40q", argv[0], got)
				}
			}
			m.sound(t)
			reg.Heal()
			m.wasmcp(t, "pull", ref, "-o", "out.wasm")
			same(t, "after the damage", m.path("out.wasm"), provider(t, "calculator"))
			m.sound(t)
		})
	}
}

// TestRegistry_stalled interrupts a pull over which nothing comes any more. The next one goes on
// where it stopped.
func TestRegistry_stalled(t *testing.T) {
	t.Parallel()
	m, reg, ref := pushedCalculator(t)
	stalls := make(chan struct{})
	reg.Inject(ocitest.Times(1, ocitest.Blob, func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		close(stalls)
		return ocitest.StallAfter(ocitest.Blob, 60000)(w, r, next)
	}))
	m.write(t, "out.wasm", old)
	cmd := m.command(t, wasmcp(t), "pull", ref, "-o", "out.wasm")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-stalls
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	const interrupted = 130
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != interrupted {
		t.Errorf("interrupted: %v, want exit code %d", err, interrupted)
	}
	if got := string(read(t, m.path("out.wasm"))); got != old {
		t.Errorf("the output has changed: %.40q", got)
	}
	m.sound(t)
	m.wasmcp(t, "pull", ref, "-o", "out.wasm")
	same(t, "after the silence", m.path("out.wasm"), provider(t, "calculator"))
	m.sound(t)
}

// TestRegistry_fullDisk pulls where the disk is full: that of the cache, and that of the output.
func TestRegistry_fullDisk(t *testing.T) {
	t.Parallel()
	m, _, ref := pushedCalculator(t)
	if err := os.RemoveAll(m.path("cache")); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"cache", "out"} {
		if err := os.Mkdir(m.path(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// A namespace of mounts of its own is gone with the shell, and with it the small disk.
	small := func(dir, size string, argv ...string) (stderr string, err error) {
		const mount = `mount -t tmpfs -o "size=$0" small "$1" && echo mounted && shift && "$@"; code=$?; ls -A out >&2; exit $code`
		stdout, stderr, err := m.try(t, append([]string{"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, size, dir}, argv...)...)
		if !strings.HasPrefix(stdout, "mounted\n") {
			t.Skipf("this system lets nobody mount a small disk: %v %s", err, stderr)
		}
		return stderr, err
	}
	stderr, err := small("cache", "64k", wasmcp(t), "pull", ref, "-o", "out/out.wasm")
	if err == nil || !strings.Contains(stderr, "wasmcp: cache ") || !strings.Contains(stderr, "no space left on device") || strings.Contains(stderr, "out.wasm\n") {
		t.Errorf("with a full cache: %v\n%s", err, stderr)
	}
	stderr, err = small("out", "64k", wasmcp(t), "pull", ref, "-o", "out/out.wasm")
	if want := "wasmcp: out/out.wasm: no space left on device\n"; err == nil || stderr != want {
		t.Errorf("with a full output: %v\n%swant\n%s", err, stderr, want)
	}
	m.sound(t)
	m.wasmcp(t, "pull", ref, "-o", "out/out.wasm")
	same(t, "with room again", m.path("out/out.wasm"), provider(t, "calculator"))
	m.sound(t)
}

// TestRegistry_twoProcesses has two pulls fill one cache at the same time.
func TestRegistry_twoProcesses(t *testing.T) {
	t.Parallel()
	m, reg, ref := pushedCalculator(t)
	var both sync.WaitGroup
	both.Add(2)
	reg.Inject(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if ocitest.Manifest(r) { // nobody goes on before the other one has begun
			both.Done()
			both.Wait()
		}
		return false
	})
	var pulls []*exec.Cmd
	for _, out := range []string{"a.wasm", "b.wasm"} {
		cmd := m.command(t, wasmcp(t), "pull", ref, "-o", out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		pulls = append(pulls, cmd)
	}
	for _, cmd := range pulls {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	for _, out := range []string{"a.wasm", "b.wasm"} {
		same(t, out, m.path(out), provider(t, "calculator"))
	}
	if n := reg.Requests("GET", "/blobs/"); n != 1 {
		t.Errorf("the layer was fetched %d times, want once", n)
	}
	m.sound(t)
}

// TestRegistry_movedTag has a tag moved under a lock: the lock says what is taken, and where that is
// gone there is no other.
func TestRegistry_movedTag(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	reg, _ := ocitest.Start(t, ocitest.Options{})
	ref := reg.Host + "/acme/tools:1.0.0"
	locked := m.push(t, provider(t, "calculator"), ref)
	m.write(t, "wasmcp.toml", `components = ["`+ref+`"]`)
	m.wasmcp(t, "compose", "server", "-o", "first.wasm", "--name", "demo")
	m.push(t, provider(t, "text"), ref)
	fetched := filepath.Join(m.path("cache"), "oci")
	for _, locking := range [][]string{nil, {"--locked"}} {
		if err := os.RemoveAll(fetched); err != nil {
			t.Fatal(err)
		}
		m.wasmcp(t, append([]string{"compose", "server", "-o", "again.wasm", "--name", "demo"}, locking...)...)
		same(t, "after the tag has moved", m.path("again.wasm"), m.path("first.wasm"))
	}
	gone := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/manifests/"+locked) }
	reg.Inject(ocitest.Status(gone, http.StatusNotFound, "manifest unknown"))
	if err := os.RemoveAll(fetched); err != nil {
		t.Fatal(err)
	}
	m.write(t, "again.wasm", old)
	_, stderr, err := m.try(t, wasmcp(t), "-q", "compose", "server", "--locked", "-o", "again.wasm", "--name", "demo")
	if want := "wasmcp: " + ref + "@" + locked + ": no such manifest\n"; err == nil || !strings.HasPrefix(stderr, want) {
		t.Errorf("what is locked is gone: %v\n%swant %s", err, stderr, want)
	}
	if got := string(read(t, m.path("again.wasm"))); got != old {
		t.Errorf("the output has changed: %.40q", got)
	}
	m.sound(t)
}
