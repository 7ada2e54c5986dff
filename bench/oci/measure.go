package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// A result is what a contest cost a contender. Times are in milliseconds.
type result struct {
	Contest   string  `json:"contest"`
	Contender string  `json:"contender"`
	Wall      float64 `json:"wall"`  // median
	Least     float64 `json:"least"` // the quickest run
	User      float64 `json:"user"`  // median of the rounds' means, as System
	System    float64 `json:"system"`

	goal goal
}

// race runs all contenders, in turn and round after round.
func (w *workshop) race(c contest, rounds, runs int) ([]*result, error) {
	walls, users, systems := make([][]float64, len(c.contenders)), make([][]float64, len(c.contenders)), make([][]float64, len(c.contenders))
	for range rounds {
		for i, one := range c.contenders {
			t, err := w.hyperfine(one, runs)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", c.name, one.name, err)
			}
			walls[i] = append(walls[i], t.Times...)
			users[i] = append(users[i], t.User)
			systems[i] = append(systems[i], t.System)
		}
	}
	var results []*result
	for i, one := range c.contenders {
		results = append(results, &result{
			Contest: c.name, Contender: one.name, goal: c.goal,
			Wall: 1000 * median(walls[i]), Least: 1000 * slices.Min(walls[i]),
			User: 1000 * median(users[i]), System: 1000 * median(systems[i]),
		})
	}
	return results, nil
}

// timing is what hyperfine says of one command, in seconds.
type timing struct {
	User, System float64
	Times        []float64
}

// hyperfine runs a contender some times, after once for the caches of the machine.
func (w *workshop) hyperfine(c contender, runs int) (*timing, error) {
	file := w.path("times.json")
	args := []string{"--shell=none", "--style=none", "--warmup=1", "--runs=" + strconv.Itoa(runs), "--export-json=" + file}
	if c.before != nil {
		args = append(args, "--prepare="+line(c.before))
	}
	cmd := exec.Command("hyperfine", append(args, line(c.args))...)
	cmd.Env = append(os.Environ(), "WASMCP_CACHE="+w.path("cache"))
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("hyperfine: %w\n%s", err, out)
	}
	if c.output != "" {
		if err := same(c.output, c.want); err != nil {
			return nil, err
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var said struct{ Results []timing }
	if err := json.Unmarshal(b, &said); err != nil {
		return nil, err
	}
	if len(said.Results) != 1 || len(said.Results[0].Times) != runs {
		return nil, fmt.Errorf("hyperfine ran something else: %s", b)
	}
	return &said.Results[0], nil
}

// line is a command as hyperfine takes it.
func line(args []string) string {
	var quoted []string
	for _, a := range args {
		quoted = append(quoted, "'"+a+"'")
	}
	return strings.Join(quoted, " ")
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}
