package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

// A result is what linking a case cost a contender.
type result struct {
	Case      string `json:"case"`
	Large     bool   `json:"large,omitempty"`
	Contender string `json:"contender"`
	measure.Times
	// Memory is the most that the process had resident, in bytes; 0 where that is not known.
	Memory int64 `json:"memory"`
	// Size is that of the component made.
	Size int64 `json:"size"`
}

// race runs all contenders.
func (w *workshop) race(c contest, contenders []contender, rounds, runs int) ([]*result, error) {
	var commands []measure.Command
	for _, one := range contenders {
		commands = append(commands, measure.Command{Name: one.name, Args: one.args})
	}
	times, err := measure.Race{Rounds: rounds, Runs: runs, Dir: w.dir}.Run(commands)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	var results []*result
	for i, one := range contenders {
		info, err := os.Stat(one.output)
		if err != nil {
			return nil, err
		}
		results = append(results, &result{
			Case: c.name, Large: c.large, Contender: one.name, Times: times[i], Memory: w.peak(one), Size: info.Size(),
		})
	}
	return results, nil
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
	return int64(measure.Median(peaks)) << 10
}
