package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/internal/bounded"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
)

// callOptions are what call is told.
type callOptions struct {
	clientOptions
	args []string
	// object has all arguments as JSON. Its flag is --args, and was --json before.
	object string
	list   bool
	// set tells which flags were given.
	set func(flag string) bool
}

func CallCommand(a *cli.App) *cobra.Command {
	var o callOptions
	c := &cobra.Command{
		Use:   "call COMPONENT... TOOL [--arg NAME=VALUE]...",
		Short: "Call a tool of a server",
		Long: `Calls one tool and prints its result. The exit code is 1 if the tool reports an error.

` + whichServer + `

--arg values follow the tool's input schema: numbers, booleans and null are parsed where the schema
has them, arrays and objects are JSON, everything else is text. Progress and log messages appear on
a terminal, or with -v.`,
		Example: `  wasmcp call server.wasm --list
  wasmcp call server.wasm add --arg a=2 --arg b=3
  echo '{"a": 2, "b": 3}' | wasmcp call server.wasm add --args -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.set = cmd.Flags().Changed
			if err := o.checkOutput(); err != nil {
				return err
			}
			if o.list {
				return callList(cmd.Context(), a, args, &o)
			}
			return runCall(cmd.Context(), a, args, &o)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&o.args, "arg", "a", nil, "set an argument, as `NAME=VALUE`. Repeatable")
	f.StringVar(&o.object, "args", "", "all arguments, as a JSON `OBJECT`; - reads it from standard input, @FILE from a file")
	f.StringVar(&o.object, "json", "", "the old name of --args")
	_ = f.MarkHidden("json") // which is there
	c.MarkFlagsMutuallyExclusive("args", "json")
	f.BoolVarP(&o.list, "list", "l", false, "list the tools with their parameters; call nothing")
	o.flags(c)
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

// failedToolError is a tool that reported an error. Its result tells what happened.
type failedToolError struct{ tool string }

func (e *failedToolError) Error() string { return e.tool + " reported an error" }

// runCall runs call without --list.
func runCall(ctx context.Context, a *cli.App, args []string, o *callOptions) error {
	specs, name, err := lastWord("call", "the name of a tool", args)
	if err != nil {
		return err
	}
	given, err := o.arguments(ctx, a.Stdin)
	if err != nil {
		return err
	}
	return o.ask(ctx, a, name, specs, func(s *embedded.Server, c *mcp.Client) error {
		tool, err := findTool(ctx, s, c, name)
		if err != nil {
			return err
		}
		input, err := given(tool)
		if err != nil {
			return &argumentError{name, err}
		}
		result, err := limited(ctx, o.Timeout, name, func(ctx context.Context) (*mcp.Result, error) {
			return c.Call(ctx, tool.definition, input)
		})
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

// tool is a tool as a server lists it.
type tool struct {
	definition json.RawMessage

	Name        string          `json:"name"`
	Description string          `json:"description"`
	InputSchema json.RawMessage `json:"inputSchema"`
}

// listTools asks a server for its tools.
func listTools(ctx context.Context, c *mcp.Client) ([]tool, error) {
	found, err := c.List(ctx, mcp.Tools)
	if err != nil {
		return nil, err
	}
	return parseTools(found)
}

// parseTools reads the definitions of tools.
func parseTools(definitions []json.RawMessage) ([]tool, error) {
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

// objectFlag is the flag that has all arguments as it was given, or empty.
func (o *callOptions) objectFlag() string {
	for _, flag := range []string{"args", "json"} {
		if o.set(flag) {
			return "--" + flag
		}
	}
	return ""
}

// arguments reads what --arg and --args say, and returns what makes the arguments of it for a tool.
func (o *callOptions) arguments(ctx context.Context, stdin io.Reader) (func(tool) (json.RawMessage, error), error) {
	flag := o.objectFlag()
	if flag == "" {
		given, err := namedValues(o.args)
		if err != nil {
			return nil, err
		}
		return func(t tool) (json.RawMessage, error) { return arguments.Build(t.InputSchema, given) }, nil
	}
	if o.args != nil {
		return nil, cli.Usagef("%s and --arg cannot be given together: %s has all arguments", flag, flag)
	}
	text, from, err := o.objectText(ctx, stdin, flag)
	if err != nil {
		return nil, err
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return nil, &jsonArgumentsError{from, jsonProblem(text, err)}
	}
	return func(tool) (json.RawMessage, error) { return text, nil }, nil
}

// objectText reads the text that a flag means, and says where from.
func (o *callOptions) objectText(ctx context.Context, stdin io.Reader, flag string) (text json.RawMessage, from string, err error) {
	if o.object == "-" {
		if text, err = readAll(ctx, stdin); err != nil && ctx.Err() == nil {
			err = fmt.Errorf("standard input: %w", err)
		}
		return text, "standard input", err
	}
	if path, ok := strings.CutPrefix(o.object, "@"); ok {
		text, err = bounded.ReadFile(path, mostArguments)
		if err != nil {
			err = fmt.Errorf("%s: %w", flag, cli.FileError(path, err))
		}
		return text, path, err
	}
	return json.RawMessage(o.object), flag, nil
}

// mostArguments is how many bytes of arguments are read.
const mostArguments = 64 << 20

// readAll reads to the end, or until ctx ends: the process is then about to end, and with it what
// reads on.
func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := bounded.Read(r, mostArguments)
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
	return "not a JSON object: expected the arguments by name, such as " + `{"a": 1}`
}
