package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

// A report is what one run has measured.
type report struct {
	Results []*result `json:"results"`
}

func (r *report) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "contest\tcontender\tmedian ms\tleast ms\tuser ms\tsystem ms\tours / this\tgoal\t")
	var ours *result
	for _, one := range r.Results {
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t", one.Contest, one.Contender, one.Wall, one.Least, one.User, one.System)
		if ours == nil || ours.Contest != one.Contest {
			ours = one
			fmt.Fprintln(w, "\t\t")
			continue
		}
		g := measure.Goal{Value: ours.Wall, Limit: one.goal.factor*one.Wall + one.goal.milliseconds}
		fmt.Fprintf(w, "%.2f\tat most %.1f ms, %s\t\n", ours.Wall/one.Wall, g.Limit, g.Verdict())
	}
	w.Flush()
}
