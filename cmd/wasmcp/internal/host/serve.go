// Package host has the commands that run servers and call them.
package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// serveOptions are what serve is told besides what it shares with other commands.
type serveOptions struct {
	embedded.Options
	addr        string
	metrics     string
	health      string
	log         string
	grace       time.Duration
	concurrency int
	maxBody     cli.ByteSize
	reuse       int
}

const (
	defaultAddr  = "127.0.0.1:8080"
	defaultGrace = 30 * time.Second
)

// logFormats are how serve can write its log.
var logFormats = []string{"text", "json", "none"}

func ServeCommand(a *cli.App) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve COMPONENT...",
		Short: "Serve a server over HTTP",
		Long: `Serves a server over Streamable HTTP. Each request gets a fresh instance.

Several components are composed in memory. Without a COMPONENT, wasmcp.toml is used. The server has no
access to files, hosts or variables unless a flag grants it.

The URL goes to standard output, everything else to standard error. On SIGINT or SIGTERM, running calls
may finish; a second signal ends the server at once.`,
		RunE: func(cmd *cobra.Command, args []string) error { return runServe(cmd.Context(), a, args, &o) },
	}
	f := c.Flags()
	f.StringVar(&o.addr, "addr", defaultAddr, "listen on `ADDRESS`; port 0 picks a free port")
	f.StringVar(&o.metrics, "metrics", "", "serve Prometheus metrics on a second `ADDRESS`, at /metrics")
	f.StringVar(&o.health, "health", "/healthz", "answer health checks at `PATH`; empty means none")
	f.StringVar(&o.log, "log", "", "log requests and components' output on standard error, as `FORMAT`: "+strings.Join(logFormats, ", ")+" (default text)")
	f.IntVar(&o.concurrency, "max-concurrency", runtime.DefaultConcurrency, "calls that run at the same time; others wait")
	o.maxBody = embedded.DefaultMaxBody
	f.Var(&o.maxBody, "max-body", "longest request or response body, as `SIZE`; 0 means no limit")
	f.IntVar(&o.reuse, "reuse", 1, "requests that one instance handles, one after another. Its memory is shared between them")
	f.DurationVar(&o.grace, "grace", defaultGrace, "time for running calls to finish on shutdown; 0 means no limit")
	o.Flags(c, embedded.DefaultTimeout)
	o.TotalFlag(c)
	return c
}

// lastResort is how long the server may take to end once it is told to; 0 for any time.
func (o *serveOptions) lastResort() time.Duration {
	if o.grace == 0 {
		return 0
	}
	return o.grace + cli.Promptness
}

// check refuses options that make no sense.
func (o *serveOptions) check(quiet bool) error {
	if o.log == "" {
		o.log = "text"
		if quiet {
			o.log = "none"
		}
	}
	if _, err := cli.Choice("log", o.log, logFormats...); err != nil {
		return err
	}
	switch {
	case o.concurrency < 1:
		return cli.Usagef("--max-concurrency is %d, expected 1 or more", o.concurrency)
	case o.reuse < 1:
		return cli.Usagef("--reuse is %d, expected 1 or more", o.reuse)
	case o.Timeout < 0 || o.grace < 0:
		return cli.Usagef("a time is negative: --timeout %s, --grace %s", o.Timeout, o.grace)
	case o.health != "" && !strings.HasPrefix(o.health, "/"):
		return cli.Usagef("--health %q is not a path, such as /healthz", o.health)
	}
	return nil
}

// runServe runs the command.
func runServe(ctx context.Context, a *cli.App, specs []string, o *serveOptions) error {
	if err := o.check(a.Quiet); err != nil {
		return err
	}
	// Ports first, since making the server ready may take a while.
	l, err := listen("addr", o.addr)
	if err != nil {
		return err
	}
	defer l.Close()
	scrapes, err := o.listenForScrapes()
	if err != nil {
		return err
	}
	if scrapes != nil {
		defer scrapes.Close()
	}
	log := logger(a.Stderr, o.log)
	o.Logger, o.Early = log, true
	begun := time.Now()
	s, err := embedded.Start(ctx, a, specs, &o.Options)
	if err != nil {
		return err
	}
	ctx, cancel := s.Whole(ctx)
	defer cancel()
	err = serveOn(ctx, a, l, scrapes, s, o, log, time.Since(begun))
	if cut := (*front.CutError)(nil); errors.As(err, &cut) {
		return err // which means that calls are in the server, and nothing can be freed
	}
	if broken := embedded.NotWhole(ctx); broken != nil {
		err = broken
	}
	return errors.Join(err, s.Close())
}

// serveOn answers requests until ctx ends.
func serveOn(ctx context.Context, a *cli.App, l, scrapes net.Listener, s *embedded.Server, o *serveOptions, log *slog.Logger, compile time.Duration) error {
	options := runtime.HandlerOptions{
		Timeout:     o.Timeout,
		Concurrency: o.concurrency,
		MaxBody:     int64(o.maxBody),
		Reuse:       o.reuse,
		Output:      io.Discard,
		Logger:      slog.New(slog.DiscardHandler),
		Failed:      front.Failed,
	}
	if s.Mcp {
		options.Answer = front.Answer
	}
	if log != nil {
		written := front.NewGuestLog(log)
		defer written.Flush()
		options.Output = written
	}
	h, err := s.HTTPHandler(options)
	if err != nil {
		return err
	}
	f := front.Options{MCP: s.Mcp, Handler: h, Health: o.health, Log: log, Grace: o.grace, MaxBody: int64(o.maxBody)}
	if scrapes != nil {
		f.Metrics = front.NewMetrics(front.Build{Version: cli.Version(), Compile: compile})
		f.Metrics.Instances(h.Instances)
		m := &http.Server{Handler: f.Metrics.Handler(), ReadHeaderTimeout: time.Second}
		go func() { _ = m.Serve(scrapes) }()
		defer m.Close()
	}
	showServing(a, l, scrapes, s, o)
	a.Ending.Allow(o.lastResort(), cli.ExitFailed)
	err = front.Serve(ctx, l, f)
	a.Ending.Allow(cli.Promptness, cli.ExitFailed)
	if err != nil {
		return err
	}
	h.Close()
	return nil
}

func (o *serveOptions) listenForScrapes() (net.Listener, error) {
	if o.metrics == "" {
		return nil, nil
	}
	return listen("metrics", o.metrics)
}

// logger writes entries as serve is told; nil for no log.
func logger(w io.Writer, format string) *slog.Logger {
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil))
	case "text":
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return nil
}

// localAddr is where something that listens is found on this machine: at the loopback where it
// listens on every address.
func localAddr(listening net.Addr) string {
	if addr, ok := listening.(*net.TCPAddr); ok && addr.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(addr.Port))
	}
	return listening.String()
}

// showServing says where the server is, and what it may do.
func showServing(a *cli.App, l, scrapes net.Listener, s *embedded.Server, o *serveOptions) {
	path := "/"
	if s.Mcp {
		path = s.Endpoint
	}
	a.Out.Line("http://" + localAddr(l.Addr()) + path)
	if a.Quiet {
		return
	}
	a.Err.Line("Serving " + s.Name + ". Access:")
	embedded.ShowGrants(a, s, &o.Options)
	if scrapes != nil {
		a.Err.Line("metrics at http://" + scrapes.Addr().String() + "/metrics")
	}
	if addr, ok := l.Addr().(*net.TCPAddr); ok && !addr.IP.IsLoopback() {
		a.Warn(fmt.Sprintf("%s is not a loopback address: everyone who can reach it can call the server", addr))
		a.Err.Line("  put a proxy with TLS and authentication in front of it, and name the allowed hosts and origins: --accept-host, --accept-origin")
	}
}
