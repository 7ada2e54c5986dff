//lint:file-ignore SA1019 logging, sampling and roots are deprecated, and part of every revision all the same

package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// goClient follows a plan with the Go SDK.
func goClient(t testing.TB, plan Plan) Transcript {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()

	heard := &heard{}
	able := &mcp.ClientOptions{
		LoggingMessageHandler:       heard.log,
		ProgressNotificationHandler: heard.progressed,
	}
	if plan.Replies != nil {
		goReplies(able, plan.Replies)
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "acceptance", Version: "1.0.0"}, able)
	if plan.Replies != nil {
		for _, root := range plan.Replies.Roots {
			client.AddRoots(&mcp.Root{URI: root.URI, Name: root.Name})
		}
	}
	options := &mcp.ClientSessionOptions{}
	if plan.Revision != "auto" {
		options.ProtocolVersion = plan.Revision
	}
	session, err := client.Connect(ctx, goTransport(plan.Endpoint), options)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()

	hello := session.InitializeResult()
	out := Transcript{Revision: hello.ProtocolVersion}
	if hello.ServerInfo != nil {
		out.Server = hello.ServerInfo.Name
	}
	meta := mcp.Meta{}
	if out.Revision >= "2026-07-28" {
		meta[mcp.MetaKeyLogLevel] = plan.LogLevel
	} else if err := session.SetLoggingLevel(ctx, &mcp.SetLoggingLevelParams{Level: mcp.LoggingLevel(plan.LogLevel)}); err != nil {
		t.Fatal(err)
	}

	for tool, err := range session.Tools(ctx, nil) {
		if err != nil {
			t.Fatal(err)
		}
		out.Tools = append(out.Tools, tool.Name)
	}
	for i, call := range plan.Calls {
		heard.forget()
		params := &mcp.CallToolParams{Meta: mcp.Meta{}, Name: call.Tool}
		if call.Arguments != nil {
			params.Arguments = call.Arguments
		}
		for key, value := range meta {
			params.Meta[key] = value
		}
		params.SetProgressToken(i)
		result, err := session.CallTool(ctx, params)
		out.Answers = append(out.Answers, heard.join(goAnswer(t, result, err), call.Notices))
	}
	if plan.More != nil {
		out.Seen = goSee(ctx, t, session, plan.More)
	}
	return out
}

// goReplies has a client answer what servers ask.
func goReplies(able *mcp.ClientOptions, replies *Replies) {
	able.Capabilities = &mcp.ClientCapabilities{
		Elicitation: &mcp.ElicitationCapabilities{Form: &mcp.FormElicitationCapabilities{}, URL: &mcp.URLElicitationCapabilities{}},
		RootsV2:     &mcp.RootCapabilities{},
	}
	able.ElicitationHandler = func(_ context.Context, r *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
		switch {
		case r.Params.Mode != "url":
			return &mcp.ElicitResult{Action: "accept", Content: replies.Form}, nil
		case r.Params.URL == replies.Page:
			return &mcp.ElicitResult{Action: "accept"}, nil
		}
		return &mcp.ElicitResult{Action: "decline"}, nil
	}
	able.CreateMessageHandler = func(context.Context, *mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
		return &mcp.CreateMessageResult{Model: "m", Role: "assistant", Content: &mcp.TextContent{Text: replies.Model}}, nil
	}
}

// goSee goes through the lists, and what is in them.
func goSee(ctx context.Context, t testing.TB, session *mcp.ClientSession, more *More) *Seen {
	t.Helper()
	seen := &Seen{}
	for resource, err := range session.Resources(ctx, nil) {
		must(t, err)
		seen.Resources = append(seen.Resources, resource.URI)
	}
	for template, err := range session.ResourceTemplates(ctx, nil) {
		must(t, err)
		seen.Templates = append(seen.Templates, template.URITemplate)
	}
	for prompt, err := range session.Prompts(ctx, nil) {
		must(t, err)
		seen.Prompts = append(seen.Prompts, prompt.Name)
	}
	for _, uri := range more.Reads {
		result, err := session.ReadResource(ctx, &mcp.ReadResourceParams{URI: uri})
		must(t, err)
		var contents []any
		for _, c := range result.Contents {
			contents = append(contents, c)
		}
		seen.Reads = append(seen.Reads, contents)
	}
	for _, get := range more.Gets {
		result, err := session.GetPrompt(ctx, &mcp.GetPromptParams{Name: get.Prompt, Arguments: get.Arguments})
		must(t, err)
		var messages []any
		for _, m := range result.Messages {
			messages = append(messages, m)
		}
		seen.Gets = append(seen.Gets, messages)
	}
	for _, wanted := range more.Completes {
		ref := &mcp.CompleteReference{Type: "ref/prompt", Name: wanted.Prompt}
		if wanted.Template != "" {
			ref = &mcp.CompleteReference{Type: "ref/resource", URI: wanted.Template}
		}
		argument := mcp.CompleteParamsArgument{Name: wanted.Argument, Value: wanted.Value}
		result, err := session.Complete(ctx, &mcp.CompleteParams{Ref: ref, Argument: argument})
		must(t, err)
		seen.Completions = append(seen.Completions, result.Completion.Values)
	}
	return seen
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func goTransport(to Endpoint) mcp.Transport {
	if to.URL != "" {
		return &mcp.StreamableClientTransport{Endpoint: to.URL, MaxEventSize: -1}
	}
	return &mcp.CommandTransport{Command: exec.Command(to.Command)}
}

func goAnswer(t testing.TB, result *mcp.CallToolResult, err error) Answer {
	t.Helper()
	var rpc *jsonrpc.Error
	switch {
	case errors.As(err, &rpc):
		return Answer{Error: &RPCError{Code: int(rpc.Code)}}
	case err != nil:
		t.Fatal(err)
	}
	var out Answer
	for _, block := range result.Content {
		encoded, err := block.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var content any
		if err := json.Unmarshal(encoded, &content); err != nil {
			t.Fatal(err)
		}
		out.Content = append(out.Content, content)
	}
	out.Structured, out.IsError = result.StructuredContent, result.IsError
	return out
}

// heard collects the notifications of the call under way.
type heard struct {
	mu       sync.Mutex
	progress []Progress
	logs     []Log
}

func (h *heard) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.progress, h.logs = nil, nil
}

// join adds what was heard to an answer, once as many notifications are here as are due: the SDK
// hands them out beside the answer and not before it.
func (h *heard) join(a Answer, due int) Answer {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		h.mu.Lock()
		here := len(h.progress) + len(h.logs)
		h.mu.Unlock()
		if here >= due {
			break
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	a.Progress, a.Logs = h.progress, h.logs
	return a
}

func (h *heard) log(_ context.Context, req *mcp.LoggingMessageRequest) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.logs = append(h.logs, Log{Level: string(req.Params.Level), Logger: req.Params.Logger, Data: req.Params.Data})
}

func (h *heard) progressed(_ context.Context, req *mcp.ProgressNotificationClientRequest) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := req.Params
	h.progress = append(h.progress, Progress{Progress: p.Progress, Total: p.Total, Message: p.Message})
}
