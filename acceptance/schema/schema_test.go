package schema

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const meta = `"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}`
	for _, c := range []struct {
		name, revision, answers, text string
		// wrong is a part of the error; none is expected where it is empty.
		wrong string
	}{
		{"a result", "2025-06-18", "tools/list", `{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}`, ""},
		{"a modern result", "2026-07-28", "tools/list",
			`{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[],` + meta + `}}`, ""},
		{"no result type", "2026-07-28", "tools/call", `{"jsonrpc":"2.0","id":1,"result":{"content":[]}}`, "resultType"},
		{"a modern member in a legacy result", "2025-11-25", "tools/call",
			`{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[]}}`, "resultType, which the schema does not name"},
		{"input is required", "2026-07-28", "tools/call",
			`{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","inputRequests":{"a":{"method":"roots/list"}}}}`, ""},
		{"a bad input request", "2026-07-28", "tools/call",
			`{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","inputRequests":{"a":{"method":"roots/lost"}}}}`, "InputRequiredResult"},
		{"null for a member", "2025-11-25", "tools/list", `{"jsonrpc":"2.0","id":1,"result":{"tools":[],"nextCursor":null}}`, "nextCursor"},
		{"another method's result", "2025-11-25", "prompts/list", `{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}`, "prompts"},
		{"a result of no method", "2025-11-25", "tools/lost", `{"jsonrpc":"2.0","id":1,"result":{}}`, "tools/lost"},
		{"an empty result", "2025-11-25", "ping", `{"jsonrpc":"2.0","id":1,"result":{}}`, ""},
		{"more than an empty result", "2025-11-25", "ping", `{"jsonrpc":"2.0","id":1,"result":{"a":1}}`, "members a"},
		{"an error", "2025-06-18", "tools/call", `{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"m"}}`, ""},
		{"an old error without an id", "2025-06-18", "", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"}}`, ""},
		{"an old error without the request's id", "2025-06-18", "ping", `{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"}}`, "id"},
		{"an error without an id", "2025-11-25", "", `{"jsonrpc":"2.0","error":{"code":-32700,"message":"m"}}`, ""},
		{"an id that is null", "2026-07-28", "", `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}`, "id"},
		{"an error without its data", "2026-07-28", "tools/list", `{"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"m"}}`, "data"},
		{"progress", "2025-11-25", "", `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}`, ""},
		{"progress without a token", "2025-06-18", "", `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}`, "progressToken"},
		{"a stranger in progress", "2026-07-28", "", `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1,"a":1}}`, "members a"},
		{"an unknown notification", "2026-07-28", "", `{"jsonrpc":"2.0","method":"notifications/unheard"}`, "unheard"},
		{"a request", "2025-11-25", "", `{"jsonrpc":"2.0","id":1,"method":"roots/list"}`, ""},
		{"a request where there are none", "2026-07-28", "", `{"jsonrpc":"2.0","id":1,"method":"roots/list"}`, "no ServerRequest"},
		{"result and error", "2025-11-25", "ping", `{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}`, "neither"},
		{"an unknown member", "2025-11-25", "ping", `{"jsonrpc":"2.0","id":1,"result":{},"a":1}`, "members a"},
		{"an unknown revision", "1999-01-01", "ping", `{"jsonrpc":"2.0","id":1,"result":{}}`, "1999-01-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Message{Revision: c.revision, Answers: c.answers, Text: []byte(c.text)}.Check()
			switch {
			case c.wrong == "" && err != nil:
				t.Error(err)
			case c.wrong != "" && err == nil:
				t.Errorf("nothing is wrong, expected %q", c.wrong)
			case c.wrong != "" && !strings.Contains(err.Error(), c.wrong):
				t.Errorf("%v, expected %q", err, c.wrong)
			}
		})
	}
}
