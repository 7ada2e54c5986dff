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
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tcontender\tmedian ms\tleast ms\tuser ms\tsystem ms\tpeak MB\tresult kB\twall / ours\tCPU / ours\t")
	for _, x := range r.Results {
		memory, walls, cpus := "", "", ""
		if x.Memory > 0 {
			memory = fmt.Sprintf("%.1f", float64(x.Memory)/1e6)
		}
		if own := r.find(x.Case, ours); own != nil && own != x {
			walls, cpus = fmt.Sprintf("%.2f", x.Wall/own.Wall), fmt.Sprintf("%.2f", x.CPU()/own.CPU())
		}
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%s\t%d\t%s\t%s\t\n",
			x.Case, x.Contender, x.Wall, x.Least, x.User, x.System, memory, x.Size/1000, walls, cpus)
	}
	w.Flush()

	fmt.Fprintln(out)
	measure.PrintGoals(out, r.goals())
}

// mostGrowth is by how much, in MB, bodies of whatever size may add to the memory that is taken.
const mostGrowth = 8

func (r *report) goals() []measure.Goal {
	var goals []measure.Goal
	for _, own := range r.Results {
		if own.Contender != ours {
			continue
		}
		if own.Case == small {
			goals = append(goals, measure.Goal{What: own.Case + ", ms", Value: own.Wall, Limit: 5})
		}
		if wac := r.find(own.Case, plug); wac != nil {
			goals = append(goals, measure.Goal{What: own.Case + ", wall, ours / wac plug", Value: own.Wall / wac.Wall, Limit: 1})
			if own.Large {
				goals = append(goals, measure.Goal{What: own.Case + ", CPU, wac plug / ours", Value: wac.CPU() / own.CPU(), Limit: 3, Least: true})
			}
		}
		if least := r.find(small, ours); least != nil && own.Large && own.Memory > 0 {
			goals = append(goals, measure.Goal{What: own.Case + ", MB more than " + small, Value: float64(own.Memory-least.Memory) / 1e6, Limit: mostGrowth})
		}
	}
	return goals
}

func (r *report) find(name, contender string) *result {
	for _, x := range r.Results {
		if x.Case == name && x.Contender == contender {
			return x
		}
	}
	return nil
}
