package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inspector follows a plan with MCP Inspector's command line, which does one thing a run.
func inspector(t testing.TB, plan Plan) Transcript {
	t.Helper()
	var hello struct {
		ProtocolVersion string
		ServerInfo      struct{ Name string }
	}
	ask(t, plan, &hello, "initialize")
	out := Transcript{Revision: hello.ProtocolVersion, Server: hello.ServerInfo.Name}

	var list struct{ Tools []struct{ Name string } }
	ask(t, plan, &list, "tools/list", "--strict")
	for _, tool := range list.Tools {
		out.Tools = append(out.Tools, tool.Name)
	}
	for _, call := range plan.Calls {
		args := []string{"--tool-name", call.Tool}
		for _, name := range slices.Sorted(maps.Keys(call.Arguments)) {
			value, isText := call.Arguments[name].(string)
			if !isText {
				value = encode(t, call.Arguments[name])
			}
			args = append(args, "--tool-arg", name+"="+value)
		}
		var result struct {
			Content           []any
			StructuredContent any
			IsError           bool
		}
		answer := Answer{}
		if unknown := ask(t, plan, &result, "tools/call", args...); unknown {
			answer.Error = &RPCError{}
		} else {
			answer.Content, answer.Structured, answer.IsError = result.Content, result.StructuredContent, result.IsError
		}
		out.Answers = append(out.Answers, answer)
	}
	if plan.More != nil {
		out.Seen = inspect(t, plan)
	}
	return out
}

// inspect goes through the lists, and what is in them. It completes nothing.
func inspect(t testing.TB, plan Plan) *Seen {
	t.Helper()
	var lists struct {
		Resources         []struct{ URI string }
		ResourceTemplates []struct{ URITemplate string }
		Prompts           []struct{ Name string }
	}
	seen := &Seen{}
	ask(t, plan, &lists, "resources/list")
	for _, resource := range lists.Resources {
		seen.Resources = append(seen.Resources, resource.URI)
	}
	ask(t, plan, &lists, "resources/templates/list")
	for _, template := range lists.ResourceTemplates {
		seen.Templates = append(seen.Templates, template.URITemplate)
	}
	ask(t, plan, &lists, "prompts/list")
	for _, prompt := range lists.Prompts {
		seen.Prompts = append(seen.Prompts, prompt.Name)
	}
	for _, uri := range plan.More.Reads {
		var result struct{ Contents []any }
		ask(t, plan, &result, "resources/read", "--uri", uri)
		seen.Reads = append(seen.Reads, result.Contents)
	}
	for _, get := range plan.More.Gets {
		var result struct{ Messages []any }
		args := []string{"--prompt-name", get.Prompt}
		for _, name := range slices.Sorted(maps.Keys(get.Arguments)) {
			args = append(args, "--prompt-args", name+"="+get.Arguments[name])
		}
		ask(t, plan, &result, "prompts/get", args...)
		seen.Gets = append(seen.Gets, result.Messages)
	}
	return seen
}

// ask has the Inspector carry out one method and reports whether it found no such tool.
func ask(t testing.TB, plan Plan, result any, method string, args ...string) (unknown bool) {
	t.Helper()
	bin := filepath.Join(npmClients(t), "@modelcontextprotocol", "inspector", "clients", "launcher", "build", "index.js")
	argv := []string{bin, "--cli"}
	if plan.URL != "" {
		argv = append(argv, plan.URL, "--transport", "http")
	} else {
		argv = append(argv, plan.Command)
	}
	era := "legacy"
	if plan.Revision == "auto" {
		era = "auto"
	} else if plan.Revision >= "2026-07-28" {
		era = "modern"
	}
	argv = append(argv, "--protocol-era", era, "--format", "json", "--method", method)

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, node(t), append(argv, args...)...)
	// It keeps a store in the home folder.
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()

	const failed = 5 // the tool is not there, or said isError
	if code := cmd.ProcessState.ExitCode(); code == failed && stdout.Len() == 0 {
		if !strings.Contains(stderr.String(), `"tool_not_found"`) {
			t.Fatalf("inspector %s: %s", method, &stderr)
		}
		return true
	} else if code != failed && err != nil {
		t.Fatalf("inspector %s: %v\n%s%s", method, err, &stdout, &stderr)
	}
	envelope := struct{ Result any }{result}
	if err := json.Unmarshal(stdout.Bytes(), &envelope); err != nil {
		t.Fatalf("inspector %s: %v\n%s", method, err, &stdout)
	}
	return false
}
