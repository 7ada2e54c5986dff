package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// callOptions are what call is told.
type callOptions struct {
	embedded.ClientOptions
	args    []string
	json    string
	answers []string
	output  string
	list    bool
	// set tells which flags were given.
	set func(flag string) bool
}

func CallCommand(a *cli.App) *cobra.Command {
	var o callOptions
	c := &cobra.Command{
		Use:   "call COMPONENT... TOOL [--arg NAME=VALUE]...",
		Short: "Call a tool of a server",
		Long: `Calls one tool and prints its result. The exit code is 1 if the tool reports an error.

The server can be a file, a reference, or several components, which are composed in memory. Without a
COMPONENT, wasmcp.toml is used. The server has no access to files, hosts or variables unless a flag
grants it.

--arg values follow the tool's input schema: numbers, booleans and null are parsed where the schema
has them, arrays and objects are JSON, everything else is text. Progress and log messages appear on
a terminal, or with -v.`,
		Example: `  wasmcp call server.wasm --list
  wasmcp call server.wasm add --arg a=2 --arg b=3
  echo '{"a": 2, "b": 3}' | wasmcp call server.wasm add --json -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.set = cmd.Flags().Changed
			if o.output != "text" && o.output != "json" {
				return cli.Usagef("--output %q is not known: text, json", o.output)
			}
			if o.list {
				return callList(cmd.Context(), a, args, &o)
			}
			return runCall(cmd.Context(), a, args, &o)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&o.args, "arg", "a", nil, "set set an argument, as `NAME=VALUE`. Repeatable. Repeatable")
	f.StringVar(&o.json, "json", "", "all arguments, as a JSON `OBJECT`; - reads it from standard input, @FILE from a file")
	f.StringArrayVar(&o.answers, "answer", nil, "answer a question of the tool, as `KEY=JSON`. Repeatable")
	f.StringVarP(&o.output, "output", "o", "text", "print the result as `FORMAT`: text or json")
	f.BoolVarP(&o.list, "list", "l", false, "list the tools with their parameters; call nothing")
	f.StringArrayVarP(&o.Headers, "header", "H", nil, "send an HTTP header with each request, as `NAME: VALUE`")
	o.Flags(c, embedded.DefaultTimeout)
	return c
}

// toolError is a tool that a server does not have.
type toolError struct {
	name, server string
	tools        []string
}

func (e *toolError) Error() string { return fmt.Sprintf("%s has no tool %q", e.server, e.name) }

// argumentError is what is wrong with the arguments for a tool.
type argumentError struct {
	tool string
	err  error
}

func (e *argumentError) Error() string { return e.tool + ": " + e.err.Error() }

func (e *argumentError) Unwrap() error { return e.err }

// failedToolError is a tool that says that it failed. Its result tells what happened.
type failedToolError struct{ tool string }

func (e *failedToolError) Error() string { return e.tool + " says that it failed" }

// rpcError is an error that a server answers a call with.
type rpcError struct {
	tool string
	err  *mcp.Error
}

func (e *rpcError) Error() string { return e.tool + ": " + e.err.Message }

func (e *rpcError) Unwrap() error { return e.err }

// runCall runs call without --list.
func runCall(ctx context.Context, a *cli.App, args []string, o *callOptions) error {
	if len(args) == 0 {
		return &cli.UsageError{Message: "call needs the name of a tool", Hint: "list the tools: wasmcp call server.wasm --list"}
	}
	specs, name := args[:len(args)-1], args[len(args)-1]
	if isWasm(name) || meansComponent(specs, name) {
		return &cli.UsageError{Message: "the name of a tool comes last, found the component " + name,
			Hint: "list the tools: wasmcp call " + strings.Join(quoted(args), " ") + " --list"}
	}
	given, err := o.arguments(ctx, a.Stdin)
	if err != nil {
		return err
	}
	answer, err := o.answer()
	if err != nil {
		return err
	}
	options := mcp.Options{Messages: embedded.Messages(a), LogLevel: embedded.LogLevel(a), Answer: answer}
	return embedded.Ask(ctx, a, name, specs, &o.ClientOptions, options, func(s *embedded.Server, c *mcp.Client) error {
		tool, err := findTool(ctx, s, c, name)
		if err != nil {
			return err
		}
		input, err := given(tool)
		if err != nil {
			return &argumentError{name, err}
		}
		result, err := o.callTool(ctx, c, tool, input)
		if e := (*mcp.Error)(nil); errors.As(err, &e) {
			return &rpcError{name, e}
		}
		if err != nil {
			return err
		}
		if err := printResult(a, result, o.output); err != nil {
			return err
		}
		if result.IsError {
			return &failedToolError{name}
		}
		return nil
	})
}

// callTool calls a tool, and gives up after the time that a call may take: each message of the tool
// starts the server's own limit again.
func (o *callOptions) callTool(ctx context.Context, c *mcp.Client, t tool, input json.RawMessage) (*mcp.Result, error) {
	if o.Timeout <= 0 {
		return c.Call(ctx, t.definition, input)
	}
	late := &runtime.TimeoutError{Limit: o.Timeout}
	limited, cancel := context.WithTimeoutCause(ctx, o.Timeout, late)
	defer cancel()
	result, err := c.Call(limited, t.definition, input)
	if err != nil && context.Cause(limited) == error(late) {
		err = &embedded.FailedError{What: t.Name, Err: late}
	}
	return result, err
}

// meansComponent reports whether what stands for a tool, after specs, is likely to be meant for a
// component: one in a registry, or one without which there is nothing to call.
func meansComponent(specs []string, name string) bool {
	spec, err := oci.ParseSpec(name, nil)
	switch {
	case err != nil:
		return false
	case spec.Reference != nil && strings.ContainsAny(name, ":@"):
		return true
	case len(specs) > 0:
		return false
	}
	if _, err := os.Stat(config.FileName); err == nil {
		return false
	}
	return spec.Path == "" || strings.HasSuffix(name, ".wasm")
}

// isWasm reports whether there is a file of that name that begins as WebAssembly does.
func isWasm(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	magic := make([]byte, 4)
	_, err = io.ReadFull(f, magic)
	return err == nil && string(magic) == "\x00asm"
}

// tool is a tool as a server lists it.
type tool struct {
	definition json.RawMessage

	Name        string          `json:"name"`
	Description string          `json:"description"`
	InputSchema json.RawMessage `json:"inputSchema"`
}

// listTools asks a server for its tools.
func listTools(ctx context.Context, c *mcp.Client) ([]tool, error) {
	definitions, err := c.List(ctx, mcp.Tools)
	if err != nil {
		return nil, err
	}
	tools := make([]tool, len(definitions))
	for i, d := range definitions {
		tools[i].definition = d
		if err := json.Unmarshal(d, &tools[i]); err != nil {
			return nil, &mcp.ProtocolError{Method: "tools/list", Problem: fmt.Sprintf("tools[%d] is no tool", i), Err: err}
		}
	}
	return tools, nil
}

// findTool finds the definition of a tool.
func findTool(ctx context.Context, s *embedded.Server, c *mcp.Client, name string) (tool, error) {
	tools, err := listTools(ctx, c)
	if err != nil {
		return tool{}, err
	}
	i := slices.IndexFunc(tools, func(t tool) bool { return t.Name == name })
	if i >= 0 {
		return tools[i], nil
	}
	e := &toolError{name: name, server: s.Name}
	for _, t := range tools {
		e.tools = append(e.tools, t.Name)
	}
	return tool{}, e
}

// arguments reads what --arg and --json say, and returns what makes the arguments of it for a tool.
func (o *callOptions) arguments(ctx context.Context, stdin io.Reader) (func(tool) (json.RawMessage, error), error) {
	if !o.set("json") {
		var given []arguments.Argument
		for _, s := range o.args {
			name, value, ok := strings.Cut(s, "=")
			if !ok || name == "" {
				return nil, cli.Usagef("--arg %q is not of the form NAME=VALUE", s)
			}
			if slices.ContainsFunc(given, func(a arguments.Argument) bool { return a.Name == name }) {
				return nil, &cli.UsageError{Message: fmt.Sprintf("--arg %s is given twice", name), Hint: "give an array as JSON: --arg '" + name + `=["x", "y"]'`}
			}
			given = append(given, arguments.Argument{Name: name, Value: value})
		}
		return func(t tool) (json.RawMessage, error) { return arguments.Build(t.InputSchema, given) }, nil
	}
	if o.args != nil {
		return nil, cli.Usagef("--json has all arguments, and --arg more: give one or the other")
	}
	text, from, err := o.jsonText(ctx, stdin)
	if err != nil {
		return nil, err
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return nil, &jsonArgumentsError{from, jsonProblem(text, err)}
	}
	return func(tool) (json.RawMessage, error) { return text, nil }, nil
}

// jsonText reads the text that --json means, and says where from.
func (o *callOptions) jsonText(ctx context.Context, stdin io.Reader) (text json.RawMessage, from string, err error) {
	if o.json == "-" {
		text, err = readAll(ctx, stdin)
		return text, "standard input", err
	}
	if path, ok := strings.CutPrefix(o.json, "@"); ok {
		text, err = os.ReadFile(path)
		if err != nil {
			err = fmt.Errorf("--json: %w", cli.FileError(path, err))
		}
		return text, path, err
	}
	return json.RawMessage(o.json), "--json", nil
}

// readAll reads to the end, or until ctx ends: the process is then about to end, and with it what
// reads on.
func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := io.ReadAll(r)
		done <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		return r.text, r.err
	}
}

// jsonArgumentsError is JSON that cannot be arguments.
type jsonArgumentsError struct{ from, problem string }

func (e *jsonArgumentsError) Error() string { return e.from + ": " + e.problem }

// jsonProblem says what keeps a text from being a JSON object.
func jsonProblem(text []byte, err error) string {
	if e := (*json.SyntaxError)(nil); errors.As(err, &e) {
		before := text[:min(int(e.Offset), len(text))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := len(before) - 1 - bytes.LastIndexByte(before, '\n')
		return fmt.Sprintf("line %d, column %d: not JSON: %s", line, max(column, 1), e)
	}
	return "found JSON that is no object, expected the arguments by name, as in " + `{"a": 1}`
}

// answer makes of --answer what the client asks.
func (o *callOptions) answer() (func(key, method string, params json.RawMessage) (json.RawMessage, bool), error) {
	answers := map[string]string{}
	for _, s := range o.answers {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return nil, cli.Usagef("--answer %q is not of the form KEY=JSON", s)
		}
		if value != "decline" && value != "cancel" && !json.Valid([]byte(value)) {
			return nil, &cli.UsageError{Message: fmt.Sprintf("--answer %s: found %q, expected JSON, decline or cancel", key, value),
				Hint: "give the fields of a form as an object: --answer '" + key + `={"name": "Ann"}'`}
		}
		answers[key] = value
	}
	return func(key, method string, _ json.RawMessage) (json.RawMessage, bool) {
		value, ok := answers[key]
		if !ok {
			return nil, false
		}
		return answerTo(method, value), true
	}, nil
}

// answerTo makes the result that a request of a server gets. The fields of a form stand for accepting
// it with them.
func answerTo(method, value string) json.RawMessage {
	if value == "decline" || value == "cancel" {
		return json.RawMessage(`{"action":"` + value + `"}`)
	}
	var whole struct{ Action string }
	if method != "elicitation/create" || json.Unmarshal([]byte(value), &whole) == nil && whole.Action != "" {
		return json.RawMessage(value)
	}
	return json.RawMessage(`{"action":"accept","content":` + value + `}`)
}

func quoted(words []string) []string {
	var all []string
	for _, w := range words {
		all = append(all, cli.Quote(w))
	}
	return all
}
