package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/wasmcp/wasmcp-go/bench/measure"
)

// A report is what one run has measured.
type report struct {
	Requests []*heat       `json:"requests"`
	Compose  []composeTime `json:"compose"`
	Hosts    []*heat       `json:"hosts"`
	Starts   []*startTime  `json:"starts"`
	// Computing is empty where it was left out.
	Computing []*computing `json:"computing,omitempty"`
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
	r.printComputing(out)

	fmt.Fprintln(out)
	measure.PrintGoals(out, append(r.goals(), r.hostGoals()...))
}

func (r *report) goals() []measure.Goal {
	const call = "tools/call"
	one := r.find(composed, 1, call, 1)
	goals := []measure.Goal{
		{What: "one provider / hello, p50 of tools/call", Value: one.P50 / r.find(hello, 0, call, 1).P50, Limit: 1.5},
		{What: "ten providers / one, p50 of tools/call", Value: r.find(composed, 10, call, 1).P50 / one.P50, Limit: 1.3},
		{What: "one provider / native, p50 of tools/call", Value: one.P50 / r.find(native, 1, call, 1).P50, Limit: 1},
	}
	for _, c := range r.Compose {
		if c.Providers == 10 {
			goals = append(goals, measure.Goal{What: "ten providers composed, ms", Value: milliseconds(c.Median), Limit: 20})
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
