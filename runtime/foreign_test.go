package runtime_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/runtime"
)

const foreign = "../testdata/foreign"

// dist is the path of a component that was built from testdata/foreign.
func dist(name string) string { return filepath.Join(foreign, "dist", name+".wasm") }

// TestForeign_areBuiltFromTheirSources fails where sources changed and components were not built
// again.
func TestForeign_areBuiltFromTheirSources(t *testing.T) {
	t.Parallel()
	sums, err := os.ReadFile(filepath.Join(foreign, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	recorded := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		recorded[name] = sum
	}
	err = filepath.WalkDir(foreign, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "SHA256SUMS" || d.Name() == "README.md" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := "." + filepath.ToSlash(strings.TrimPrefix(path, filepath.FromSlash(foreign)))
		sum := sha256.Sum256(b)
		if got := hex.EncodeToString(sum[:]); got != recorded[name] {
			t.Errorf("%s has digest %q, recorded is %q; run: testdata/foreign/build.sh", name, got, recorded[name])
		}
		delete(recorded, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range recorded {
		t.Errorf("%s is recorded and not there; run: testdata/foreign/build.sh", name)
	}
}

// engine is the path of a server that brings an engine, which is built when it is first asked for.
func engine(t testing.TB, name string) string {
	t.Helper()
	tools.Long(t)
	cmd := exec.Command(filepath.Join(foreign, "engines", "build.sh"), name)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		tools.Missing(t, fmt.Sprintf("%v\n%s", err, stderr.Bytes()))
	}
	return strings.TrimSpace(string(out))
}

// compiled is where what takes long to compile is kept between runs.
func compiled(t testing.TB) *runtime.Cache {
	t.Helper()
	return opened(t, filepath.Join(tools.Dir(), "foreign", "compiled"))
}

// opened opens a cache by a key that everybody knows.
func opened(t testing.TB, dir string) *runtime.Cache {
	t.Helper()
	c, err := runtime.OpenCache(dir, make([]byte, runtime.CacheKeySize))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestForeign_servers(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		name  string
		path  func(t testing.TB) string
		want  string
		echo  bool
		reuse []int
	}{
		{"rust", func(testing.TB) string { return dist("hello") }, "Hello from Rust\n", true, []int{1, 3}},
		{"python", func(t testing.TB) string { return engine(t, "python") }, "Hello from Python\n", false, []int{1, 3}},
		// StarlingMonkey takes one request an instance.
		{"javascript", func(t testing.TB) string { return engine(t, "javascript") }, "Hello from JavaScript\n", true, []int{1}},
	} {
		t.Run(k.name, func(t *testing.T) {
			c := load(t, k.path(t), runtime.Config{Cache: compiled(t)})
			for _, reuse := range k.reuse {
				s := serve(t, c, runtime.HandlerOptions{Reuse: reuse})
				for range 5 {
					if status, body := get(t, s.URL+"/"); status != 200 || body != k.want {
						t.Fatalf("GET / = %d %q, want 200 %q", status, body, k.want)
					}
				}
				if !k.echo {
					continue
				}
				sent := strings.Repeat("to and fro ", 20_000)
				resp, err := http.Post(s.URL+"/echo", "text/plain", strings.NewReader(sent))
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || string(got) != sent {
					t.Errorf("POST /echo of %d bytes returns %d: %v", len(sent), len(got), err)
				}
			}
		})
	}
}

// What an instance keeps in its memory is there for as many requests as it is used for.
func TestForeign_reusedState(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		name string
		path func(t testing.TB) string
	}{
		{"rust", func(testing.TB) string { return dist("keyvalue-draft") }},
		{"python", func(t testing.TB) string { return engine(t, "python") }},
	} {
		t.Run(k.name, func(t *testing.T) {
			c := load(t, k.path(t), runtime.Config{Cache: compiled(t)})
			for _, reuse := range []int{1, 3} {
				s := serve(t, c, runtime.HandlerOptions{Reuse: reuse, Concurrency: 1})
				seen := map[string]int{}
				for range 12 {
					_, body := get(t, s.URL+"/served")
					seen[strings.TrimSpace(body)]++
				}
				// Which of the instances that are ready is next depends on when they became so.
				if reuse == 1 && seen["1"] != 12 || reuse == 3 && (seen["3"] == 0 || seen["1"] < seen["2"] || seen["2"] < seen["3"] || seen["1"]+seen["2"]+seen["3"] != 12) {
					t.Errorf("with reuse %d instances were asked so many times for the nth time: %v", reuse, seen)
				}
			}
		})
	}
}

// A command does here what it does on wasmtime.
func TestForeign_command(t *testing.T) {
	t.Parallel()
	wasmtime, err := tools.Path("wasmtime")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	oracle := err == nil
	ours, theirs := t.TempDir(), t.TempDir()
	for _, dir := range []string{ours, theirs} {
		if err := os.WriteFile(filepath.Join(dir, "in.txt"), []byte("in a file\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(ours)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c := load(t, dist("command"), runtime.Config{Grants: runtime.Grants{
		Env: []string{"NAME=value"}, Dirs: []runtime.Dir{{Root: root, Guest: "data"}},
	}})
	// One after another, since they change one folder.
	for _, k := range []struct {
		args string
		out  string
		ok   bool
	}{
		{"one two", "arguments: one two\nNAME=value\ninput: what is asked\n", true},
		{"read data/in.txt", "in a file\n", true},
		{"write data/out.txt text", "", true},
		{"list data", "in.txt out.txt\n", true},
		{"remove data/out.txt", "", true},
		{"read data/out.txt", "", false},
		{"read /etc/passwd", "", false},
		{"read data/../../etc/passwd", "", false},
		{"exit 0", "", true},
		{"exit 1", "", false},
		{"panic", "", false},
	} {
		args := append([]string{"command.wasm"}, strings.Fields(k.args)...)
		var out, stderr bytes.Buffer
		err := c.Run(t.Context(), runtime.Stdio{In: strings.NewReader("what is asked\n"), Out: &out, Err: &stderr, Args: args})
		if out.String() != k.out || (err == nil) != k.ok {
			t.Errorf("%s: %q %v, want %q, success %v\n%s", k.args, out.String(), err, k.out, k.ok, stderr.Bytes())
		}
		if !oracle {
			continue
		}
		cmd := exec.Command(wasmtime, append([]string{"run", "--env", "NAME=value", "--dir", theirs + "::data", dist("command")}, args[1:]...)...)
		var said bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("what is asked\n"), &said, io.Discard
		if err := cmd.Run(); said.String() != k.out || (err == nil) != k.ok {
			t.Errorf("wasmtime: %s: %q %v, want %q, success %v", k.args, said.String(), err, k.out, k.ok)
		}
	}
}
