package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

// A workshop holds what is built for one run.
type workshop struct {
	dir            string
	wasmcp, native string
	// providers are components of one tool each: echo_000, echo_001, ...
	providers []string
}

const mostProviders = 100

// prepare builds the programs and makes the providers.
func prepare(dir string) (*workshop, error) {
	w := &workshop{dir: dir, wasmcp: filepath.Join(dir, "wasmcp"), native: filepath.Join(dir, "native")}
	for path, pkg := range map[string]string{w.wasmcp: "./cmd/wasmcp", w.native: "./acceptance/native"} {
		if err := measure.Build(path, pkg); err != nil {
			return nil, err
		}
	}
	echo, err := os.ReadFile(guest("echo"))
	if err != nil {
		return nil, err
	}
	for i := range mostProviders {
		path := filepath.Join(dir, toolName(i)+".wasm")
		if err := os.WriteFile(path, bytes.ReplaceAll(echo, []byte(toolName(0)), []byte(toolName(i))), 0o644); err != nil {
			return nil, err
		}
		w.providers = append(w.providers, path)
	}
	return w, nil
}

// guest is the path of a component of guests/.
func guest(name string) string { return filepath.Join("bench", "guests", "dist", name+".wasm") }

func toolName(i int) string { return fmt.Sprintf("echo_%03d", i) }

// compose makes a server of the first n providers.
func (w *workshop) compose(n int) (string, error) {
	server := filepath.Join(w.dir, fmt.Sprintf("server-%d.wasm", n))
	args := append([]string{"compose", "server", "-o", server}, w.providers[:n]...)
	if out, err := exec.Command(w.wasmcp, args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("wasmcp compose server with %d providers: %w\n%s", n, err, out)
	}
	return server, nil
}

// composeTime is how long the whole process takes, from its start to its end.
type composeTime struct {
	Providers int           `json:"providers"`
	Median    time.Duration `json:"medianNs"`
	Least     time.Duration `json:"leastNs"`
	Bytes     int64         `json:"bytes"`
}

// composeTimes runs the composer; with no provider it is `wasmcp version`, the process alone.
func (w *workshop) composeTimes(runs int) ([]composeTime, error) {
	counts := []int{0, 1, 10, mostProviders}
	times := make([]sample, len(counts))
	out := make([]composeTime, len(counts))
	for range runs {
		for i, n := range counts {
			start := time.Now()
			if n == 0 {
				if err := exec.Command(w.wasmcp, "version").Run(); err != nil {
					return nil, err
				}
			} else {
				server, err := w.compose(n)
				if err != nil {
					return nil, err
				}
				stat, err := os.Stat(server)
				if err != nil {
					return nil, err
				}
				out[i].Bytes = stat.Size()
			}
			times[i] = append(times[i], time.Since(start))
		}
	}
	for i, n := range counts {
		out[i].Providers, out[i].Median, out[i].Least = n, times[i].quantile(0.5), times[i].quantile(0)
	}
	return out, nil
}
