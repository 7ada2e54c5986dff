package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/bench/measure"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// A workshop is where inputs and outputs are, and what is compared.
type workshop struct {
	dir                    string
	wasmcp, wac, wasmTools string
}

// prepare builds wasmcp and finds the others.
func prepare(dir string) (*workshop, error) {
	w := &workshop{dir: dir, wasmcp: filepath.Join(dir, "wasmcp")}
	err := measure.Build(w.wasmcp, "./cmd/wasmcp")
	if err != nil {
		return nil, err
	}
	if w.wac, err = tools.Path("wac"); err != nil {
		return nil, err
	}
	if w.wasmTools, err = tools.Path("wasm-tools"); err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("hyperfine"); err != nil {
		return nil, fmt.Errorf("hyperfine is not installed, run: scripts/tools/install.sh hyperfine")
	}
	return w, nil
}

// The contenders that goals are about.
const (
	ours = "wasmcp link"
	plug = "wac plug"
)

// A contender is one way to link the components of a case.
type contender struct {
	name   string
	args   []string
	output string
}

// contenders are the ways to link a case. What they make is checked.
func (w *workshop) contenders(c contest) ([]contender, error) {
	script, dependencies, err := w.script(c)
	if err != nil {
		return nil, err
	}
	outputs := 0
	with := func(name string, args ...string) contender {
		outputs++
		output := filepath.Join(w.dir, fmt.Sprintf("out-%d.wasm", outputs))
		return contender{name, append(args, "-o", output), output}
	}
	all := []contender{
		with(ours, slices.Concat([]string{w.wasmcp, "link", "-q", "--export", "consumer", "consumer=" + c.consumer}, c.providers)...),
		with(plug, slices.Concat([]string{w.wac, "plug", c.consumer}, each("--plug", c.providers))...),
		with("wac compose --no-validate", slices.Concat([]string{w.wac, "compose", "--no-validate", script}, dependencies)...),
		with("wasm-tools compose", slices.Concat([]string{w.wasmTools, "compose", c.consumer}, each("-d", c.providers))...),
		with("wasm-tools compose --skip-validation", slices.Concat([]string{w.wasmTools, "compose", "--skip-validation", c.consumer}, each("-d", c.providers))...),
	}
	var exports []string
	var able []contender
	for _, one := range all {
		if out, err := exec.Command(one.args[0], one.args[1:]...).CombinedOutput(); err != nil {
			if one.name == ours {
				return nil, fmt.Errorf("%s: %s: %w\n%s", c.name, one.name, err, out)
			}
			fmt.Fprintf(os.Stderr, "%s: %s does not link it: %s\n", c.name, one.name, strings.TrimSpace(string(out)))
			continue
		}
		got, err := w.check(one.output)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.name, one.name, err)
		}
		if exports == nil {
			exports = got
		} else if !slices.Equal(exports, got) {
			return nil, fmt.Errorf("%s: %s exports %q, %s %q", c.name, one.name, got, ours, exports)
		}
		able = append(able, one)
	}
	return able, nil
}

// each puts a flag before every value.
func each(flag string, values []string) []string {
	var args []string
	for _, v := range values {
		args = append(args, flag, v)
	}
	return args
}

// script writes what wac compose is told: the same as the flags of wac plug say.
func (w *workshop) script(c contest) (path string, dependencies []string, err error) {
	var b strings.Builder
	b.WriteString("package bench:result;\n\n")
	for i, p := range c.providers {
		fmt.Fprintf(&b, "let p%d = new bench:p%d { ... };\n", i, i)
		dependencies = append(dependencies, "--dep", fmt.Sprintf("bench:p%d=%s", i, p))
	}
	b.WriteString("let consumer = new bench:consumer {\n")
	for i := range c.providers {
		fmt.Fprintf(&b, "    ...p%d,\n", i)
	}
	b.WriteString("    ...\n};\n\nexport consumer...;\n")
	path = filepath.Join(w.dir, "result.wac")
	return path, append(dependencies, "--dep", "bench:consumer="+c.consumer), os.WriteFile(path, []byte(b.String()), 0o644)
}

// check validates a result and returns the names that it exports, sorted.
func (w *workshop) check(path string) ([]string, error) {
	if out, err := exec.Command(w.wasmTools, "validate", "--features", "all", path).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the result is not valid: %w\n%s", err, out)
	}
	return exportsOf(path)
}

func exportsOf(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := component.Decode(b)
	if err != nil {
		return nil, err
	}
	var names []string
	for e := range c.Exports() {
		names = append(names, e.Name.Name)
	}
	slices.Sort(names)
	return names, nil
}
