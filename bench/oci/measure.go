package main

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

// A result is what a contest cost a contender.
type result struct {
	Contest   string `json:"contest"`
	Contender string `json:"contender"`
	measure.Times

	goal goal
}

// race runs all contenders.
func (w *workshop) race(c contest, rounds, runs int) ([]*result, error) {
	var commands []measure.Command
	for _, one := range c.contenders {
		command := measure.Command{Name: one.name, Args: one.args, Before: one.before}
		if one.output != "" {
			command.Check = func() error { return same(one.output, one.want) }
		}
		commands = append(commands, command)
	}
	race := measure.Race{Rounds: rounds, Runs: runs, Dir: w.dir, Env: []string{"WASMCP_CACHE=" + w.path("cache")}}
	times, err := race.Run(commands)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	var results []*result
	for i, one := range c.contenders {
		results = append(results, &result{Contest: c.name, Contender: one.name, Times: times[i], goal: c.goal})
	}
	return results, nil
}
