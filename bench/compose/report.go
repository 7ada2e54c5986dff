package main

import (
	"fmt"
	"io"
	"text/tabwriter"
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
			walls, cpus = fmt.Sprintf("%.2f", x.Wall/own.Wall), fmt.Sprintf("%.2f", x.cpu()/own.cpu())
		}
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%s\t%d\t%s\t%s\t\n",
			x.Case, x.Contender, x.Wall, x.Least, x.User, x.System, memory, x.Size/1000, walls, cpus)
	}
	w.Flush()

	fmt.Fprintln(out)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, g := range r.goals() {
		relation, reached := "at most", g.value <= g.limit
		if g.least {
			relation, reached = "at least", g.value >= g.limit
		}
		verdict := "reached"
		if !reached {
			verdict = "missed"
		}
		fmt.Fprintf(w, "%s\t%.2f\tgoal %s %.2f\t%s\n", g.what, g.value, relation, g.limit, verdict)
	}
	w.Flush()
}

// A goal is a value and what it should not exceed, or what it should come to.
type goal struct {
	what         string
	value, limit float64
	least        bool
}

// mostGrowth is by how much, in MB, bodies of whatever size may add to the memory that is taken.
const mostGrowth = 8

func (r *report) goals() []goal {
	var goals []goal
	for _, own := range r.Results {
		if own.Contender != ours {
			continue
		}
		if own.Case == small {
			goals = append(goals, goal{what: own.Case + ", ms", value: own.Wall, limit: 5})
		}
		if wac := r.find(own.Case, plug); wac != nil {
			goals = append(goals, goal{what: own.Case + ", wall, ours / wac plug", value: own.Wall / wac.Wall, limit: 1})
			if own.Large {
				goals = append(goals, goal{what: own.Case + ", CPU, wac plug / ours", value: wac.cpu() / own.cpu(), limit: 3, least: true})
			}
		}
		if least := r.find(small, ours); least != nil && own.Large && own.Memory > 0 {
			goals = append(goals, goal{what: own.Case + ", MB more than " + small, value: float64(own.Memory-least.Memory) / 1e6, limit: mostGrowth})
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
