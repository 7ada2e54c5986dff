package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/bench/measure"
)

// The hosts that are compared, with one server.
const (
	onWasmtime     = "wasmtime serve"
	onWasmcp       = "wasmcp serve"
	onWasmcpReuse  = "wasmcp serve --reuse"
	pythonFresh    = "wasmcp serve (Python)"
	pythonReuse    = "wasmcp serve --reuse (Python)"
	pythonWasmtime = "wasmtime serve (Python)"
)

// reused is how many requests one instance answers where it is used again.
const reused = "1000000"

// hosts are the contenders of the race between hosts.
func (w *workshop) hosts(python bool) ([]contender, error) {
	wasmtime, err := tools.Path("wasmtime")
	if err != nil {
		return nil, err
	}
	server, err := w.compose(1)
	if err != nil {
		return nil, err
	}
	on := func(name, component string, host func(component, addr string) []string, call *call) contender {
		return contender{name: name, providers: 1, call: call, argv: func(addr string) []string { return host(component, addr) }}
	}
	theirs := func(component, addr string) []string { return w.onWasmtime(wasmtime, "compiled", component, addr) }
	fresh := func(component, addr string) []string { return w.onWasmcp("cache", component, addr) }
	reuse := func(component, addr string) []string { return append(fresh(component, addr), "--reuse", reused) }
	echo := &call{toolName(0), `{"text":"hello"}`, `"hello"`}
	out := []contender{on(onWasmtime, server, theirs, echo), on(onWasmcp, server, fresh, echo), on(onWasmcpReuse, server, reuse, echo)}
	if !python {
		return out, nil
	}
	server, err = w.pythonServer()
	if err != nil {
		return nil, err
	}
	reverse := &call{"reverse", `{"text":"hello"}`, `"olleh"`}
	return append(out, on(pythonWasmtime, server, theirs, reverse), on(pythonFresh, server, fresh, reverse), on(pythonReuse, server, reuse, reverse)), nil
}

// onWasmcp starts a component on the runtime inside, with its cache in a folder of the workshop.
func (w *workshop) onWasmcp(cache, component, addr string) []string {
	return []string{"env", "WASMCP_CACHE=" + filepath.Join(w.dir, cache), w.wasmcp, "serve", "--log", "none", "--addr", addr, component}
}

// onWasmtime does the same with wasmtime, which is told of its cache by a file.
func (w *workshop) onWasmtime(wasmtime, cache, component, addr string) []string {
	config := filepath.Join(w.dir, cache+".toml")
	text := fmt.Sprintf("[cache]\ndirectory = %q\n", filepath.Join(w.dir, cache))
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		config = "" // wasmtime will say that it cannot read it
	}
	return []string{"env", "-u", "RUST_BACKTRACE", wasmtime, "serve", "-Scli", "-Shttp", "-Ccache-config=" + config, "--addr", addr, component}
}

// pythonServer makes a server of a project as `wasmcp new` scaffolds it.
func (w *workshop) pythonServer() (string, error) {
	toolchain, err := filepath.Abs("scripts/toolchain/python.sh")
	if err != nil {
		return "", err
	}
	server := filepath.Join(w.dir, "python-server.wasm")
	for _, argv := range [][]string{
		{w.wasmcp, "new", "python", "-l", "python"},
		{"sh", "-c", `set -e; env=$("$0"); eval "$env"; make -s -C python`, toolchain},
		{w.wasmcp, "compose", "server", "-o", server, "python/python.wasm"},
	} {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir = w.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, out)
		}
	}
	return server, nil
}

func (r *report) printHosts(out io.Writer) {
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "host\tconcurrency\tp50 ms\tp99 ms\treq/s\tMB\tp50 / wasmtime\treq/s / wasmtime\t")
	for _, h := range r.Hosts {
		var p50, rate string
		if base := r.wasmtimeOf(h); base != h {
			p50, rate = fmt.Sprintf("%.2f", h.P50/base.P50), fmt.Sprintf("%.2f", h.Rate/base.Rate)
		}
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.0f\t%d\t%s\t%s\t\n",
			h.Server, h.Concurrency, h.P50, h.P99, h.Rate, h.Resident>>20, p50, rate)
	}
	w.Flush()

	fmt.Fprintln(out)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "start to first answer\tcold ms\tcached ms\tcached, least\t")
	for _, s := range r.Starts {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t\n", s.Host, milliseconds(s.Cold), milliseconds(s.Cached), milliseconds(s.Least))
	}
	w.Flush()
}

// wasmtimeOf is the heat on wasmtime that one is compared with.
func (r *report) wasmtimeOf(h *heat) *heat {
	base := onWasmtime
	if strings.HasSuffix(h.Server, "(Python)") {
		base = pythonWasmtime
	}
	return find(r.Hosts, base, 1, h.Method, h.Concurrency)
}

func (r *report) hostGoals() []measure.Goal {
	rate := func(server string) float64 {
		h := find(r.Hosts, server, 1, "tools/call", 8)
		return h.Rate / r.wasmtimeOf(h).Rate
	}
	goals := []measure.Goal{
		{What: "wasmcp serve / wasmtime, req/s at concurrency 8", Value: rate(onWasmcp), Limit: 1, Least: true},
		{What: "wasmcp serve --reuse / wasmtime, req/s at concurrency 8", Value: rate(onWasmcpReuse), Limit: 2, Least: true},
	}
	if h := find(r.Hosts, pythonReuse, 1, "tools/call", 1); h != nil {
		goals = append(goals, measure.Goal{What: "Python with --reuse, p50 of tools/call, ms", Value: h.P50, Limit: 5})
	}
	for _, s := range r.Starts {
		if s.Host == onWasmcp {
			goals = append(goals, measure.Goal{What: "wasmcp serve from cache to its first answer, ms", Value: milliseconds(s.Cached), Limit: 50})
		}
	}
	return goals
}
