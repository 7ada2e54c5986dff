package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// A report is what one run has measured.
type report struct {
	Requests []*heat       `json:"requests"`
	Compose  []composeTime `json:"compose"`
	Hosts    []*heat       `json:"hosts"`
	Starts   []*startTime  `json:"starts"`
}

func (r *report) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "server\tproviders\tmethod\tconcurrency\tp50 ms\tp99 ms\treq/s\tp50 / hello\tp50 / native\t")
	for _, h := range r.Requests {
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%.3f\t%.3f\t%.0f\t%s\t%s\t\n",
			h.Server, h.Providers, h.Method, h.Concurrency, h.P50, h.P99, h.Rate,
			ratio(h, r.find(hello, 0, "tools/call", h.Concurrency)),
			ratio(h, r.find(native, h.Providers, h.Method, h.Concurrency)))
	}
	w.Flush()

	fmt.Fprintln(out)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "wasmcp\tproviders\tmedian ms\tleast ms\tbytes\t")
	for _, c := range r.Compose {
		what := "compose server"
		if c.Providers == 0 {
			what = "version"
		}
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%d\t\n", what, c.Providers, milliseconds(c.Median), milliseconds(c.Least), c.Bytes)
	}
	w.Flush()

	r.printHosts(out)

	fmt.Fprintln(out)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, g := range append(r.goals(), r.hostGoals()...) {
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

func (r *report) goals() []goal {
	const call = "tools/call"
	one := r.find(composed, 1, call, 1)
	goals := []goal{
		{what: "one provider / hello, p50 of tools/call", value: one.P50 / r.find(hello, 0, call, 1).P50, limit: 1.5},
		{what: "ten providers / one, p50 of tools/call", value: r.find(composed, 10, call, 1).P50 / one.P50, limit: 1.3},
		{what: "one provider / native, p50 of tools/call", value: one.P50 / r.find(native, 1, call, 1).P50, limit: 1},
	}
	for _, c := range r.Compose {
		if c.Providers == 10 {
			goals = append(goals, goal{what: "ten providers composed, ms", value: milliseconds(c.Median), limit: 20})
		}
	}
	return goals
}

func (r *report) find(server string, providers int, method string, concurrency int) *heat {
	return find(r.Requests, server, providers, method, concurrency)
}

func find(heats []*heat, server string, providers int, method string, concurrency int) *heat {
	for _, h := range heats {
		if h.Server == server && h.Providers == providers && h.Method == method && h.Concurrency == concurrency {
			return h
		}
	}
	return nil
}

// ratio compares a heat with another, unless that is itself or missing.
func ratio(h, other *heat) string {
	if other == nil || h == other {
		return ""
	}
	return fmt.Sprintf("%.2f", h.P50/other.P50)
}
