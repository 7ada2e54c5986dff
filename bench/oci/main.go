// Command oci measures registries: pulling a component of 25 MB, by wasmcp, by wkg and by what the
// oras program does, and composing of references beside composing of paths.
//
//	go run ./bench/oci
//
// The registry is Debian's docker-registry, on the loopback interface. hyperfine runs whole
// processes, some times each contender, in turn and round after round, so that whatever else the
// machine does falls on all of them alike. What is pulled is compared with what was pushed.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

func main() {
	rounds := flag.Int("rounds", 8, "how `often` every contender gets its turn")
	runs := flag.Int("runs", 10, "runs of a process in one turn")
	size := flag.Int("size", 25, "`megabytes` of the component that is pulled")
	out := flag.String("json", "", "write the results to `FILE` too")
	flag.Parse()

	if err := bench(*rounds, *runs, *size<<20, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(rounds, runs, size int, out string) error {
	dir, err := os.MkdirTemp("", "wasmcp-bench-oci-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w, err := prepare(dir, size)
	if err != nil {
		return err
	}
	defer w.registry.Stop()
	var r report
	for _, c := range w.contests() {
		results, err := w.race(c, rounds, runs)
		if err != nil {
			return err
		}
		r.Results = append(r.Results, results...)
	}
	r.print(os.Stdout)
	return measure.WriteJSON(out, r)
}
