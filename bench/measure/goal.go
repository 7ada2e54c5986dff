package measure

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// A Goal is a value and what it should not exceed, or what it should come to.
type Goal struct {
	What         string
	Value, Limit float64
	// Least is whether the limit is the least that the value should be, not the most.
	Least bool
}

// Verdict is "reached" or "missed".
func (g Goal) Verdict() string {
	reached := g.Value <= g.Limit
	if g.Least {
		reached = g.Value >= g.Limit
	}
	if !reached {
		return "missed"
	}
	return "reached"
}

// PrintGoals writes a table of goals and whether they are reached.
func PrintGoals(out io.Writer, goals []Goal) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, g := range goals {
		relation := "at most"
		if g.Least {
			relation = "at least"
		}
		fmt.Fprintf(w, "%s\t%.2f\tgoal %s %.2f\t%s\n", g.What, g.Value, relation, g.Limit, g.Verdict())
	}
	w.Flush()
}
