// Command compose measures how components are linked: by wasmcp link, by wac and by wasm-tools
// compose, with the same inputs on the same machine in one run.
//
//	go run ./bench/compose
//
// Each case is one consumer and the providers of what it imports. All contenders make of them one
// component that exports what the consumer exports; that is checked before anything is measured.
// hyperfine runs the whole processes, some times each contender, in turn and round after round, so
// that whatever else the machine does falls on all of them alike.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

func main() {
	rounds := flag.Int("rounds", 8, "how `often` every contender gets its turn")
	runs := flag.Int("runs", 10, "runs of a process in one turn")
	engines := flag.String("engines", "javascript,python", "pairs with engines to measure, which take minutes to build the first time")
	only := flag.String("only", "", "measure only the cases whose names contain `TEXT`")
	dir := flag.String("dir", "", "make inputs and outputs in this `FOLDER` and leave them there")
	out := flag.String("json", "", "write the results to `FILE` too")
	flag.Parse()

	if err := bench(*rounds, *runs, strings.FieldsFunc(*engines, func(r rune) bool { return r == ',' }), *only, *dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(rounds, runs int, engines []string, only, dir, out string) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "wasmcp-bench-compose-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	w, err := prepare(dir)
	if err != nil {
		return err
	}
	cases, err := w.cases(engines, only)
	if err != nil {
		return err
	}
	var r report
	for _, c := range cases {
		contenders, err := w.contenders(c)
		if err != nil {
			return err
		}
		results, err := w.race(c, contenders, rounds, runs)
		if err != nil {
			return err
		}
		r.Results = append(r.Results, results...)
		fmt.Fprintln(os.Stderr, c.name, "is measured")
	}
	r.print(os.Stdout)
	return measure.WriteJSON(out, r)
}
