package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

var (
	// scratch is a folder of this run.
	scratch string
	// compiled makes wasmtime keep what it compiles, between runs too.
	compiled string
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "wasmcp-acceptance-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		scratch = dir
		config := filepath.Join(dir, "wasmtime-cache.toml")
		text := fmt.Sprintf("[cache]\ndirectory = %q\n", filepath.Join(tools.Dir(), "wasmtime-cache"))
		if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		compiled = "-Ccache-config=" + config
		for name, dir := range map[string]string{"WASMCP_CACHE": "wasmcp", "WASMCP_STATE": "state"} {
			if err := os.Setenv(name, filepath.Join(tools.Dir(), dir)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
		}
		return m.Run()
	}())
}

// built returns the path of the program of a Go package of this module.
func built(t testing.TB, pkg string) string {
	t.Helper()
	path, err := programs.get(pkg, func() (string, error) {
		path := filepath.Join(scratch, filepath.Base(pkg))
		cmd := exec.Command("go", "build", "-o", path, pkg)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
		}
		return path, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// wasmcp returns the path of the command under test.
func wasmcp(t testing.TB) string { return built(t, "./cmd/wasmcp") }

var programs, servers, projects, compilations once

// once makes every file of this run a single time, whichever test asks first.
type once struct {
	mu    sync.Mutex
	files map[string]func() (string, error)
}

func (o *once) get(key string, create func() (string, error)) (string, error) {
	o.mu.Lock()
	if o.files == nil {
		o.files = map[string]func() (string, error){}
	}
	file := o.files[key]
	if file == nil {
		file = sync.OnceValues(create)
		o.files[key] = file
	}
	o.mu.Unlock()
	return file()
}
