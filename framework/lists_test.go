package framework_test

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// modern serves a server and returns what asks it as a modern client, for the whole answer. A name
// is that of what a method is about, or "".
func modern(t *testing.T, o chain.Options) func(method, name, params string) string {
	t.Helper()
	handler, err := server(t, o, runtime.Config{}).Handler(runtime.HandlerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return func(method, name, params string) string {
		h := hostile{Modern: true, Call: strings.TrimSpace(method + " " + name),
			Body: `{"jsonrpc":"2.0","id":1,"method":"` + method + `","params":{` + params + `"_meta":{{meta}}}}`}
		_, answer := h.post(t, s.Listener.Addr().String())
		return string(answer)
	}
}

// Where all names are known, the composer may say for how long lists can be kept.
func TestLists_kept(t *testing.T) {
	t.Parallel()
	o := options(t, sample("calculator"))
	o.Components[0].Offer = &chain.Offer{Tools: []string{"add", "subtract"}}
	o.Info.ListTTL = 5 * time.Minute
	ask := modern(t, o)
	if got := ask("tools/list", "", ""); !strings.Contains(got, `"ttlMs":300000,`) {
		t.Errorf("tools/list: %s, want 300000 ms", got)
	}
	if got := ask("server/discover", "", ""); !strings.Contains(got, `"ttlMs":0,`) {
		t.Errorf("server/discover: %s, want 0 ms", got)
	}
	for want, names := range map[string]chain.Names{
		"lists cannot be kept: calculator.wasm is dynamic, so its lists may change": {Offer: &chain.Offer{}, Dynamic: true},
		"lists cannot be kept: calculator.wasm was not asked what it lists":         {},
	} {
		o.Components[0].Names = names
		plan, err := chain.NewPlan(chain.Server, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan.Compose(); !errors.As(err, new(*chain.ListTTLError)) || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// What is completed may be somebody's who offers no completions.
func TestCompletions_ofOthers(t *testing.T) {
	t.Parallel()
	fixture := func(name string) string { return "../testdata/conformance/" + name + "/" + name + ".wasm" }
	both := modern(t, options(t, fixture("questions"), fixture("prompts")))
	alone := modern(t, options(t, fixture("questions")))
	prompt := func(name string) string {
		return `"ref":{"type":"ref/prompt","name":"` + name + `"},"argument":{"name":"arg1","value":"par"},`
	}
	resource := func(uri string) string {
		return `"ref":{"type":"ref/resource","uri":"` + uri + `"},"argument":{"name":"id","value":"1"},`
	}
	for _, tt := range []struct {
		name   string
		ask    func(method, name, params string) string
		params string
		code   int
		values int
	}{
		{"its own", both, prompt("test_prompt_with_arguments"), 0, 3},
		{"another's prompt", both, prompt("test_input_required_result_prompt"), 0, 0},
		{"another's resource", both, resource("test://sealed-resource"), 0, 0},
		{"nobody's prompt", both, prompt("nobody"), -32602, 0},
		{"nobody's resource", both, resource("test://nobody"), -32602, 0},
		{"no completions", alone, prompt("test_input_required_result_prompt"), -32601, 0},
	} {
		var m struct {
			Result struct{ Completion struct{ Values []string } }
			Error  struct{ Code int }
		}
		answer := tt.ask("completion/complete", "", tt.params)
		if err := json.Unmarshal([]byte(answer), &m); err != nil {
			t.Fatalf("%s: %s: %v", tt.name, answer, err)
		}
		if m.Error.Code != tt.code || len(m.Result.Completion.Values) != tt.values || tt.code == 0 && m.Result.Completion.Values == nil {
			t.Errorf("%s: %s, want %d values or the error %d", tt.name, answer, tt.values, tt.code)
		}
	}
}
