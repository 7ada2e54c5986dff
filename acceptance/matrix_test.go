package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// calls and what has to come of them.
var calls = []struct {
	Call
	Answer
}{
	{Call{Tool: "add", Arguments: arguments{"a": 2, "b": 40}}, Answer{Content: text("42")}},
	{Call{Tool: "subtract", Arguments: arguments{"a": 0.5, "b": 2}}, Answer{Content: text("-1.5")}},
	{Call{Tool: "reverse", Arguments: arguments{"text": "stressed"}}, Answer{Content: text("desserts")}},
	{Call{Tool: "uppercase", Arguments: arguments{"text": "\"été\"\t∑π\n"}}, Answer{Content: text("\"ÉTÉ\"\t∑Π\n")}},
	{Call{Tool: "fail", Arguments: arguments{"message": "no such file"}}, Answer{Content: text("no such file"), IsError: true}},
	{Call{Tool: "mirror", Arguments: arguments{"x": 1, "y": 2}}, Answer{Content: text(`{"x":2,"y":1}`), Structured: map[string]any{"x": 2, "y": 1}}},
	{Call{Tool: "work", Arguments: arguments{"steps": 3}}, Answer{
		Content:  text("done"),
		Progress: []Progress{{1, 3, "working"}, {2, 3, "working"}, {3, 3, "working"}},
		Logs:     []Log{{"info", "probe", "done"}},
	}},
	{Call{Tool: "big", Arguments: arguments{"bytes": 5_000_000}}, Answer{Content: text(strings.Repeat("x", 5_000_000))}},
	{Call{Tool: "nobody"}, Answer{Error: &RPCError{Code: -32602}}},
}

type arguments = map[string]any

// TestClients_native proves the clients and the table with a server that is not ours.
func TestClients_native(t *testing.T) {
	t.Parallel()
	server := built(t, "./acceptance/native")
	askAll(t, native, server, "native", []string{"add", "big", "fail", "mirror", "reverse", "subtract", "uppercase", "work"})
}

// askAll has every client make the calls over HTTP and over stdio.
func askAll(t *testing.T, host Host, server, name string, tools []string) {
	http := host.http(t, server)
	stdio := host.stdio(t, server)
	for _, client := range clients {
		for transport, to := range map[string]Endpoint{"http": http, "stdio": stdio} {
			t.Run(fmt.Sprintf("%s/%s/%s/%s", host.Name, client.Name, client.Revision, transport), func(t *testing.T) {
				t.Parallel()
				askOne(t, client, to, name, tools)
			})
		}
	}
}

func askOne(t *testing.T, client Client, to Endpoint, name string, tools []string) {
	t.Helper()
	plan := Plan{Endpoint: to, Revision: client.Revision, LogLevel: "info"}
	want := Transcript{Revision: client.Spoken, Server: name, Tools: tools}
	if client.Incurious {
		want.Server = ""
	}
	for _, c := range calls {
		answer := c.Answer
		if client.Terse {
			if answer.Progress != nil || len(c.Arguments) == 1 && !answer.IsError {
				continue
			}
			if answer.Error != nil {
				answer.Error = &RPCError{}
			}
		}
		c.Notices = len(c.Progress) + len(c.Logs)
		plan.Calls = append(plan.Calls, c.Call)
		want.Answers = append(want.Answers, answer)
	}
	if diff := cmp.Diff(plain(want), plain(client.Follow(t, plan))); diff != "" {
		t.Errorf("transcript differs from what was expected (-want +got):\n%s", diff)
	}
}
