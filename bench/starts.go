package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// startTime is how long a host takes from its start to its first answer: with nothing compiled, and
// with everything.
type startTime struct {
	Host   string        `json:"host"`
	Cold   time.Duration `json:"coldNs"`
	Cached time.Duration `json:"cachedNs"`
	Least  time.Duration `json:"cachedLeastNs"`
}

// startTimes starts hosts in turn.
func (w *workshop) startTimes(starts int) ([]*startTime, error) {
	wasmtime, err := tools.Path("wasmtime")
	if err != nil {
		return nil, err
	}
	server, err := w.compose(1)
	if err != nil {
		return nil, err
	}
	argv := map[string]func(cache, addr string) []string{
		onWasmtime: func(cache, addr string) []string { return w.onWasmtime(wasmtime, cache, server, addr) },
		onWasmcp:   func(cache, addr string) []string { return w.onWasmcp(cache, server, addr) },
	}
	names := []string{onWasmtime, onWasmcp}
	cold, cached := map[string]sample{}, map[string]sample{}
	for i := range starts {
		for j, name := range names {
			cache := fmt.Sprintf("start-%d-%d", i, j)
			for _, times := range []map[string]sample{cold, cached} {
				took, err := firstAnswer(func(addr string) []string { return argv[name](cache, addr) })
				if err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				times[name] = append(times[name], took)
			}
			if err := os.RemoveAll(filepath.Join(w.dir, cache)); err != nil {
				return nil, err
			}
		}
	}
	var out []*startTime
	for _, name := range names {
		out = append(out, &startTime{name, cold[name].quantile(0.5), cached[name].quantile(0.5), cached[name].quantile(0)})
	}
	return out, nil
}

// firstAnswer starts a server and asks it until it answers.
func firstAnswer(argv func(addr string) []string) (time.Duration, error) {
	addr, err := process.FreeAddr()
	if err != nil {
		return 0, err
	}
	l := load{addr, post(addr, "tools/list", "", ""), []byte(toolName(0))}
	args := argv(addr)
	start := time.Now()
	cmd := exec.Command(args[0], args[1:]...)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() {
		_ = cmd.Process.Kill()
		<-ended
	}()
	for {
		_, _, err := l.run(1, 1)
		if err == nil {
			return time.Since(start), nil
		}
		select {
		case end := <-ended:
			ended <- end
			return 0, errors.Join(err, end)
		case <-time.After(time.Millisecond):
		}
		if time.Since(start) > time.Minute {
			return 0, err
		}
	}
}
