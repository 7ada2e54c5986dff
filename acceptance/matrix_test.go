package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A tried call and what has to come of it.
type tried struct {
	Call
	Answer
}

// basics are the tools of the README's example.
var basics = []tried{
	{Call{Tool: "add", Arguments: arguments{"a": 2, "b": 40}}, Answer{Content: text("42")}},
	{Call{Tool: "subtract", Arguments: arguments{"a": 0.5, "b": 2}}, Answer{Content: text("-1.5")}},
	{Call{Tool: "reverse", Arguments: arguments{"text": "stressed"}}, Answer{Content: text("desserts")}},
	{Call{Tool: "uppercase", Arguments: arguments{"text": "\"été\"\t∑π\n"}}, Answer{Content: text("\"ÉTÉ\"\t∑Π\n")}},
	{Call{Tool: "nobody"}, Answer{Error: &RPCError{Code: -32602}}},
}

// probes show what a tool can do besides.
var probes = []tried{
	{Call{Tool: "fail", Arguments: arguments{"message": "no such file"}}, Answer{Content: text("no such file"), IsError: true}},
	{Call{Tool: "mirror", Arguments: arguments{"x": 1, "y": 2}}, Answer{Content: text(`{"x":2,"y":1}`), Structured: map[string]any{"x": 2, "y": 1}}},
	{Call{Tool: "work", Arguments: arguments{"steps": 3}}, Answer{
		Content:  text("done"),
		Progress: []Progress{{1, 3, "working"}, {2, 3, "working"}, {3, 3, "working"}},
		Logs:     []Log{{"info", "probe", "done"}},
	}},
	{Call{Tool: "big", Arguments: arguments{"bytes": 5_000_000}}, Answer{Content: text(strings.Repeat("x", 5_000_000))}},
}

type arguments = map[string]any

// TestClients_native proves the clients and the table with a server that is not ours.
func TestClients_native(t *testing.T) {
	t.Parallel()
	server := built(t, "./acceptance/native")
	tools := []string{"add", "big", "fail", "mirror", "reverse", "subtract", "uppercase", "work"}
	askAll(t, native, server, "native", tools, slices.Concat(basics, probes))
}

// TestClients asks a server of the sample providers.
func TestClients(t *testing.T) {
	t.Parallel()
	for _, host := range hosts {
		askAll(t, host, samples(t), "acceptance", sampleTools, slices.Concat(basics, probes))
	}
}

// askAll has every client connect to a server over HTTP and over stdio, list its tools, which have
// to be these in this order, and make the calls.
func askAll(t *testing.T, host Host, server, name string, tools []string, calls []tried) {
	http := host.http(t, server)
	stdio := host.stdio(t, server)
	for _, client := range clients {
		for transport, to := range map[string]Endpoint{"http": http, "stdio": stdio} {
			t.Run(fmt.Sprintf("%s/%s/%s/%s", host.Name, client.Name, client.Revision, transport), func(t *testing.T) {
				t.Parallel()
				plan, want := client.prepare(name, tools, calls)
				plan.Endpoint = to
				if diff := cmp.Diff(plain(want), plain(client.Follow(t, plan))); diff != "" {
					t.Errorf("transcript differs from what was expected (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// prepare says what a client is to do and what it can be expected to see.
func (c Client) prepare(name string, tools []string, calls []tried) (Plan, Transcript) {
	plan := Plan{Revision: c.Revision, LogLevel: "info"}
	want := Transcript{Revision: c.Spoken, Server: name, Tools: tools}
	if c.Incurious {
		want.Server = ""
	}
	for i, call := range calls {
		answer := call.Answer
		if c.Terse {
			if i > 0 && !answer.IsError && answer.Error == nil {
				continue
			}
			answer.Progress, answer.Logs = nil, nil
			if answer.Error != nil {
				answer.Error = &RPCError{}
			}
		}
		call.Notices = len(call.Progress) + len(call.Logs)
		plan.Calls = append(plan.Calls, call.Call)
		want.Answers = append(want.Answers, answer)
	}
	return plan, want
}
