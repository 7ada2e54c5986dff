package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// A contest is one consumer and those who provide what it imports, as files.
type contest struct {
	name      string
	consumer  string
	providers []string
	// large tells that what the components hold, not what they are made of, is most of the work.
	large bool
}

// The names of the cases that goals are about.
const (
	small = "one provider"
	wide  = "200 providers of 50 functions"
)

// cases makes the inputs.
func (w *workshop) cases(engines []string, only string) ([]contest, error) {
	cases := []contest{{
		name:      small,
		consumer:  filepath.Join("framework", "dist", "capabilities.wasm"),
		providers: []string{filepath.Join("testdata", "providers", "calculator", "calculator.wasm")},
	}}
	if strings.Contains(wide, only) {
		c, err := w.wide(200, 50)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	for _, e := range engines {
		c := contest{name: "two components in " + e, large: true}
		if !strings.Contains(c.name, only) {
			continue
		}
		build := exec.Command(filepath.Join("bench", "compose", "engines", "build.sh"), e)
		build.Stderr = os.Stderr
		out, err := build.Output()
		if err != nil {
			return nil, fmt.Errorf("a pair of components in %s: %w", e, err)
		}
		dir := strings.TrimSpace(string(out))
		c.consumer, c.providers = filepath.Join(dir, "consumer.wasm"), []string{filepath.Join(dir, "provider.wasm")}
		cases = append(cases, c)
	}
	if !strings.Contains(small, only) {
		cases = cases[1:]
	}
	return cases, nil
}

// wide makes providers of an interface each, and a consumer that imports all of them.
func (w *workshop) wide(providers, functions int) (contest, error) {
	c := contest{name: wide, consumer: filepath.Join(w.dir, "wide.wasm")}
	dir := filepath.Join(w.dir, "wide")
	if err := os.MkdirAll(filepath.Join(dir, "deps"), 0o755); err != nil {
		return c, err
	}
	consumer := new(strings.Builder)
	consumer.WriteString("package bench:wide@1.0.0;\n\nworld consumer {\n")
	var jobs []func() error
	for i := range providers {
		name := fmt.Sprintf("wide-%03d", i)
		fmt.Fprintf(consumer, "    import bench:%s/api@1.0.0;\n", name)
		wit := filepath.Join(dir, "deps", name+".wit")
		if err := os.WriteFile(wit, []byte(api(name, functions)), 0o644); err != nil {
			return c, err
		}
		c.providers = append(c.providers, filepath.Join(w.dir, name+".wasm"))
		jobs = append(jobs, func() error { return w.dummy(wit, "provider", c.providers[i]) })
	}
	consumer.WriteString("    export run: func();\n}\n")
	if err := os.WriteFile(filepath.Join(dir, "consumer.wit"), []byte(consumer.String()), 0o644); err != nil {
		return c, err
	}
	jobs = append(jobs, func() error { return w.dummy(dir, "consumer", c.consumer) })
	return c, all(jobs)
}

// api is a package with one interface of so many functions, whose types are of every usual form.
func api(name string, functions int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package bench:%s@1.0.0;\n\ninterface api {\n", name)
	b.WriteString("    record point { x: s32, y: s32 }\n")
	b.WriteString("    enum colour { red, green, blue }\n")
	b.WriteString("    variant shape { dot(point), line(tuple<point, point>), none }\n\n")
	for i := range functions {
		fmt.Fprintf(&b, "    draw-%d: func(name: string, shapes: list<shape>, in: option<colour>) -> result<list<point>, string>;\n", i)
	}
	b.WriteString("}\n\nworld provider {\n    export api;\n}\n")
	return b.String()
}

// dummy makes a component of a world whose code does nothing, unless an earlier run has left it.
func (w *workshop) dummy(wit, world, output string) error {
	if _, err := os.Stat(output); err == nil {
		return nil
	}
	module := output + ".module"
	for _, args := range [][]string{
		{"component", "embed", "--dummy", wit, "--world", world, "-o", module},
		{"component", "new", module, "-o", output},
	} {
		if out, err := exec.Command(w.wasmTools, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("wasm-tools %s: %w\n%s", strings.Join(args[:2], " "), err, out)
		}
	}
	return os.Remove(module)
}

// all runs jobs, some at a time, and returns the first error.
func all(jobs []func() error) error {
	const parallel = 4
	free := make(chan struct{}, parallel)
	errs := make([]error, len(jobs))
	var wg sync.WaitGroup
	for i, job := range jobs {
		wg.Go(func() {
			free <- struct{}{}
			errs[i] = job()
			<-free
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
