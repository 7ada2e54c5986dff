package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/bench/measure"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// A workshop holds what is built for one run.
type workshop struct {
	dir                   string
	wasmcp, oraspull, wkg string
	host                  string
	registry              *process.Server
	// large is the component that is pulled, and small are those of testdata.
	large string
	small []string
}

// prepare builds the programs, starts the registry and pushes what is to be measured.
func prepare(dir string, size int) (*workshop, error) {
	w := &workshop{dir: dir, wasmcp: filepath.Join(dir, "wasmcp"), oraspull: filepath.Join(dir, "oraspull")}
	for path, pkg := range map[string]string{w.wasmcp: "./cmd/wasmcp", w.oraspull: "./bench/oci/oraspull"} {
		if err := measure.Build(path, pkg); err != nil {
			return nil, err
		}
	}
	var err error
	if w.wkg, err = tools.Path("wkg"); err != nil {
		return nil, err
	}
	if w.host, err = process.FreeAddr(); err != nil {
		return nil, err
	}
	config := w.path("registry.yml")
	text := "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n" +
		"storage: {filesystem: {rootdirectory: " + w.path("registry") + "}}\nhttp: {addr: " + w.host + "}\n"
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		return nil, err
	}
	w.registry, err = process.Serve(w.host, "env", "OTEL_TRACES_EXPORTER=none", "docker-registry", "serve", config)
	if err != nil {
		return nil, err
	}
	if err := w.push(size); err != nil {
		w.registry.Stop()
		return nil, err
	}
	return w, nil
}

func (w *workshop) path(name string) string { return filepath.Join(w.dir, name) }

// reference is where the component of a file is in the registry.
func (w *workshop) reference(file string) string {
	name := filepath.Base(file)
	return w.host + "/bench/" + name[:len(name)-len(filepath.Ext(name))] + ":1.0.0"
}

// push makes the large component, and pushes it and the small ones.
func (w *workshop) push(size int) error {
	for _, name := range []string{"calculator", "text", "probe"} {
		w.small = append(w.small, filepath.Join("testdata", "providers", name, name+".wasm"))
	}
	b, err := os.ReadFile(w.small[0])
	if err != nil {
		return err
	}
	c, err := component.Decode(b)
	if err != nil {
		return err
	}
	// What it is large of, nobody looks at, but nothing makes it small on its way.
	filler := make([]byte, max(0, size-len(b)))
	_, _ = rand.NewChaCha8([32]byte{}).Read(filler)
	c.Sections = append(c.Sections, &component.Custom{Name: "filler", Data: filler})
	w.large = w.path("large.wasm")
	if err := os.WriteFile(w.large, c.Encode(), 0o644); err != nil {
		return err
	}
	for _, file := range append([]string{w.large}, w.small...) {
		cmd := exec.Command(w.wasmcp, "-q", "push", "--no-git", file, w.reference(file))
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("wasmcp push: %w\n%s", err, out)
		}
	}
	return nil
}

// same compares what was pulled with what was pushed.
func same(got, want string) error {
	a, err := os.ReadFile(got)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(want)
	if err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		return fmt.Errorf("%s is not what was pushed", got)
	}
	return nil
}
