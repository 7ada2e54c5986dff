// Package measure is what the benchmarks have in common: processes that are timed in turn, goals,
// and results in a file.
package measure

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

// A Race runs commands with hyperfine, some times each, in turn and round after round, so that
// whatever else the machine does falls on all of them alike.
type Race struct {
	// Rounds is how often every command gets its turn, and Runs how often it is run in one turn.
	Rounds, Runs int
	// Dir is a folder for what hyperfine writes.
	Dir string
	// Env is added to the environment, as NAME=VALUE.
	Env []string
}

// A Command is one contender of a race.
type Command struct {
	Name string
	Args []string
	// Before is done before each run, and not measured.
	Before []string
	// Check looks at what a turn has left; it is nil where that does not matter.
	Check func() error
}

// Times is what a command took, in milliseconds.
type Times struct {
	Wall   float64 `json:"wall"`  // median
	Least  float64 `json:"least"` // the quickest run
	User   float64 `json:"user"`  // median of the rounds' means, as System
	System float64 `json:"system"`
}

// CPU is what all processors together were busy for.
func (t Times) CPU() float64 { return t.User + t.System }

// Run returns the times of each command.
func (r Race) Run(commands []Command) ([]Times, error) {
	walls, users, systems := make([][]float64, len(commands)), make([][]float64, len(commands)), make([][]float64, len(commands))
	for range r.Rounds {
		for i, c := range commands {
			t, err := r.hyperfine(c)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name, err)
			}
			walls[i] = append(walls[i], t.Times...)
			users[i] = append(users[i], t.User)
			systems[i] = append(systems[i], t.System)
		}
	}
	times := make([]Times, len(commands))
	for i := range commands {
		times[i] = Times{
			Wall: 1000 * Median(walls[i]), Least: 1000 * slices.Min(walls[i]),
			User: 1000 * Median(users[i]), System: 1000 * Median(systems[i]),
		}
	}
	return times, nil
}

// timing is what hyperfine says of one command, in seconds.
type timing struct {
	User, System float64
	Times        []float64
}

// hyperfine gives a command its turn, after a run for the caches of the machine.
func (r Race) hyperfine(c Command) (*timing, error) {
	file := filepath.Join(r.Dir, "times.json")
	args := []string{"--shell=none", "--style=none", "--warmup=1", "--runs=" + strconv.Itoa(r.Runs), "--export-json=" + file}
	if c.Before != nil {
		args = append(args, "--prepare="+line(c.Before))
	}
	cmd := exec.Command("hyperfine", append(args, line(c.Args))...)
	cmd.Env = append(os.Environ(), r.Env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("hyperfine: %w\n%s", err, out)
	}
	if c.Check != nil {
		if err := c.Check(); err != nil {
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
	if len(said.Results) != 1 || len(said.Results[0].Times) != r.Runs {
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

// Median returns the value in the middle, of an even number the mean of both.
func Median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}
