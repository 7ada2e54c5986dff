package acceptance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// A machine is somebody's: it has settings, credentials and a cache of its own.
type machine struct {
	dir string
	env []string
	// secure says that its registry speaks TLS, and private that it wants ada's password.
	secure, private bool
}

// newMachine returns one whose folder is empty. Only what it compiles it shares with others, since
// that takes long and has nothing to do with registries.
func newMachine(t testing.TB, env ...string) *machine {
	t.Helper()
	m := &machine{dir: t.TempDir()}
	cache := m.path("cache")
	shared := filepath.Join(tools.Dir(), "wasmcp")
	for _, part := range []string{"compiled", "introspected"} {
		for _, dir := range []string{filepath.Join(shared, part), cache} {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(filepath.Join(shared, part), filepath.Join(cache, part)); err != nil {
			t.Fatal(err)
		}
	}
	m.env = append(append(os.Environ(), "WASMCP_CACHE="+cache, "DOCKER_CONFIG="+m.path("docker"),
		"WKG_CONFIG_FILE="+m.path("wkg.toml"), "WKG_CACHE_DIR="+m.path("wkg-cache")), env...)
	return m
}

// path is that of a file of the machine.
func (m *machine) path(name string) string { return filepath.Join(m.dir, name) }

// command returns a command that runs there.
func (m *machine) command(t testing.TB, argv ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = m.dir, m.env
	return cmd
}

// run carries a command out and returns its standard output; the test fails if it does.
func (m *machine) run(t testing.TB, argv ...string) string {
	t.Helper()
	stdout, stderr, err := m.try(t, argv...)
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(argv, " "), err, stdout, stderr)
	}
	return stdout
}

// try carries a command out.
func (m *machine) try(t testing.TB, argv ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := m.command(t, argv...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// wasmcp runs the command under test.
func (m *machine) wasmcp(t testing.TB, args ...string) string {
	t.Helper()
	return m.run(t, append([]string{wasmcp(t), "-q"}, args...)...)
}

// push pushes a file and returns the digest of the manifest.
func (m *machine) push(t testing.TB, file string, refs ...string) string {
	t.Helper()
	return strings.TrimSpace(m.wasmcp(t, append([]string{"push", "--no-git", file}, refs...)...))
}

// write writes a file of the machine.
func (m *machine) write(t testing.TB, name, text string) string {
	t.Helper()
	if err := os.WriteFile(m.path(name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return m.path(name)
}

// same compares two files.
func same(t testing.TB, what, got, want string) {
	t.Helper()
	if !bytes.Equal(read(t, got), read(t, want)) {
		t.Errorf("%s: other bytes than were pushed", what)
	}
}

// registries are the kinds of registries that people have.
var registries = []struct {
	name  string
	start func(t testing.TB, m *machine) (host string)
}{
	{"in process", func(t testing.TB, _ *machine) string {
		reg, _ := ocitest.Start(t, ocitest.Options{})
		return reg.Host
	}},
	{"docker-registry", docker(ocitest.DockerOptions{})},
	{"docker-registry with a password", docker(ocitest.DockerOptions{Auth: true})},
	{"docker-registry with TLS", docker(ocitest.DockerOptions{TLS: true})},
	{"docker-registry with both", docker(ocitest.DockerOptions{Auth: true, TLS: true})},
}

// docker starts Debian's docker-registry, trusts its certificate, and logs in.
func docker(o ocitest.DockerOptions) func(t testing.TB, m *machine) string {
	return func(t testing.TB, m *machine) string {
		host, certificate := ocitest.Docker(t, o)
		m.secure, m.private = o.TLS, o.Auth
		if o.TLS {
			m.env = append(m.env, "SSL_CERT_FILE="+m.write(t, "registry.pem", string(certificate)))
		}
		if o.Auth {
			login := m.command(t, wasmcp(t), "login", host, "--username", "ada", "--password-stdin")
			login.Stdin = strings.NewReader("secret")
			if out, err := login.CombinedOutput(); err != nil {
				t.Fatalf("wasmcp login: %v\n%s", err, out)
			}
		}
		return host
	}
}

// eachRegistry has a test done with every kind of registry.
func eachRegistry(t *testing.T, test func(t *testing.T, m *machine, host string)) {
	for _, r := range registries {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			test(t, m, r.start(t, m))
		})
	}
}

// TestRegistry_seed composes the README's example where every part comes from a registry, the
// framework's too. Wherever that is, the server is the same, and it is one that clients can use.
func TestRegistry_seed(t *testing.T) {
	t.Parallel()
	components := []string{rustTools.component(t), pythonTools.component(t)}
	servers := make(chan []byte, len(registries))
	t.Run("composed", func(t *testing.T) {
		eachRegistry(t, func(t *testing.T, m *machine, host string) {
			prefix := host + "/acme/framework"
			m.wasmcp(t, "framework", "push", prefix)
			compose := []string{"compose", "server", "--name", "acceptance", "--server-version", "1.2.3", "--framework", prefix}
			for _, c := range components {
				ref := host + "/seed/" + strings.TrimSuffix(filepath.Base(c), ".wasm") + ":0.1.0"
				m.push(t, c, ref)
				compose = append(compose, ref)
			}
			m.wasmcp(t, append(compose, "-o", "server.wasm")...)
			servers <- read(t, m.path("server.wasm"))
		})
	})
	close(servers)
	path := filepath.Join(scratch, "server-of-registries.wasm")
	var first []byte
	for server := range servers {
		if first == nil {
			first = server
		}
		if !bytes.Equal(first, server) {
			t.Error("another registry gives another server")
		}
	}
	if first == nil {
		return
	}
	if err := os.WriteFile(path, first, 0o644); err != nil {
		t.Fatal(err)
	}
	// That such a server runs on other hosts, and with other clients, TestSeed sees.
	client := clients[0]
	plan, want := client.prepare(offer{name: "acceptance", tools: []string{"add", "subtract", "reverse", "uppercase"}, calls: basics})
	plan.Endpoint = embedded.http(t, path)
	if diff := cmp.Diff(plain(want), plain(client.Follow(t, plan))); diff != "" {
		t.Errorf("transcript differs from what was expected (-want +got):\n%s", diff)
	}
}

// TestRegistry_fragment pushes a stretch of chain and uses it in two servers, by tag and by digest.
func TestRegistry_fragment(t *testing.T) {
	t.Parallel()
	eachRegistry(t, func(t *testing.T, m *machine, host string) {
		m.wasmcp(t, "compose", "handler", provider(t, "text"), provider(t, "probe"), "-o", "words.wasm")
		digest := m.push(t, "words.wasm", host+"/acme/words:1.0.0")
		for _, c := range []struct {
			components, call []string
			want             string
		}{
			{[]string{provider(t, "calculator"), host + "/acme/words:1.0.0"}, []string{"reverse", "--arg", "text=abc"}, "cba\n"},
			{[]string{provider(t, "shout"), host + "/acme/words@" + digest}, []string{"reverse", "--arg", "text=abc"}, "CBA\n"},
		} {
			m.wasmcp(t, append([]string{"compose", "server", "-o", "server.wasm"}, c.components...)...)
			if got := m.wasmcp(t, append([]string{"call", "server.wasm"}, c.call...)...); got != c.want {
				t.Errorf("a server of %v answers %q, want %q", c.components, got, c.want)
			}
		}
	})
}

// TestRegistry_reproducible pushes what this test says, from other folders, at other times and by
// other people: the digests are those of the day on which the test was written.
func TestRegistry_reproducible(t *testing.T) {
	t.Parallel()
	const (
		empty  = "\x00asm\x0d\x00\x01\x00" // a component without anything
		want   = "sha256:9c1c151023cd8e4427e099ca28cd16713b9b761676c2af06e631fcacdcd382b1"
		wanted = "sha256:0e25dd7120603749dd2fded0f9cc3d13c39caa3787ff3fbc25fdb0435bf41174" // with what flags say
	)
	eachRegistry(t, func(t *testing.T, m *machine, host string) {
		long := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)
		for i, env := range [][]string{nil, {"TZ=Asia/Tokyo", "USER=ada", "LANG=de_DE.UTF-8", "HOME=/nowhere"}, {"TZ=America/Lima"}} {
			dir := filepath.Join(m.dir, strings.Repeat("d", i+1))
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "empty.wasm")
			if err := os.WriteFile(file, []byte(empty), 0o600<<i&0o777); err != nil {
				t.Fatal(err)
			}
			at := long.AddDate(i, i, i)
			if err := os.Chtimes(file, at, at); err != nil {
				t.Fatal(err)
			}
			other := *m
			other.env = append(slices.Clone(m.env), env...)
			ref := fmt.Sprintf("%s/acme/empty:%d.0.0", host, i)
			for range 2 {
				if got := other.push(t, file, ref); got != want {
					t.Errorf("push gives %s, want %s", got, want)
				}
			}
			// Flags say the same in whatever order.
			flags := []string{"--annotation", "b=2", "--annotation", "a=1", "--name", "io.github.acme/empty"}
			if i == 1 {
				flags = []string{"--name", "io.github.acme/empty", "--annotation", "a=1", "--annotation", "b=2"}
			}
			got := strings.TrimSpace(other.wasmcp(t, append([]string{"push", "--no-git", file, ref}, flags...)...))
			if got != wanted {
				t.Errorf("push with flags gives %s, want %s", got, wanted)
			}
		}
	})
}
