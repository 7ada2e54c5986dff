// Package embedded has what commands that run a server here share: their flags, the grants, and the
// server made ready.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// Options are the options of every command that runs servers here: how one is composed where
// components are given, and what it may do.
type Options struct {
	Compose composing.Options
	hosts   []string
	dirs    []string
	env     []string
	config  []string
	kv      string
	memory  cli.ByteSize
	total   memoryTotal
	Timeout time.Duration
	// Logger is told what the server says by wasi:logging; nil for nobody.
	Logger *slog.Logger
	// Early has a server be there before all of it is compiled, see [runtime.Config].
	Early bool
}

// DefaultTimeout is how long a call may take, and defaultMaxBody how many bytes a request may have, where
// nobody says.
const (
	DefaultTimeout = time.Minute
	DefaultMaxBody = 64 << 20
)

// defaultMemory bounds what one instance takes; CPython starts with a tenth of it.
const defaultMemory cli.ByteSize = 512 << 20

// Flags adds the options to a command, with its own default for the time that a call may take.
func (e *Options) Flags(c *cobra.Command, timeout time.Duration) {
	e.Compose.Kind = chain.Server
	e.Compose.Set = c.Flags().Changed
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&e.hosts, "allow-host", nil, "allow HTTP requests to `HOST[:PORT]`. *.example.com allows a domain, * every public host, 10.0.0.0/8 a network. Repeatable")
	f.StringArrayVar(&e.dirs, "dir", nil, "allow access to a directory, as `HOST[::GUEST][:ro]`. Repeatable")
	f.StringArrayVar(&e.env, "env", nil, "set an environment variable, as `KEY=VALUE`. KEY alone passes yours on. Repeatable")
	f.StringVar(&e.kv, "kv", "", "keep key-value stores in `FILE` (default: in memory)")
	f.StringArrayVar(&e.config, "config", nil, "set a value that the server reads through wasi:config, as `KEY=VALUE`. Repeatable")
	e.memory, e.total.size = defaultMemory, autoTotal
	f.Var(&e.memory, "memory", "maximum memory per instance, as `SIZE`, such as 512MiB; 0 means no limit")
	f.DurationVar(&e.Timeout, "timeout", timeout, "maximum time per call, as `DURATION`; 0 means no limit")
	e.Compose.ComponentFlags(f)
	e.Compose.ServerFlags(f)
}

// granted are grants, and what they hold open.
type granted struct {
	runtime.Grants
	open []func() error
}

// Close closes it.
func (g *granted) Close() error {
	var errs errlist.List
	for _, c := range slices.Backward(g.open) {
		errs.Add(c())
	}
	return errs.Err()
}

// grants makes the options into what the runtime understands.
func (e *Options) grants(a *cli.App) (*granted, error) {
	g := &granted{Grants: runtime.Grants{Logger: e.Logger, KeyValue: &runtime.MemoryStore{Limit: int(e.memory)}}}
	var errs errlist.List
	for _, h := range e.hosts {
		errs.Add(checkHost(h))
	}
	g.Hosts = e.hosts
	for _, v := range e.env {
		pair, err := variable(a, v)
		errs.Add(err)
		g.Env = append(g.Env, pair)
	}
	g.Config = map[string]string{}
	for _, c := range e.config {
		key, value, ok := strings.Cut(c, "=")
		if !ok || key == "" {
			errs.Add(cli.Usagef("--config %q is not of the form KEY=VALUE", c))
		}
		g.Config[key] = value
	}
	for _, d := range e.dirs {
		dir, err := openDir(d)
		if err != nil {
			errs.Add(err)
			continue
		}
		g.Dirs = append(g.Dirs, dir)
		g.open = append(g.open, dir.Root.Close)
	}
	if e.kv != "" && errs.Err() == nil {
		store, err := runtime.OpenStore(e.kv)
		if err != nil {
			errs.Add(&storeError{e.kv, err})
		} else {
			g.KeyValue = store
			g.open = append(g.open, store.Close)
		}
	}
	if err := errs.Err(); err != nil {
		_ = g.Close()
		return nil, err
	}
	return g, nil
}

// checkHost refuses what can be no host and no network, such as a URL.
func checkHost(h string) error {
	if _, err := netip.ParsePrefix(h); err == nil {
		return nil
	}
	if u, err := url.Parse(h); err == nil && u.Scheme != "" && u.Host != "" {
		return &cli.UsageError{Message: fmt.Sprintf("--allow-host %q is a URL, expected HOST[:PORT]", h), Hint: "--allow-host " + u.Host}
	}
	if strings.ContainsFunc(h, func(c rune) bool { return c > unicode.MaxASCII }) {
		return cli.Usagef("--allow-host %q is not ASCII: components ask for a host by its ASCII name, which begins with xn--", h)
	}
	host, port := h, ""
	if i := strings.LastIndexByte(h, ':'); i >= 0 && (strings.HasPrefix(h, "[") || strings.Count(h, ":") == 1) {
		var err error
		if host, port, err = net.SplitHostPort(h); err != nil {
			return cli.Usagef("--allow-host %q is not of the form HOST[:PORT]", h)
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return cli.Usagef("--allow-host %q: the port is %q, expected 1 to 65535", h, port)
		}
	}
	if host == "" || strings.ContainsAny(host, "/?#@ ") || strings.Contains(strings.TrimPrefix(host, "*."), "*") && host != "*" {
		return cli.Usagef("--allow-host %q is not a host name, an address, a network, *.DOMAIN or *", h)
	}
	return nil
}

// variable is an environment variable as NAME=VALUE; without a value, it is the one that this
// process has.
func variable(a *cli.App, v string) (string, error) {
	name, _, given := strings.Cut(v, "=")
	if name == "" {
		return "", cli.Usagef("--env %q is not of the form KEY=VALUE or KEY", v)
	}
	if given {
		return v, nil
	}
	for _, pair := range slices.Backward(a.Environ) {
		if n, _, _ := strings.Cut(pair, "="); n == name {
			return pair, nil
		}
	}
	return "", &unsetError{name}
}

// openDir opens what --dir says: the directory here, its name inside, and whether it is only read.
func openDir(spec string) (runtime.Dir, error) {
	path, readOnly := strings.CutSuffix(spec, ":ro")
	path, guest, named := strings.Cut(path, "::")
	if !named {
		guest = filepath.ToSlash(path)
	}
	if path == "" || guest == "" {
		return runtime.Dir{}, cli.Usagef("--dir %q is not of the form HOST[::GUEST][:ro]", spec)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return runtime.Dir{}, &dirError{path, err}
	}
	return runtime.Dir{Root: root, Guest: guest, ReadOnly: readOnly}, nil
}

// unsetError is a variable to pass on that is not there.
type unsetError struct{ name string }

func (e *unsetError) Error() string { return "--env " + e.name + ": the variable is not set here" }

// dirError is a directory that cannot be granted.
type dirError struct {
	path string
	err  error
}

func (e *dirError) Error() string {
	if errors.Is(e.err, fs.ErrNotExist) {
		return "--dir: " + e.path + " does not exist"
	}
	return "--dir: " + cli.FileError(e.path, e.err).Error()
}

// storeError is a file for key-value stores that cannot be opened.
type storeError struct {
	path string
	err  error
}

func (e *storeError) Error() string {
	if p := (*fs.PathError)(nil); errors.As(e.err, &p) {
		return "--kv: " + cli.FileError(e.path, p).Error()
	}
	return "--kv: " + e.err.Error()
}

// Server is a server that is ready to run.
type Server struct {
	*runtime.Component
	// Name is that of its file, or of what was composed.
	Name string
	// imports are what it asks of its host.
	imports []string
	// Mcp tells that it was composed to be an MCP server.
	Mcp bool
	// Endpoint is the path at which it is served over HTTP.
	Endpoint string
	granted  *granted
}

// Close frees everything. Nothing of the server may be running. What is still being compiled is left to
// the end of the process.
func (s *Server) Close() error {
	if s.Compiling() {
		return s.granted.Close()
	}
	return errors.Join(s.Component.Close(context.Background()), s.granted.Close())
}

// Whole returns a context that ends if the server cannot be compiled, for the reason that [NotWhole] returns.
func (s *Server) Whole(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	if s.Compiling() {
		go func() {
			if err := s.Wait(ctx); err != nil && ctx.Err() == nil {
				cancel(&compileError{name: s.Name, err: err})
			}
		}()
	}
	return ctx, func() { cancel(nil) }
}

// NotWhole returns why a server cannot be compiled, nil where its context has ended otherwise.
func NotWhole(ctx context.Context) error {
	if e := (*compileError)(nil); errors.As(context.Cause(ctx), &e) {
		return e
	}
	return nil
}

// HTTPHandler returns what answers HTTP requests with the server.
func (s *Server) HTTPHandler(o runtime.HandlerOptions) (*runtime.Handler, error) {
	h, err := s.Handler(o)
	if not := (*runtime.NotHandlerError)(nil); errors.As(err, &not) {
		return nil, &notHTTPError{s.Name}
	}
	if err != nil {
		return nil, &RunError{s.Name, err}
	}
	return h, nil
}

// checkTime refuses a time that is none.
func (e *Options) checkTime() error {
	if e.Timeout < 0 {
		return cli.Usagef("--timeout is %s, expected 0 or more", e.Timeout)
	}
	return nil
}

// endpointOf is the path at which a server is served over HTTP, empty for one that was not composed.
func endpointOf(d *chain.Description) string {
	switch {
	case d == nil:
		return ""
	case d.Server != nil && d.Server.Endpoint != "":
		return d.Server.Endpoint
	}
	return "/mcp"
}

// Start makes a server ready to run: of one component that is a server, or of several that are
// composed.
func Start(ctx context.Context, a *cli.App, specs []string, e *Options) (*Server, error) {
	if err := e.checkTime(); err != nil {
		return nil, err
	}
	source, err := composing.Server(ctx, a, specs, e.Compose)
	if err != nil {
		return nil, err
	}
	decoded, err := chain.Decode(source)
	if err != nil {
		return nil, err
	}
	s := &Server{Name: source.Name}
	for i := range decoded.Imports() {
		s.imports = append(s.imports, i.Name.Name)
	}
	description, err := chain.Describe(decoded)
	if err != nil {
		return nil, &chain.DamagedError{Name: source.Name, Err: err}
	}
	s.Mcp, s.Endpoint = description != nil, endpointOf(description)
	if s.granted, err = e.grants(a); err != nil {
		return nil, err
	}
	warnUnused(a, s, e)
	config := runtime.Config{Grants: s.granted.Grants, Valid: true, MemoryLimit: uint64(e.memory), MemoryTotal: e.total.bytes(), Early: e.Early && s.Mcp}
	collectFor(config.MemoryTotal)
	s.Component, err = compile(ctx, a, source, config)
	if e := (*compileError)(nil); errors.As(err, &e) {
		for x := range decoded.Exports() {
			e.serves = e.serves || strings.HasPrefix(x.Name.Name, "wasi:http/")
		}
	}
	if err != nil {
		return nil, errors.Join(err, s.granted.Close())
	}
	return s, nil
}
