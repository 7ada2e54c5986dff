package cli

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

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// embedded are the options of every command that runs servers here: how one is composed where
// components are given, and what it may do.
type embedded struct {
	compose composeOptions
	hosts   []string
	dirs    []string
	env     []string
	config  []string
	kv      string
	memory  byteSize
	total   memoryTotal
	timeout time.Duration
	// logger is told what the server says by wasi:logging; nil for nobody.
	logger *slog.Logger
}

// defaultMemory bounds what one instance takes; CPython starts with a tenth of it.
const defaultMemory byteSize = 512 << 20

// flags adds the options to a command, with its own default for the time that a call may take.
func (e *embedded) flags(c *cobra.Command, timeout time.Duration) {
	e.compose.kind = chain.Server
	e.compose.set = c.Flags().Changed
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&e.hosts, "allow-host", nil, "allow HTTP requests to `HOST[:PORT]`. *.example.com allows a domain, * every public host, 10.0.0.0/8 a network. Repeatable")
	f.StringArrayVar(&e.dirs, "dir", nil, "allow access to a directory, as `HOST[::GUEST][:ro]`. Repeatable")
	f.StringArrayVar(&e.env, "env", nil, "set an environment variable, as `KEY=VALUE`. KEY alone passes yours on. Repeatable")
	f.StringVar(&e.kv, "kv", "", "keep key-value stores in `FILE` (default: in memory)")
	f.StringArrayVar(&e.config, "config", nil, "set a value that the server reads through wasi:config, as `KEY=VALUE`. Repeatable")
	e.memory, e.total.size = defaultMemory, autoTotal
	f.Var(&e.memory, "memory", "maximum memory per instance, as `SIZE`, such as 512MiB; 0 means no limit")
	f.DurationVar(&e.timeout, "timeout", timeout, "maximum time per call, as `DURATION`; 0 means no limit")
	e.compose.componentFlags(f)
	e.compose.serverFlags(f)
}

// granted are grants, and what they hold open.
type granted struct {
	runtime.Grants
	open []func() error
}

// Close closes it.
func (g *granted) Close() error {
	var errs errorList
	for _, c := range slices.Backward(g.open) {
		errs.add(c())
	}
	return errs.err()
}

// grants makes the options into what the runtime understands.
func (e *embedded) grants(a *app) (*granted, error) {
	g := &granted{Grants: runtime.Grants{Logger: e.logger, KeyValue: &runtime.MemoryStore{Limit: int(e.memory)}}}
	var errs errorList
	for _, h := range e.hosts {
		errs.add(checkHost(h))
	}
	g.Hosts = e.hosts
	for _, v := range e.env {
		pair, err := a.variable(v)
		errs.add(err)
		g.Env = append(g.Env, pair)
	}
	g.Config = map[string]string{}
	for _, c := range e.config {
		key, value, ok := strings.Cut(c, "=")
		if !ok || key == "" {
			errs.add(usagef("--config %q is not of the form KEY=VALUE", c))
		}
		g.Config[key] = value
	}
	for _, d := range e.dirs {
		dir, err := openDir(d)
		if err != nil {
			errs.add(err)
			continue
		}
		g.Dirs = append(g.Dirs, dir)
		g.open = append(g.open, dir.Root.Close)
	}
	if e.kv != "" && errs.err() == nil {
		store, err := runtime.OpenStore(e.kv)
		if err != nil {
			errs.add(&storeError{e.kv, err})
		} else {
			g.KeyValue = store
			g.open = append(g.open, store.Close)
		}
	}
	if err := errs.err(); err != nil {
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
		return &usageError{message: fmt.Sprintf("--allow-host %q is a URL, expected HOST[:PORT]", h), hint: "--allow-host " + u.Host}
	}
	if strings.ContainsFunc(h, func(c rune) bool { return c > unicode.MaxASCII }) {
		return usagef("--allow-host %q is not ASCII: components ask for a host by its ASCII name, which begins with xn--", h)
	}
	host, port := h, ""
	if i := strings.LastIndexByte(h, ':'); i >= 0 && (strings.HasPrefix(h, "[") || strings.Count(h, ":") == 1) {
		var err error
		if host, port, err = net.SplitHostPort(h); err != nil {
			return usagef("--allow-host %q is no HOST[:PORT]", h)
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return usagef("--allow-host %q: the port is %q, expected 1 to 65535", h, port)
		}
	}
	if host == "" || strings.ContainsAny(host, "/?#@ ") || strings.Contains(strings.TrimPrefix(host, "*."), "*") && host != "*" {
		return usagef("--allow-host %q is no HOST[:PORT]: a host's name or address, a network, *.DOMAIN or *", h)
	}
	return nil
}

// variable is an environment variable as NAME=VALUE; without a value, it is the one that this
// process has.
func (a *app) variable(v string) (string, error) {
	name, _, given := strings.Cut(v, "=")
	if name == "" {
		return "", usagef("--env %q is not of the form KEY=VALUE or KEY", v)
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
		return runtime.Dir{}, usagef("--dir %q is not of the form HOST[::GUEST][:ro]", spec)
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
	return "--dir: " + fileError(e.path, e.err).Error()
}

// storeError is a file for key-value stores that cannot be opened.
type storeError struct {
	path string
	err  error
}

func (e *storeError) Error() string {
	if p := (*fs.PathError)(nil); errors.As(e.err, &p) {
		return "--kv: " + fileError(e.path, p).Error()
	}
	return "--kv: " + e.err.Error()
}

// server is a server that is ready to run.
type server struct {
	*runtime.Component
	// name is that of its file, or of what was composed.
	name string
	// imports are what it asks of its host.
	imports []string
	// mcp tells that it was composed to be an MCP server.
	mcp     bool
	granted *granted
}

// Close frees everything. Nothing of the server may be running.
func (s *server) Close() error {
	return errors.Join(s.Component.Close(context.Background()), s.granted.Close())
}

// handler returns what answers HTTP requests with the server.
func (s *server) handler(o runtime.HandlerOptions) (*runtime.Handler, error) {
	h, err := s.Handler(o)
	if not := (*runtime.NotHandlerError)(nil); errors.As(err, &not) {
		return nil, &notHTTPError{s.name}
	}
	if err != nil {
		return nil, &runError{s.name, err}
	}
	return h, nil
}

// checkTime refuses a time that is none.
func (e *embedded) checkTime() error {
	if e.timeout < 0 {
		return usagef("--timeout is %s, expected 0 or more", e.timeout)
	}
	return nil
}

// start makes a server ready to run: of one component that is a server, or of several that are
// composed.
func (a *app) start(ctx context.Context, specs []string, e *embedded) (*server, error) {
	if err := e.checkTime(); err != nil {
		return nil, err
	}
	source, err := a.server(ctx, specs, e.compose)
	if err != nil {
		return nil, err
	}
	decoded, err := chain.Decode(source)
	if err != nil {
		return nil, err
	}
	s := &server{name: source.Name}
	for i := range decoded.Imports() {
		s.imports = append(s.imports, i.Name.Name)
	}
	description, err := chain.Describe(decoded)
	if err != nil {
		return nil, &chain.DamagedError{Name: source.Name, Err: err}
	}
	s.mcp = description != nil
	if s.granted, err = e.grants(a); err != nil {
		return nil, err
	}
	config := runtime.Config{Grants: s.granted.Grants, MemoryLimit: uint64(e.memory), MemoryTotal: e.total.bytes()}
	collectFor(config.MemoryTotal)
	s.Component, err = a.compile(ctx, source, config)
	if err != nil {
		return nil, errors.Join(err, s.granted.Close())
	}
	return s, nil
}
