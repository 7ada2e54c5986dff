package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// whichServer is what all commands say that ask a server.
const whichServer = `The server can be a file, a reference, or several components, which are composed in memory. Without a
COMPONENT, wasmcp.toml is used. The server has no access to files, hosts or variables unless a flag
grants it.`

// clientOptions are what the commands are told that ask a server for one thing.
type clientOptions struct {
	embedded.ClientOptions
	answers []string
	output  string
}

func (o *clientOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.answers, "answer", nil, "answer a question of the server, as `KEY=JSON`. Repeatable")
	o.outputFlags(c)
}

// outputFlags are those of commands that are asked nothing.
func (o *clientOptions) outputFlags(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "text", "print the result as `FORMAT`: text or json")
	o.ClientFlags(c)
}

func (o *clientOptions) checkOutput() error {
	_, err := cli.Choice("output", o.output, "text", "json")
	return err
}

// ask starts a server and has f ask it for what, which messages name.
func (o *clientOptions) ask(ctx context.Context, a *cli.App, what string, specs []string, f func(*embedded.Server, *mcp.Client) error) error {
	answer, err := o.answer()
	if err != nil {
		return err
	}
	options := mcp.Options{Messages: embedded.Messages(a), LogLevel: embedded.LogLevel(a), Answer: answer}
	return embedded.Ask(ctx, a, what, specs, &o.ClientOptions, options, f)
}

// limited makes one request, and gives up after the time that a call may take: each message of the
// server starts the server's own limit again.
func limited[T any](ctx context.Context, limit time.Duration, what string, request func(context.Context) (T, error)) (T, error) {
	late := &runtime.TimeoutError{Limit: limit}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, late)
		defer cancel()
	}
	result, err := request(ctx)
	if err != nil && context.Cause(ctx) == error(late) {
		err = &embedded.FailedError{What: what, Err: late}
	}
	if e := (*mcp.Error)(nil); errors.As(err, &e) && !mcp.Refused(err) {
		err = &rpcError{what, e}
	}
	return result, err
}

// rpcError is an error that a server answers with.
type rpcError struct {
	what string
	err  *mcp.Error
}

func (e *rpcError) Error() string { return e.what + ": " + e.err.Message }

func (e *rpcError) Unwrap() error { return e.err }

// isArgument reports whether a word is NAME=VALUE, and no file is called so.
func isArgument(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	if !ok || name == "" || strings.ContainsAny(name, "/:.") {
		return false
	}
	_, err := os.Stat(word)
	return err != nil
}

// lastWord takes the arguments of a command apart: components, and what it is about.
func lastWord(command, what string, args []string) (specs []string, word string, err error) {
	if len(args) == 0 {
		return nil, "", &cli.UsageError{Message: command + " needs " + what, Hint: "list what there is: wasmcp list server.wasm"}
	}
	if at := slices.IndexFunc(args, isArgument); at > 0 && (command == "call" || command == "prompt") {
		meant := "wasmcp " + command + " " + strings.Join(quoted(args[:at]), " ")
		for _, a := range args[at:] {
			if isArgument(a) {
				meant += " --arg " + cli.Quote(a)
			}
		}
		return nil, "", &cli.UsageError{Message: fmt.Sprintf("%q is an argument: arguments are given with --arg", args[at]), Hint: meant}
	}
	specs, word = args[:len(args)-1], args[len(args)-1]
	if isWasm(word) || meansComponent(specs, word) {
		return nil, "", &cli.UsageError{Message: what + " comes last, found the component " + word,
			Hint: "list what there is: wasmcp list " + strings.Join(quoted(args), " ")}
	}
	return specs, word, nil
}

// meansComponent reports whether the word after specs, which stands for a tool or the like, is likely to be meant for a
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

// isWasm reports whether there is a file of that name that begins as WebAssembly does. Opening a pipe would wait.
func isWasm(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	magic := make([]byte, 4)
	_, err = io.ReadFull(f, magic)
	return err == nil && string(magic) == "\x00asm"
}

// namedValues reads --arg.
func namedValues(texts []string) ([]arguments.Argument, error) {
	var given []arguments.Argument
	for _, s := range texts {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, cli.Usagef("--arg %q is not of the form NAME=VALUE", s)
		}
		if slices.ContainsFunc(given, func(a arguments.Argument) bool { return a.Name == name }) {
			return nil, &cli.UsageError{Message: fmt.Sprintf("--arg %s is given twice", name), Hint: "give an array as JSON: --arg '" + name + `=["x", "y"]'`}
		}
		given = append(given, arguments.Argument{Name: name, Value: value})
	}
	return given, nil
}

func quoted(words []string) []string {
	var all []string
	for _, w := range words {
		all = append(all, cli.Quote(w))
	}
	return all
}
