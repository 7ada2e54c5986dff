// Command bench measures composed servers beside what they have to stand comparison with: a
// bare wasi:http component, which is the floor for anything on the same host, and a native server
// made with the Go SDK; and the runtime inside wasmcp beside wasmtime, with one server.
//
// All contenders run at the same time and are asked in turn, round after round, so that whatever
// else the machine does falls on all of them alike. Each answer is read whole and checked. The
// load comes from this program itself: a prepared request written to a kept-open connection costs
// less than a client library would, and on a small machine the load's own work is part of the
// result. The number of requests is fixed, so a run ends by itself.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

func main() {
	rounds := flag.Int("rounds", 8, "how `often` every contender gets its turn")
	requests := flag.Int("requests", 500, "requests in one turn")
	runs := flag.Int("runs", 20, "runs of the composer for each number of providers")
	starts := flag.Int("starts", 10, "starts of every host")
	python := flag.Bool("python", true, "measure a provider in Python too, which takes half a minute to build and to compile")
	compute := flag.Bool("compute", true, "measure compute in tools of three languages, two of which are built first")
	out := flag.String("json", "", "write the results to `FILE` too")
	flag.Parse()

	if err := bench(*rounds, *requests, *runs, *starts, *python, *compute, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(rounds, requests, runs, starts int, python, compute bool, out string) error {
	dir, err := os.MkdirTemp("", "wasmcp-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w, err := prepare(dir)
	if err != nil {
		return err
	}

	var r report
	if r.Compose, err = w.composeTimes(runs); err != nil {
		return err
	}
	contenders, err := w.contenders()
	if err != nil {
		return err
	}
	if r.Requests, err = race(contenders, rounds, requests); err != nil {
		return err
	}
	hosts, err := w.hosts(python)
	if err != nil {
		return err
	}
	if r.Hosts, err = race(hosts, rounds, requests); err != nil {
		return err
	}
	if r.Starts, err = w.startTimes(starts); err != nil {
		return err
	}
	if compute {
		if r.Computing, err = w.computeTimes(rounds); err != nil {
			return err
		}
	}
	r.print(os.Stdout)
	return measure.WriteJSON(out, r)
}
