package acceptance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// guarded composes a server behind the authenticator of testdata: whoever brings the token
// "token-of-NAME" is NAME. With sessions, it keeps them.
func guarded(t *testing.T, sessions bool) string {
	t.Helper()
	tool := tools.Need(t, "wasm-tools")
	path, err := servers.get("authenticator", func() (string, error) {
		path := filepath.Join(scratch, "authenticator.wasm")
		_, stderr, err := try(t, "", tool, "parse", filepath.Join("testdata", "authenticator.wat"), "-o", path)
		if err != nil {
			err = fmt.Errorf("wasm-tools: %w\n%s", err, stderr)
		}
		return path, err
	})
	if err != nil {
		t.Fatal(err)
	}
	components := []string{provider(t, "edges"), "--override", "authenticator=" + path}
	if sessions {
		keeper := filepath.Join(root, "framework", "testdata", "keeper", "keeper.wasm")
		components = append(components, keeper, "--sessions", "keyvalue")
	}
	return composed(t, components...)
}

// as returns the exchange as NAME would make it, in a session of theirs if there is one.
func (e exchange) as(name, session string) exchange {
	return e.sending(headers{"Authorization": "Bearer token-of-" + name, "Mcp-Session-Id": session})
}

// refused is what comes of a request that the authenticator does not let in.
func (e exchange) refused() exchange {
	e.status, e.want = http.StatusUnauthorized, `{"jsonrpc":"2.0","id":"<absent>","error":{"code":-32600,"message":"a token is needed"}}`
	return e.answered(headers{
		"WWW-Authenticate": `Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource"`,
	})
}

// call is a call of a tool, of a legacy client or of a modern one.
func call(tool, arguments, more string) (legacyCall, modernCall exchange) {
	params := fmt.Sprintf(`"name":%q,"arguments":%s%s`, tool, arguments, more)
	elicits := strings.Replace(envelope("2026-07-28"), "{}", `{"elicitation":{}}`, 1)
	return legacy("", "tools/call", params, 200, anyBody),
		modern("", "tools/call", "", 200, anyBody).sending(headers{"Mcp-Name": tool}).saying(message("tools/call", params+","+elicits))
}

// said is the text of the tool's result, or the error's message.
func (e exchange) said(t *testing.T, url string) string {
	t.Helper()
	_, body := e.send(t, url)
	return toolText(t, body)
}

func toolText(t *testing.T, body []byte) string {
	t.Helper()
	var answer struct {
		Result struct{ Content []struct{ Text string } }
		Error  struct{ Message string }
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Error.Message == "" && len(answer.Result.Content) != 1 {
		t.Fatalf("%s: found no text and no error (%v)", body, err)
	}
	if answer.Error.Message != "" {
		return answer.Error.Message
	}
	return answer.Result.Content[0].Text
}

// TestAuthenticator has two callers use a server that knows them by their tokens.
func TestAuthenticator(t *testing.T) {
	t.Parallel()
	for _, host := range hosts {
		t.Run(host.Name, func(t *testing.T) {
			t.Parallel()
			url := host.http(t, guarded(t, host.Sessions)).URL
			t.Run("tokens", func(t *testing.T) { checkTokens(t, url) })
			t.Run("identity", func(t *testing.T) { checkIdentity(t, url) })
			t.Run("request state", func(t *testing.T) { checkRequestState(t, url) })
			if host.Sessions {
				t.Run("sessions", func(t *testing.T) { checkCallersSessions(t, url) })
				t.Run("answers", func(t *testing.T) { checkCallersAnswers(t, url) })
			}
		})
	}
}

// checkTokens makes requests without a token that is known: nothing of the server is seen.
func checkTokens(t *testing.T, url string) {
	legacyContext, modernContext := call("context", "{}", "")
	requests := map[string]exchange{
		"legacy": legacyContext, "modern": modernContext, "initialize": initialize("2025-11-25", "2025-11-25"),
		"no JSON": legacyContext.saying("{"), "nobody's tool": legacy("", "tools/call", `"name":"nobody"`, 0, ""),
	}
	for name, request := range requests {
		request.wantHeader = nil
		for _, token := range []string{"", "Bearer wrong", "Bearer token-of-", "Basic token-of-ann", "token-of-ann"} {
			t.Run(name+"/"+token, func(t *testing.T) {
				request.sending(headers{"Authorization": token}).refused().check(t, url)
			})
		}
	}
	// Where tokens are to be had, everybody may know.
	exchange{
		method: http.MethodGet, status: 200,
		want: `{"resource":"https://mcp.example/mcp","authorization_servers":["https://issuer.example"]}`,
	}.check(t, strings.TrimSuffix(url, "/mcp")+"/.well-known/oauth-protected-resource")
}

// checkIdentity looks at what a provider knows of a caller, which is not the token.
func checkIdentity(t *testing.T, url string) {
	legacyContext, modernContext := call("context", "{}", "")
	for name, request := range map[string]exchange{"legacy": legacyContext, "modern": modernContext} {
		_, body := request.as("ann", "").send(t, url)
		expect(t, []byte(toolText(t, body)), `{"caller":{"subject":"ann","issuer":"https://issuer.example","scopes":["tools"]}}`)
		if strings.Contains(string(body), "token-of") {
			t.Errorf("%s: the token has reached a provider: %s", name, body)
		}
	}
}

// checkRequestState has a caller use what another one was given to keep.
func checkRequestState(t *testing.T, url string) {
	_, ask := call("input", "{}", "")
	_, body := ask.as("ann", "").send(t, url)
	var asked struct {
		Result struct{ ResultType, RequestState string }
	}
	if err := json.Unmarshal(body, &asked); err != nil || asked.Result.ResultType != "input_required" || asked.Result.RequestState == "" {
		t.Fatalf("%s, expected a question and a state (%v)", body, err)
	}
	_, answer := call("input", "{}", fmt.Sprintf(
		`,"inputResponses":{"name":{"action":"accept","content":{"name":"Ann"}}},"requestState":%q`, asked.Result.RequestState))
	stolen := answer.as("bob", "")
	stolen.status, stolen.want = 0, failure(invalidParams)
	stolen.check(t, url)
	if got, want := answer.as("ann", "").said(t, url), "Hello, Ann! You were asked 1 times."; got != want {
		t.Errorf("the caller who was asked gets %q, want %q", got, want)
	}
}

// begin begins a session of NAME's.
func begin(t *testing.T, url, name string) string {
	t.Helper()
	params := strings.Replace(hello("2025-11-25"), `"capabilities":{}`, `"capabilities":{"elicitation":{}}`, 1)
	response, body := legacy("", "initialize", params, 0, "").as(name, "").send(t, url)
	session := response.Header.Get("Mcp-Session-Id")
	if session == "" {
		t.Fatalf("initialize begins no session: %s %s", response.Status, body)
	}
	return session
}

// keep is a call of one of the tools that use the session.
func keep(tool, value string) exchange {
	e, _ := call(tool, fmt.Sprintf(`{"key":"k","value":%q}`, value), "")
	return e
}

// checkCallersSessions has a caller use the session of another.
func checkCallersSessions(t *testing.T, url string) {
	ann, bob := begin(t, url, "ann"), begin(t, url, "bob")
	if got := keep("remember", `"mine"`).as("ann", ann).said(t, url); got != "remembered" {
		t.Fatalf("remember: %s", got)
	}
	if got := keep("recall", "").as("bob", bob).said(t, url); got != "nothing" {
		t.Errorf("in a session of his own bob is told %s, want nothing", got)
	}
	for name, stolen := range map[string]exchange{
		"call": keep("recall", ""), "ping": legacy("", "ping", "", 0, ""), "end": {method: http.MethodDelete},
		"notification": legacy("", "", "", 0, "").saying(`{"jsonrpc":"2.0","method":"notifications/initialized"}`),
	} {
		stolen = stolen.as("bob", ann)
		stolen.status, stolen.want = http.StatusNotFound, anyBody
		t.Run(name, func(t *testing.T) { stolen.check(t, url) })
		refused := stolen.sending(headers{"Authorization": ""}).refused()
		t.Run(name+" of nobody", func(t *testing.T) { refused.check(t, url) })
	}
	if got := keep("recall", "").as("ann", ann).said(t, url); got != `"mine"` {
		t.Errorf("ann's session has %s, want what she left in it", got)
	}
}

// checkCallersAnswers has a caller answer what another one was asked.
func checkCallersAnswers(t *testing.T, url string) {
	ann := begin(t, url, "ann")
	ask, _ := call("ask", "{}", "")
	asking := ask.as("ann", ann)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(asking.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range asking.header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answers []string
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok || text == "" {
			continue
		}
		var m struct {
			ID     any
			Method string
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if m.Method == "" {
			answers = append(answers, toolText(t, []byte(text)))
			continue
		}
		answer := func(by string, status int) {
			e := legacy("", "", "", status, anyBody).as(by, ann)
			e.saying(fmt.Sprintf(`{"jsonrpc":"2.0","id":%q,"result":{"action":"accept","content":{"by":%q}}}`, m.ID, by)).check(t, url)
		}
		answer("bob", http.StatusNotFound)
		answer("ann", http.StatusAccepted)
	}
	if len(answers) != 1 || strings.Contains(answers[0], "bob") || strings.Count(answers[0], `"ann"`) != 2 {
		t.Errorf("the call ends with %q, want both answers of ann's", answers)
	}
}
