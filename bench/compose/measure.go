package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A result is what linking a case cost a contender. Times are in milliseconds.
type result struct {
	Case      string  `json:"case"`
	Large     bool    `json:"large,omitempty"`
	Contender string  `json:"contender"`
	Wall      float64 `json:"wall"`  // median
	Least     float64 `json:"least"` // the quickest run
	User      float64 `json:"user"`  // median of the rounds' means, as System
	System    float64 `json:"system"`
	// Memory is the most that the process had resident, in bytes; 0 where that is not known.
	Memory int64 `json:"memory"`
	// Size is that of the component made.
	Size int64 `json:"size"`
}

// cpu is what all processors together were busy for.
func (r *result) cpu() float64 { return r.User + r.System }

// race runs all contenders, in turn and round after round.
func (w *workshop) race(c contest, contenders []contender, rounds, runs int) ([]*result, error) {
	walls, users, systems := make([][]float64, len(contenders)), make([][]float64, len(contenders)), make([][]float64, len(contenders))
	for range rounds {
		for i, one := range contenders {
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
	for i, one := range contenders {
		info, err := os.Stat(one.output)
		if err != nil {
			return nil, err
		}
		results = append(results, &result{
			Case: c.name, Large: c.large, Contender: one.name,
			Wall: 1000 * median(walls[i]), Least: 1000 * slices.Min(walls[i]),
			User: 1000 * median(users[i]), System: 1000 * median(systems[i]),
			Memory: w.peak(one), Size: info.Size(),
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
	file := filepath.Join(w.dir, "times.json")
	var line []string
	for _, a := range c.args {
		line = append(line, "'"+a+"'")
	}
	cmd := exec.Command("hyperfine", "--shell=none", "--style=none", "--warmup=1",
		"--runs="+strconv.Itoa(runs), "--export-json="+file, strings.Join(line, " "))
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("hyperfine: %w\n%s", err, out)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all struct{ Results []timing }
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	return &all.Results[0], nil
}

// peak is the median of what a few runs had resident at most. It is asked of time(1), since what the
// kernel tells a parent counts what the parent itself has until the child runs its own program.
func (w *workshop) peak(c contender) int64 {
	var peaks []float64
	for range 5 {
		file := filepath.Join(w.dir, "memory")
		if exec.Command("time", append([]string{"-f", "%M", "-o", file}, c.args...)...).Run() != nil {
			return 0
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return 0
		}
		kB, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 64)
		if err != nil {
			return 0
		}
		peaks = append(peaks, kB)
	}
	return int64(median(peaks)) << 10
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
