package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// model stands for the model of an agent: it asks for one call of a tool, and ends when it has seen the
// result. It keeps what it was sent.
type model struct {
	mu   sync.Mutex
	sent []string
}

// ServeHTTP answers as Anthropic's Messages API and OpenAI's Responses API do.
func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.mu.Lock()
	m.sent = append(m.sent, string(body))
	m.mu.Unlock()
	events := func(list ...string) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, data := range list {
			var event struct{ Type string }
			_ = json.Unmarshal([]byte(data), &event)
			fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event.Type, data)
		}
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/count_tokens"):
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"input_tokens":1}`)
	case strings.HasSuffix(r.URL.Path, "/messages"):
		block := `{"type":"text","text":""}`
		delta := `{"type":"text_delta","text":"done"}`
		stop := "end_turn"
		if strings.Contains(string(body), `"tools":[{`) && !strings.Contains(string(body), `"tool_result"`) {
			block = `{"type":"tool_use","id":"toolu_1","name":"mcp__demo__reverse","input":{}}`
			delta = `{"type":"input_json_delta","partial_json":"{\"text\":\"abc\"}"}`
			stop = "tool_use"
		}
		events(
			`{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"fake","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}`,
			`{"type":"content_block_start","index":0,"content_block":`+block+`}`,
			`{"type":"content_block_delta","index":0,"delta":`+delta+`}`,
			`{"type":"content_block_stop","index":0}`,
			`{"type":"message_delta","delta":{"stop_reason":"`+stop+`","stop_sequence":null},"usage":{"output_tokens":1}}`,
			`{"type":"message_stop"}`)
	case strings.HasSuffix(r.URL.Path, "/responses"):
		item := `{"type":"message","role":"assistant","id":"msg_1","content":[{"type":"output_text","text":"done"}]}`
		if !strings.Contains(string(body), `"function_call_output"`) {
			item = `{"type":"function_call","call_id":"call_1","namespace":"mcp__demo","name":"reverse","arguments":"{\"text\":\"abc\"}"}`
		}
		events(
			`{"type":"response.created","response":{"id":"resp_1"}}`,
			`{"type":"response.output_item.done","item":`+item+`}`,
			`{"type":"response.completed","response":{"id":"resp_1","usage":{"input_tokens":0,"input_tokens_details":null,"output_tokens":0,"output_tokens_details":null,"total_tokens":0}}}`)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

// saw tells whether a request of the agent's has a text.
func (m *model) saw(text string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sent {
		if strings.Contains(s, text) {
			return true
		}
	}
	return false
}

// Agents that start a Python server list and call it although nothing of it is compiled: they wait for no
// more than their own limits. Their model is scripted, and there is no other host.
func TestAgents_coldCache(t *testing.T) {
	tools.Long(t)
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the agents are programs for each system, and this one's are not installed")
	}
	installed, err := tools.Pinned("npm-agents", filepath.Join("agents", "package-lock.json"))
	if err != nil {
		tools.Missing(t, err)
	}
	bin := filepath.Join(installed, "node_modules")
	work := t.TempDir()
	server := filepath.Join(work, "server.wasm")
	run(t, "", wasmcp(t), "compose", "server", pythonTools.component(t), "-q", "-o", server)
	for name, start := range map[string]func(home, url string, env []string) *exec.Cmd{
		"Claude Code": func(home, url string, env []string) *exec.Cmd {
			config, _ := json.Marshal(map[string]any{"mcpServers": map[string]any{"demo": map[string]any{
				"command": wasmcp(t), "args": []string{"run", server}, "env": environment(env)}}})
			c := command(t, filepath.Join(bin, "@anthropic-ai", "claude-code-linux-x64", "claude"), "-p", "reverse abc",
				"--mcp-config", string(config), "--strict-mcp-config", "--allowedTools", "mcp__demo__reverse")
			c.Env = append(c.Env, "ANTHROPIC_BASE_URL="+url, "ANTHROPIC_API_KEY=x", "CLAUDE_CONFIG_DIR="+home, "DISABLE_TELEMETRY=1",
				"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1", "DISABLE_AUTOUPDATER=1")
			return c
		},
		"Codex": func(home, url string, env []string) *exec.Cmd {
			var vars []string
			for k, v := range environment(env) {
				vars = append(vars, fmt.Sprintf("%s=%q", k, v))
			}
			config := fmt.Sprintf("model=%q\nmodel_provider=%q\n[model_providers.fake]\nname=%q\nbase_url=%q\nwire_api=%q\n"+
				"[mcp_servers.demo]\ncommand=%q\nargs=[%q,%q]\nrequired=true\ndefault_tools_approval_mode=%q\nenv={%s}\n",
				"fake", "fake", "fake", url+"/v1", "responses", wasmcp(t), "run", server, "approve", strings.Join(vars, ","))
			if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			c := command(t, node(t), filepath.Join(bin, "@openai", "codex", "bin", "codex.js"), "exec", "--json", "--skip-git-repo-check", "reverse abc")
			c.Env = append(c.Env, "CODEX_HOME="+home)
			return c
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := &model{}
			fake := httptest.NewServer(m)
			defer fake.Close()
			home := t.TempDir()
			cold := []string{"WASMCP_CACHE=" + filepath.Join(home, "cache"), "WASMCP_STATE=" + filepath.Join(home, "state")}
			c := start(home, fake.URL, cold)
			c.Dir = t.TempDir()
			out, err := c.CombinedOutput()
			if !m.saw("cba") {
				t.Errorf("the model has not seen the result of the tool: %v\n%s", err, out)
			}
			// What is compiled for the client may still be at work, and its folder is about to go.
			run(t, "", append(append([]string{"env"}, cold...), wasmcp(t), "cache", "warm", "-q", server)...)
		})
	}
}

func environment(pairs []string) map[string]string {
	all := map[string]string{}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		all[name] = value
	}
	return all
}

// command is one that is ended with the test, or after a while.
func command(t *testing.T, program string, args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, program, args...)
	c.Env = append(os.Environ(), "HOME="+t.TempDir(), "NO_COLOR=1")
	return c
}
