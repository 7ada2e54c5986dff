package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// FailedError is a request that went wrong inside the server.
type FailedError struct {
	What string
	Err  error
}

func (e *FailedError) Error() string { return e.What + " failed in the component: " + e.Err.Error() }

func (e *FailedError) Unwrap() error { return e.Err }

// RefusedError is a server that does not let the client in.
type RefusedError struct{ err error }

func (e *RefusedError) Error() string { return "the server refuses the client: " + e.err.Error() }

func (e *RefusedError) Unwrap() error { return e.err }

// NotServerError is something that answers requests, and not as an MCP server does.
type NotServerError struct {
	Name string
	Err  error
}

func (e *NotServerError) Error() string { return e.Name + " does not answer as an MCP server" }

func (e *NotServerError) Unwrap() error { return e.Err }

// ClientOptions are the options of every command that is a client of the server it runs.
type ClientOptions struct {
	Options
	Headers []string
}

func (o *ClientOptions) header() (http.Header, error) {
	h := http.Header{}
	for _, s := range o.Headers {
		name, value, ok := strings.Cut(s, ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t\r\n") || strings.ContainsAny(value, "\r\n") {
			return nil, cli.Usagef("--header %q is not of the form NAME: VALUE", s)
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, nil
}

// Ask starts a server, connects to it and calls f; what is asked is named where it goes wrong. Once
// ctx has ended it does not wait for what the server still does: the process is about to end.
func Ask(ctx context.Context, a *cli.App, what string, specs []string, o *ClientOptions, options mcp.Options, f func(*Server, *mcp.Client) error) error {
	var err error
	if options.Header, err = o.header(); err != nil {
		return err
	}
	s, err := Start(ctx, a, specs, &o.Options)
	if err != nil {
		return err
	}
	return converse(ctx, a, what, s, o.Timeout, options, f)
}

// converse is ask for a server that is ready.
func converse(ctx context.Context, a *cli.App, what string, s *Server, timeout time.Duration, options mcp.Options, f func(*Server, *mcp.Client) error) error {
	var failures mcp.Failures
	h, err := s.HTTPHandler(runtime.HandlerOptions{
		Timeout: timeout,
		MaxBody: DefaultMaxBody,
		Output:  a.Stderr,
		Logger:  slog.New(&failures),
	})
	if err != nil {
		return errors.Join(err, s.Close())
	}
	options.Name, options.Version, options.ListTime = "wasmcp", cli.Version(), timeout
	options.Endpoint = s.Endpoint
	c, err := mcp.Connect(ctx, h, options)
	if err != nil && failures.Last() == nil && !mcp.Refused(err) {
		err = &NotServerError{s.Name, err}
	}
	if err == nil {
		err = f(s, c)
		if closed := c.Close(ctx); err == nil {
			err = closed
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	h.Close()
	return errors.Join(insight(what, err, failures.Last()), s.Close())
}

// insight is what the runtime knows of an error that the client had.
func insight(what string, err, failure error) error {
	if mcp.Refused(err) {
		return &RefusedError{err}
	}
	status, broken := (*mcp.HTTPError)(nil), (*mcp.ProtocolError)(nil)
	if failure != nil && (errors.As(err, &status) || errors.As(err, &broken)) {
		return &FailedError{what, failure}
	}
	return err
}

// Messages shows progress and log messages while a call runs: on a terminal, and with -v.
func Messages(a *cli.App) func(method string, params json.RawMessage) {
	if a.Quiet || !a.Verbose && !ui.IsTerminal(a.Stderr) {
		return nil
	}
	return func(method string, params json.RawMessage) {
		if line := messageLine(method, params); line != "" {
			a.Err.Note(line)
		}
	}
}

// LogLevel is the least severe level of log messages that are shown.
func LogLevel(a *cli.App) string {
	if a.Verbose {
		return "debug"
	}
	return "info"
}

// messageLine is a notification in one line; empty for those that are of no interest.
func messageLine(method string, params json.RawMessage) string {
	switch method {
	case "notifications/progress":
		var p struct {
			Progress json.Number
			Total    json.Number
			Message  string
		}
		if json.Unmarshal(params, &p) != nil {
			return ""
		}
		line := "progress " + p.Progress.String()
		if p.Total != "" {
			line += " of " + p.Total.String()
		}
		if p.Message != "" {
			line += ": " + p.Message
		}
		return line
	case "notifications/message":
		var m struct {
			Level, Logger string
			Data          json.RawMessage
		}
		if json.Unmarshal(params, &m) != nil {
			return ""
		}
		text := ""
		if json.Unmarshal(m.Data, &text) != nil {
			text = string(m.Data)
		}
		if m.Logger != "" {
			text = m.Logger + ": " + text
		}
		return fmt.Sprintf("%s: %s", m.Level, text)
	}
	return ""
}
