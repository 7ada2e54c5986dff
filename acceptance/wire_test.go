package acceptance

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// An exchange is one HTTP request and what has to come of it.
type exchange struct {
	name   string
	method string // POST if empty
	header map[string]string
	body   string

	status int
	// want is what is expected of the body, in the sense of expect; "" is no body at all.
	want string
	// wantHeader are headers that have to be there.
	wantHeader map[string]string
}

type headers = map[string]string

// jsonHeader is what every client sends.
var jsonHeader = headers{"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}

// envelope is the `_meta` of a modern request.
func envelope(revision string, more ...string) string {
	return fmt.Sprintf(`"_meta":{"io.modelcontextprotocol/protocolVersion":%q,"io.modelcontextprotocol/clientCapabilities":{}%s}`,
		revision, strings.Join(more, ""))
}

// message is a JSON-RPC request.
func message(method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, method, params)
}

// modern is a request of 2026-07-28 as its clients send it.
func modern(name, method, params string, status int, want string) exchange {
	if params != "" {
		params += ","
	}
	return exchange{
		name:   name,
		header: with(jsonHeader, headers{"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": method}),
		body:   message(method, params+envelope("2026-07-28")),
		status: status,
		want:   want,
	}
}

// legacy is a request of the 2025 revisions, after the handshake.
func legacy(name, method, params string, status int, want string) exchange {
	return exchange{
		name:   name,
		header: with(jsonHeader, headers{"Mcp-Protocol-Version": "2025-11-25"}),
		body:   message(method, params),
		status: status,
		want:   want,
	}
}

// sending returns the exchange with other headers; an empty value takes one out.
func (e exchange) sending(header headers) exchange {
	e.header = with(e.header, header)
	return e
}

// saying returns the exchange with another body.
func (e exchange) saying(body string) exchange {
	e.body = body
	return e
}

// answered returns the exchange with headers that are expected of the answer.
func (e exchange) answered(header headers) exchange {
	e.wantHeader = with(e.wantHeader, header)
	return e
}

func with(a, b headers) headers {
	out := maps.Clone(a)
	if out == nil {
		out = headers{}
	}
	maps.Copy(out, b)
	return out
}

// failure is what is expected of an error.
func failure(code int) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"result":"<absent>","error":{"code":%d,"message":"<anything>"}}`, code)
}

// unread is an error to a message whose id could not be read.
func unread(code int) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":"<absent>","error":{"code":%d,"message":"<anything>"}}`, code)
}

const (
	parseError     = -32700
	invalidRequest = -32600
	methodNotFound = -32601
	invalidParams  = -32602
	headerMismatch = -32020
	unsupported    = -32022
)

const (
	callAdd  = `"name":"add","arguments":{"a":2,"b":40}`
	fortyTwo = `"content":[{"type":"text","text":"42"}]`
)

// modernAdd calls a tool.
func modernAdd(name string, status int, want string) exchange {
	return modern(name, "tools/call", callAdd, status, want).sending(headers{"Mcp-Name": "add"})
}

// modernExchanges are what 2026-07-28 says of HTTP.
var modernExchanges = []exchange{
	modern("discover", "server/discover", "", 200, `{"jsonrpc":"2.0","id":1,"result":{
		"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":"<anything>"},
		"ttlMs":"<anything>","cacheScope":"<anything>","instructions":"<absent>",
		"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"acceptance","version":"1.2.3"}}}}`).
		answered(headers{"Content-Type": "application/json"}),
	modern("list", "tools/list", "", 200, `{"jsonrpc":"2.0","id":1,"result":{
		"resultType":"complete","ttlMs":"<anything>","cacheScope":"<anything>","nextCursor":"<absent>",
		"tools":"<anything>","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"acceptance"}}}}`).
		answered(headers{"Content-Type": "application/json"}),
	modernAdd("call", 200, `{"jsonrpc":"2.0","id":1,"error":"<absent>","result":{"resultType":"complete",`+fortyTwo+`}}`).
		answered(headers{"Content-Type": "application/json"}),
	modern("call of nobody", "tools/call", `"name":"nobody","arguments":{}`, 0, failure(invalidParams)).
		sending(headers{"Mcp-Name": "nobody"}),
	modernAdd("the id is a string", 200, `{"jsonrpc":"2.0","id":"é1","result":{`+fortyTwo+`}}`).
		saying(strings.Replace(message("tools/call", callAdd+","+envelope("2026-07-28")), `"id":1`, `"id":"é1"`, 1)),
	modernAdd("client info is given", 200, `{"id":1,"result":{`+fortyTwo+`}}`).
		saying(message("tools/call", callAdd+","+envelope("2026-07-28", `,"io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"}`))),
	modernAdd("a session id is not heeded", 200, `{"id":1,"result":{`+fortyTwo+`}}`).
		sending(headers{"Mcp-Session-Id": "none"}),

	modern("no envelope", "tools/list", "", 400, failure(invalidParams)).saying(message("tools/list", "")),
	modern("no params", "tools/list", "", 400, failure(invalidParams)).saying(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`),
	modern("no version in the envelope", "tools/list", "", 400, failure(invalidParams)).
		saying(message("tools/list", `"_meta":{"io.modelcontextprotocol/clientCapabilities":{}}`)),
	modern("no capabilities in the envelope", "tools/list", "", 400, failure(invalidParams)).
		saying(message("tools/list", `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}`)),
	modern("the version is no string", "tools/list", "", 400, failure(invalidParams)).
		saying(message("tools/list", `"_meta":{"io.modelcontextprotocol/protocolVersion":20260728,"io.modelcontextprotocol/clientCapabilities":{}}`)),

	modern("a version of the future", "tools/list", "", 400, `{"id":1,"error":{"code":-32022,
		"data":{"supported":["2026-07-28"],"requested":"2099-01-01"}}}`).
		sending(headers{"Mcp-Protocol-Version": "2099-01-01"}).saying(message("tools/list", envelope("2099-01-01"))),
	modern("a legacy version in the envelope", "tools/list", "", 400, failure(unsupported)).
		sending(headers{"Mcp-Protocol-Version": "2025-11-25"}).saying(message("tools/list", envelope("2025-11-25"))),
	modern("header and envelope disagree", "tools/list", "", 400, failure(headerMismatch)).
		saying(message("tools/list", envelope("v999.0.0"))),
	modern("no version header", "tools/list", "", 400, failure(headerMismatch)).sending(headers{"Mcp-Protocol-Version": ""}),
	modern("no method header", "tools/list", "", 400, failure(headerMismatch)).sending(headers{"Mcp-Method": ""}),
	modern("another method header", "tools/list", "", 400, failure(headerMismatch)).sending(headers{"Mcp-Method": "tools/call"}),
	modern("the method header in another case", "tools/list", "", 400, failure(headerMismatch)).sending(headers{"Mcp-Method": "Tools/List"}),
	modernAdd("no name header", 400, failure(headerMismatch)).sending(headers{"Mcp-Name": ""}),
	modernAdd("another name header", 400, failure(headerMismatch)).sending(headers{"Mcp-Name": "subtract"}),
	modernAdd("an encoded name header", 200, `{"id":1,"result":{`+fortyTwo+`}}`).
		sending(headers{"Mcp-Name": "=?base64?" + base64.StdEncoding.EncodeToString([]byte("add")) + "?="}),
	modernAdd("a badly encoded name header", 400, failure(headerMismatch)).sending(headers{"Mcp-Name": "=?base64?YWRk*?="}),
	modernAdd("spaces around header values", 200, `{"id":1,"result":{`+fortyTwo+`}}`).
		sending(headers{"Mcp-Name": "  add ", "Mcp-Method": " tools/call "}),

	modern("unknown method", "unknown/method", "", 404, failure(methodNotFound)),
	modern("initialize", "initialize", `"protocolVersion":"2026-07-28","capabilities":{},"clientInfo":{"name":"c","version":"1"}`, 404, failure(methodNotFound)),
	modern("ping", "ping", "", 404, failure(methodNotFound)),
	modern("setLevel", "logging/setLevel", `"level":"info"`, 404, failure(methodNotFound)),
	modern("subscribe", "resources/subscribe", `"uri":"a:b"`, 404, failure(methodNotFound)),
	modern("listen", "subscriptions/listen", `"notifications":{}`, 404, failure(methodNotFound)),
	modern("list of what is not offered", "prompts/list", "", 404, failure(methodNotFound)),
	modern("params is an array", "tools/list", "", 400, `{"error":{"code":"<anything>"}}`).
		saying(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}`),

	modern("notification", "notifications/cancelled", "", 202, "").
		saying(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,` + envelope("2026-07-28") + `}}`),
}

// legacyExchanges are what the 2025 revisions say of HTTP, for a server without sessions.
var legacyExchanges = []exchange{
	initialize("2025-11-25", "2025-11-25"),
	initialize("2025-06-18", "2025-06-18"),
	initialize("2026-07-28", "2025-11-25"),
	initialize("1999-01-01", "2025-11-25"),
	legacy("initialize under a modern header", "initialize", hello("2025-11-25"), 400, failure(headerMismatch)).
		sending(headers{"Mcp-Protocol-Version": "2026-07-28"}),
	legacy("initialized", "", "", 202, "").saying(`{"jsonrpc":"2.0","method":"notifications/initialized"}`),
	legacy("a notification nobody knows", "", "", 202, "").saying(`{"jsonrpc":"2.0","method":"notifications/unheard"}`),
	legacy("ping", "ping", "", 200, `{"jsonrpc":"2.0","id":1,"result":{}}`),
	legacy("ping without params", "", "", 200, `{"jsonrpc":"2.0","id":1,"result":{}}`).
		saying(`{"jsonrpc":"2.0","id":1,"method":"ping"}`),
	legacy("setLevel", "logging/setLevel", `"level":"info"`, 200, `{"id":1,"result":{}}`),
	legacy("list", "tools/list", "", 200, `{"id":1,"result":{"tools":"<anything>","resultType":"<absent>","ttlMs":"<absent>","cacheScope":"<absent>"}}`).
		answered(headers{"Content-Type": "application/json"}),
	legacy("call", "tools/call", callAdd, 200, `{"jsonrpc":"2.0","id":1,"error":"<absent>","result":{"resultType":"<absent>",`+fortyTwo+`}}`).
		answered(headers{"Content-Type": "application/json"}),
	legacy("call without a version header", "tools/call", callAdd, 200, `{"id":1,"result":{`+fortyTwo+`}}`).
		sending(headers{"Mcp-Protocol-Version": ""}),
	legacy("call in 2025-06-18", "tools/call", callAdd, 200, `{"id":1,"result":{`+fortyTwo+`}}`).
		sending(headers{"Mcp-Protocol-Version": "2025-06-18"}),
	legacy("call with a large id", "tools/call", "", 200, `{"jsonrpc":"2.0","id":9007199254740991,"result":{`+fortyTwo+`}}`).
		saying(`{"jsonrpc":"2.0","id":9007199254740991,"method":"tools/call","params":{` + callAdd + `}}`),
	legacy("call of nobody", "tools/call", `"name":"nobody","arguments":{}`, 200, failure(invalidParams)),
	legacy("call without a name", "tools/call", `"arguments":{}`, 200, failure(invalidParams)),
	legacy("unknown method", "unknown/method", "", 200, failure(methodNotFound)),
	legacy("discover without an envelope", "server/discover", "", 200, failure(methodNotFound)),
	legacy("list of what is not offered", "prompts/list", "", 200, failure(methodNotFound)),
	legacy("a version that never was", "tools/list", "", 400, `{"error":{"code":"<anything>"}}`).
		sending(headers{"Mcp-Protocol-Version": "1999-01-01"}),
}

// anyExchanges come before the era is known.
var anyExchanges = []exchange{
	legacy("bad JSON", "", "", 400, unread(parseError)).saying(`{"jsonrpc":"2.0",`),
	legacy("no JSON at all", "", "", 400, unread(parseError)).saying(``),
	legacy("bytes that are not UTF-8", "", "", 400, unread(parseError)).saying("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}"),
	legacy("batch", "", "", 400, unread(invalidRequest)).saying("[" + message("ping", "") + "]"),
	legacy("scalar", "", "", 400, unread(invalidRequest)).saying(`7`),
	legacy("another JSON-RPC", "", "", 400, failure(invalidRequest)).saying(`{"jsonrpc":"1.0","id":1,"method":"ping"}`),
	legacy("no method", "", "", 400, failure(invalidRequest)).saying(`{"jsonrpc":"2.0","id":1}`),
	legacy("the id is null", "", "", 400, unread(invalidRequest)).saying(`{"jsonrpc":"2.0","id":null,"method":"ping"}`),
	legacy("a response", "", "", 400, `{"error":{"code":"<anything>"}}`).saying(`{"jsonrpc":"2.0","id":1,"result":{}}`),
	legacy("another content type", "ping", "", 415, `{"error":{"code":"<anything>"}}`).sending(headers{"Content-Type": "text/plain"}),
	{name: "GET", method: http.MethodGet, header: headers{"Accept": "text/event-stream"}, status: 405, want: anyBody, wantHeader: headers{"Allow": anything}},
	{name: "DELETE", method: http.MethodDelete, status: 405, want: anyBody},
	{name: "PUT", method: http.MethodPut, header: jsonHeader, body: message("ping", ""), status: 405, want: anyBody},
	legacy("a stranger's origin", "ping", "", 403, anyBody).sending(headers{"Origin": "http://evil.example.com"}),
	legacy("an origin that begins like ours", "ping", "", 403, anyBody).sending(headers{"Origin": "http://localhost.example.com"}),
	legacy("our own origin", "ping", "", 200, `{"result":{}}`).sending(headers{"Origin": "http://localhost:8080"}),
	legacy("the address as origin", "ping", "", 200, `{"result":{}}`).sending(headers{"Origin": "http://127.0.0.1:6274"}),
}

// anyBody is what is wanted where a body is neither asked for nor forbidden.
const anyBody = "<any body>"

func hello(revision string) string {
	return fmt.Sprintf(`"protocolVersion":%q,"capabilities":{},"clientInfo":{"name":"c","version":"1"}`, revision)
}

func initialize(asked, agreed string) exchange {
	return legacy("initialize "+asked, "initialize", hello(asked), 200, fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"result":{
		"protocolVersion":%q,"capabilities":{"tools":"<anything>"},"serverInfo":{"name":"acceptance","version":"1.2.3"},
		"resultType":"<absent>"}}`, agreed)).
		sending(headers{"Mcp-Protocol-Version": ""}).
		answered(headers{"Content-Type": "application/json", "Mcp-Session-Id": absent})
}
