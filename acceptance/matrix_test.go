package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/schema"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// A tried call and what has to come of it.
type tried struct {
	Call
	Answer
	// since is the first revision that has what the call needs, empty where all have.
	since string
}

// An offer is what a server has, and what has to come of asking for it.
type offer struct {
	name  string
	tools []string
	calls []tried
	// asking are calls in which the server asks the client, see Plan.Replies.
	asking  []tried
	replies *Replies
	// repeated are calls whose arguments the client repeats in headers. Who does not know the tool
	// cannot.
	repeated []tried
	// more is nil for a server that has only tools.
	more *More
	seen *Seen
}

// basics are the tools of the README's example.
var basics = []tried{
	{Call: Call{Tool: "add", Arguments: arguments{"a": 2, "b": 40}}, Answer: Answer{Content: text("42")}},
	{Call: Call{Tool: "subtract", Arguments: arguments{"a": 0.5, "b": 2}}, Answer: Answer{Content: text("-1.5")}},
	{Call: Call{Tool: "reverse", Arguments: arguments{"text": "stressed"}}, Answer: Answer{Content: text("desserts")}},
	{Call: Call{Tool: "uppercase", Arguments: arguments{"text": "\"été\"\t∑π\n"}}, Answer: Answer{Content: text("\"ÉTÉ\"\t∑Π\n")}},
	{Call: Call{Tool: "nobody"}, Answer: Answer{Error: &RPCError{Code: -32602}}},
}

// probes show what a tool can do besides.
var probes = []tried{
	{Call: Call{Tool: "fail", Arguments: arguments{"message": "no such file"}}, Answer: Answer{Content: text("no such file"), IsError: true}},
	{Call: Call{Tool: "mirror", Arguments: arguments{"x": 1, "y": 2}}, Answer: Answer{Content: text(`{"x":2,"y":1}`), Structured: map[string]any{"x": 2, "y": 1}}},
	{Call: Call{Tool: "work", Arguments: arguments{"steps": 3}}, Answer: Answer{
		Content:  text("done"),
		Progress: []Progress{{1, 3, "working"}, {2, 3, "working"}, {3, 3, "working"}},
		Logs:     []Log{{"info", "probe", "done"}},
	}},
	{Call: Call{Tool: "big", Arguments: arguments{"bytes": 5_000_000}}, Answer: Answer{Content: text(strings.Repeat("x", 5_000_000))}},
}

type arguments = map[string]any

// TestClients_native proves the clients and the table with a server that is not ours.
func TestClients_native(t *testing.T) {
	t.Parallel()
	server := built(t, "./acceptance/native")
	tools := []string{"add", "big", "fail", "mirror", "reverse", "subtract", "uppercase", "work"}
	askAll(t, native, server, offer{name: "native", tools: tools, calls: slices.Concat(basics, probes)})
}

// TestClients asks a server of the sample providers.
func TestClients(t *testing.T) {
	t.Parallel()
	for _, host := range hosts {
		askAll(t, host, samples(t), offer{name: "acceptance", tools: sampleTools, calls: slices.Concat(basics, probes)})
	}
}

// askAll has every client connect to a server over HTTP and over stdio and do all that the server
// offers; its tools have to be these in this order. What our servers say is checked against the
// schema.
func askAll(t *testing.T, host Host, server string, offer offer) {
	ends := []struct {
		transport string
		Endpoint
	}{{"http", host.http(t, server)}, {"stdio", host.stdio(t, server)}}
	if host.Name != native.Name {
		ends[0].Endpoint = recordedHTTP(t, ends[0].Endpoint)
		ends[1].Command = script(t, recordedStdio(t, host.Run(t, server)))
	}
	for _, client := range clients {
		for _, to := range ends {
			if client.Remote && to.URL == "" {
				continue
			}
			// Terse clients are also slow, and what is more is the same on every host.
			if client.Terse && offer.more != nil && host.Name != embedded.Name {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s/%s/%s", host.Name, client.Name, client.Revision, to.transport), func(t *testing.T) {
				if !client.Built {
					tools.Long(t)
				}
				t.Parallel()
				// Over HTTP a legacy client is asked where there are sessions.
				offer := offer
				if to.URL != "" && client.Spoken < schema.Modern && !host.Sessions {
					offer.asking, offer.replies = nil, nil
				}
				// Its answers are events, whether anything goes before them or not.
				if to.URL != "" && host.Name == native.Name && client.EventLimit > 0 {
					offer.calls = slices.DeleteFunc(slices.Clone(offer.calls), func(c tried) bool {
						return len(encode(t, c.Content)) > client.EventLimit
					})
				}
				plan, want := client.prepare(offer)
				plan.Endpoint = to.Endpoint
				if diff := cmp.Diff(plain(want), plain(client.Follow(t, plan))); diff != "" {
					t.Errorf("transcript differs from what was expected (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// prepare says what a client is to do and what it can be expected to see.
func (c Client) prepare(offer offer) (Plan, Transcript) {
	plan := Plan{Revision: c.Revision, LogLevel: "info", More: offer.more, Replies: offer.replies}
	want := Transcript{Revision: c.Spoken, Server: offer.name, Tools: offer.tools, Seen: offer.seen}
	calls := slices.Concat(offer.calls, offer.asking)
	if !c.Remote {
		calls = append(calls, offer.repeated...)
	}
	if c.Incurious {
		want.Server = ""
	}
	if c.Terse {
		calls, plan.Replies = offer.calls, nil
		plan.More, want.Seen = plan.More.short(want.Seen)
	}
	for i, call := range calls {
		if c.Spoken < call.since {
			continue
		}
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

// short is the first of each that there is to read and to get.
func (m *More) short(seen *Seen) (*More, *Seen) {
	if m == nil {
		return nil, nil
	}
	less := *seen
	less.Reads, less.Gets, less.Completions = seen.Reads[:1], seen.Gets[:1], nil
	return &More{Reads: m.Reads[:1], Gets: m.Gets[:1]}, &less
}
