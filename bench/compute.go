package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// computing is how long a call takes that does a piece of work inside a tool, on both hosts.
type computing struct {
	Language string  `json:"language"`
	Work     string  `json:"work"`
	Wasmtime float64 `json:"wasmtimeMs"`
	Wasmcp   float64 `json:"wasmcpMs"`
}

// works are the pieces of work that every language does.
var works = []string{"fib", "sha256", "json", "regex"}

// computeServers makes a server for each language, of projects as `wasmcp new` makes them.
func (w *workshop) computeServers() (map[string]string, error) {
	rust, err := filepath.Abs(guest("compute"))
	if err != nil {
		return nil, err
	}
	servers := map[string]string{}
	for _, p := range []struct{ language, tools, toolchain, component string }{
		{"TypeScript", "src/tools.ts", `"$0"; make -s`, ""},
		{"Python", "tools.py", `env=$("$0"); eval "$env"; make -s`, ""},
		{"Rust", "", "", rust},
	} {
		component := p.component
		if component == "" {
			if component, err = w.computeProject(strings.ToLower(p.language), p.tools, p.toolchain); err != nil {
				return nil, err
			}
		}
		server := filepath.Join(w.dir, "compute-"+p.language+".wasm")
		if err := w.do(w.dir, w.wasmcp, "compose", "server", "-o", server, component); err != nil {
			return nil, err
		}
		servers[p.language] = server
	}
	return servers, nil
}

// computeProject builds a project whose tools are those of the benchmark.
func (w *workshop) computeProject(language, file, build string) (string, error) {
	toolchain, err := filepath.Abs(filepath.Join("scripts", "toolchain", language+".sh"))
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join("bench", "compute", filepath.Base(file)))
	if err != nil {
		return "", err
	}
	name := "compute-" + language
	if err := w.do(w.dir, w.wasmcp, "new", name, "-l", language); err != nil {
		return "", err
	}
	dir := filepath.Join(w.dir, name)
	if err := os.WriteFile(filepath.Join(dir, file), source, 0o644); err != nil {
		return "", err
	}
	if err := w.do(dir, "sh", "-ec", build, toolchain); err != nil {
		return "", err
	}
	return filepath.Join(dir, name+".wasm"), nil
}

func (w *workshop) do(dir string, argv ...string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, out)
	}
	return nil
}

// computeTimes asks both hosts in turn for each piece of work.
func (w *workshop) computeTimes(rounds int) ([]*computing, error) {
	wasmtime, err := tools.Path("wasmtime")
	if err != nil {
		return nil, err
	}
	servers, err := w.computeServers()
	if err != nil {
		return nil, err
	}
	var all []*computing
	for _, language := range []string{"TypeScript", "Python", "Rust"} {
		addrs := map[string]string{}
		for host, argv := range map[string]func(component, addr string) []string{
			onWasmtime: func(component, addr string) []string { return w.onWasmtime(wasmtime, "compiled", component, addr) },
			onWasmcp:   func(component, addr string) []string { return w.onWasmcp("cache", component, addr) },
		} {
			addr, err := process.FreeAddr()
			if err != nil {
				return nil, err
			}
			server, err := process.Serve(addr, argv(servers[language], addr)...)
			if err != nil {
				return nil, err
			}
			defer server.Stop()
			addrs[host] = addr
		}
		for _, work := range works {
			times := map[string]sample{}
			for round := range rounds + 1 {
				for _, host := range []string{onWasmtime, onWasmcp} {
					addr := addrs[host]
					l := load{addr, post(addr, "tools/call", "compute", fmt.Sprintf(`"name":"compute","arguments":{"work":%q}`, work)), []byte("done: ")}
					took, _, err := l.run(1, 3)
					if err != nil {
						return nil, fmt.Errorf("%s, %s, %s: %w", language, work, host, err)
					}
					if round > 0 { // the first is to warm up
						times[host] = append(times[host], took...)
					}
				}
			}
			all = append(all, &computing{
				language, work, milliseconds(times[onWasmtime].quantile(0.5)), milliseconds(times[onWasmcp].quantile(0.5)),
			})
		}
	}
	return all, nil
}

func (r *report) printComputing(out io.Writer) {
	if len(r.Computing) == 0 {
		return
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "compute in a tool\twork\twasmtime ms\twasmcp ms\twasmcp / wasmtime\t")
	for _, c := range r.Computing {
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%.1f\t%.2f\t\n", c.Language, c.Work, c.Wasmtime, c.Wasmcp, c.Wasmcp/c.Wasmtime)
	}
	w.Flush()
}
