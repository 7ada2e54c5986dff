package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// failedError is a request that went wrong inside the server.
type failedError struct {
	what string
	err  error
}

func (e *failedError) Error() string { return e.what + " failed in the component: " + e.err.Error() }

func (e *failedError) Unwrap() error { return e.err }

// refusedError is a server that does not let the client in.
type refusedError struct{ err error }

func (e *refusedError) Error() string { return "the server refuses the client: " + e.err.Error() }

func (e *refusedError) Unwrap() error { return e.err }

// notServerError is something that answers requests, and not as an MCP server does.
type notServerError struct {
	name string
	err  error
}

func (e *notServerError) Error() string { return e.name + " does not answer as an MCP server" }

func (e *notServerError) Unwrap() error { return e.err }

// asking are the options of every command that is a client of the server it runs.
type asking struct {
	embedded
	headers []string
}

func (o *asking) header() (http.Header, error) {
	h := http.Header{}
	for _, s := range o.headers {
		name, value, ok := strings.Cut(s, ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t\r\n") || strings.ContainsAny(value, "\r\n") {
			return nil, usagef("--header %q is not of the form NAME: VALUE", s)
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, nil
}

// ask starts a server, connects to it and calls f; what is asked is named where it goes wrong. Once
// ctx has ended it does not wait for what the server still does: the process is about to end.
func (a *app) ask(ctx context.Context, what string, specs []string, o *asking, options mcp.Options, f func(*server, *mcp.Client) error) error {
	var err error
	if options.Header, err = o.header(); err != nil {
		return err
	}
	s, err := a.start(ctx, specs, &o.embedded)
	if err != nil {
		return err
	}
	return a.converse(ctx, what, s, o.timeout, options, f)
}

// converse is ask for a server that is ready.
func (a *app) converse(ctx context.Context, what string, s *server, timeout time.Duration, options mcp.Options, f func(*server, *mcp.Client) error) error {
	var failures mcp.Failures
	h, err := s.handler(runtime.HandlerOptions{
		Timeout: timeout,
		MaxBody: defaultMaxBody,
		Output:  a.Stderr,
		Logger:  slog.New(&failures),
	})
	if err != nil {
		return errors.Join(err, s.Close())
	}
	options.Name, options.Version, options.ListTime = "wasmcp", version(), timeout
	c, err := mcp.Connect(ctx, h, options)
	if err != nil && failures.Last() == nil && !mcp.Refused(err) {
		err = &notServerError{s.name, err}
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
		return &refusedError{err}
	}
	status, broken := (*mcp.HTTPError)(nil), (*mcp.ProtocolError)(nil)
	if failure != nil && (errors.As(err, &status) || errors.As(err, &broken)) {
		return &failedError{what, failure}
	}
	return err
}

// messages shows progress and log messages while a call runs: on a terminal, and with -v.
func (a *app) messages() func(method string, params json.RawMessage) {
	if a.quiet || !a.verbose && !ui.IsTerminal(a.Stderr) {
		return nil
	}
	return func(method string, params json.RawMessage) {
		if line := messageLine(method, params); line != "" {
			a.err.Note(line)
		}
	}
}

// logLevel is the least severe level of log messages that are shown.
func (a *app) logLevel() string {
	if a.verbose {
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
