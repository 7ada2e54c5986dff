package embedded

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/child"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

func AskedCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:    composing.AskedCommand,
		Short:  "Answer what a server lists; wasmcp runs this itself",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return answerQuestion(cmd.Context(), a) },
	}
}

// LongestQuestion is how long a question may be without the server.
const LongestQuestion = 1 << 20

// readQuestion reads a question, and the server after it.
func readQuestion(in *bufio.Reader, command string) (*composing.Question, chain.Source, error) {
	q := new(composing.Question)
	head, err := in.ReadSlice('\n')
	if err != nil || json.Unmarshal(head, q) != nil || q.Size < 0 {
		return nil, chain.Source{}, cli.Usagef("%s is run by wasmcp itself, and has found no question on its standard input", command)
	}
	s := chain.Source{Name: q.Name, Bytes: make([]byte, q.Size)}
	_, err = io.ReadFull(in, s.Bytes)
	return q, s, err
}

// answerQuestion is the other side of [questioner.ask].
func answerQuestion(ctx context.Context, a *cli.App) error {
	in := bufio.NewReaderSize(a.Stdin, LongestQuestion)
	q, s, err := readQuestion(in, composing.AskedCommand)
	if err != nil {
		return err
	}
	child.EndWith(in)
	out := &speaker{to: json.NewEncoder(a.Stdout)}
	out.to.SetEscapeHTML(false)
	found := composing.Answer{}
	if err := answerTo(ctx, a, q, s, out, &found); err != nil {
		x := a.Explain(err)
		found = composing.Answer{Output: found.Output, Failure: &introspect.Failure{
			Headline: x.Headline, Facts: x.Facts, Hint: x.Hint, Slow: introspect.IsSlow(err),
		}}
	}
	return out.say(composing.Word{Answer: &found})
}

// speaker says words.
type speaker struct {
	mu sync.Mutex
	to *json.Encoder
}

func (s *speaker) say(w composing.Word) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Encode(w)
}

// answerTo gives up what the question does not need, and asks the server.
func answerTo(ctx context.Context, a *cli.App, q *composing.Question, s chain.Source, out *speaker, found *composing.Answer) error {
	kept := child.Confinement{CPU: composing.MostCPU, FileSize: composing.MostFile, Memory: composing.CompileMemory}
	config := runtime.Config{Valid: true, Progress: func(done, total int) { _ = out.say(composing.Word{Done: done, Total: total}) }}
	if q.Cache != "" {
		cache, err := runtime.OpenCache(q.Cache, q.Key)
		if err != nil {
			return err
		}
		config.Cache = cache
		kept.Write = append(kept.Write, q.Cache)
	}
	if q.Live == nil {
		if err := child.Confine(kept); err != nil {
			return err
		}
		return introspectOnly(ctx, s, config, func() error { return forget(q, config.Cache, kept) }, out, found)
	}
	endpoint, err := endpointIn(s)
	if err != nil {
		return err
	}
	e := Options{hosts: q.Live.Hosts, dirs: q.Live.Dirs, env: q.Live.Env, config: q.Live.Config, kv: q.Live.KV}
	granted, err := e.grants(a)
	if err != nil {
		return err
	}
	keep(q.Live, &kept)
	if err := child.Confine(kept); err != nil {
		return err
	}
	config.Grants, config.MemoryLimit = granted.Grants, q.Live.Memory
	c, err := runtime.Compile(ctx, s.Bytes, config)
	if err != nil {
		return &compileError{name: s.Name, err: err}
	}
	if err := errors.Join(forget(q, config.Cache, kept), out.say(composing.Word{Compiled: true})); err != nil {
		return err
	}
	ready := &Server{Component: c, Name: s.Name, Endpoint: endpoint, granted: granted}
	return converse(ctx, a, "inspect", ready, q.Live.Timeout, mcp.Options{Header: q.Live.Header}, func(_ *Server, c *mcp.Client) error {
		d, err := c.Definitions(ctx)
		found.Definitions, found.Server = d, &c.Server
		return err
	})
}

// endpointIn is endpointOf a server that is not decoded yet.
func endpointIn(s chain.Source) (string, error) {
	decoded, err := chain.Decode(s)
	if err != nil {
		return "", err
	}
	d, err := chain.Describe(decoded)
	if err != nil {
		return "", &chain.DamagedError{Name: s.Name, Err: err}
	}
	return endpointOf(d), nil
}

// forget gives up the cache, which is not needed once everything is compiled: whatever the component
// makes of this process, it neither writes what others load nor knows the key of it.
func forget(q *composing.Question, cache *runtime.Cache, kept child.Confinement) error {
	if cache == nil {
		return nil
	}
	cache.Forget()
	clear(q.Key)
	kept.Write = slices.DeleteFunc(slices.Clone(kept.Write), func(path string) bool { return path == q.Cache })
	return child.Confine(kept)
}

// introspectOnly asks a provider.
func introspectOnly(ctx context.Context, s chain.Source, config runtime.Config, compiled func() error, out *speaker, found *composing.Answer) error {
	var output strings.Builder
	run := introspect.Here(func(ctx context.Context, s chain.Source, asked runtime.Config) (*runtime.Component, error) {
		asked.Cache, asked.Progress, asked.Valid = config.Cache, config.Progress, config.Valid
		c, err := runtime.Compile(ctx, s.Bytes, asked)
		if err != nil {
			return nil, &compileError{name: s.Name, err: err}
		}
		return c, errors.Join(compiled(), out.say(composing.Word{Compiled: true}))
	})
	d, err := run(ctx, s, &headWriter{to: &output})
	found.Definitions, found.Output = d, output.String()
	return err
}

// headWriter passes on the beginning of what is written to it.
type headWriter struct {
	mu sync.Mutex
	to *strings.Builder
}

// Write implements [io.Writer].
func (h *headWriter) Write(p []byte) (int, error) {
	const most = 4 << 10
	h.mu.Lock()
	defer h.mu.Unlock()
	h.to.Write(p[:min(len(p), most-h.to.Len())])
	return len(p), nil
}

// keep adds what is granted to what the process keeps.
func keep(l *composing.LiveQuestion, c *child.Confinement) {
	c.Memory += 2 * l.Memory
	if l.Memory == 0 {
		c.Memory = 0
	}
	if l.Timeout == 0 {
		c.CPU = 0
	}
	for _, d := range l.Dirs {
		path, readOnly := strings.CutSuffix(d, ":ro")
		path, _, _ = strings.Cut(path, "::")
		if readOnly {
			c.Read = append(c.Read, path)
		} else {
			c.Write = append(c.Write, path)
		}
	}
	if l.KV != "" {
		c.Write = append(c.Write, filepath.Dir(l.KV))
	}
	if l.Hosts != nil {
		c.Network = true
		// Names, and who vouches for hosts.
		c.Read = append(c.Read, "/etc", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/run/systemd/resolve")
	}
}

// ask has a server say what it lists, as flags say that it is run.
func askLive(ctx context.Context, a *cli.App, s chain.Source, o *ClientOptions) (*composing.Answer, error) {
	header, err := o.header()
	if err != nil {
		return nil, err
	}
	// What is wrong with flags is told here, and grants are opened again where they are used.
	granted, err := o.grants(a)
	if err != nil {
		return nil, err
	}
	if err := granted.Close(); err != nil {
		return nil, err
	}
	live := &composing.LiveQuestion{
		Hosts: o.hosts, Dirs: o.dirs, Env: slices.Clone(granted.Env), Config: o.config, KV: o.kv,
		Memory: uint64(o.memory), Timeout: o.Timeout, Header: header,
	}
	var limit time.Duration
	if o.Timeout > 0 {
		limit = time.Duration(len(mcp.Kinds())+1) * o.Timeout
	}
	found, err := composing.Questioner(ctx, a).Ask(ctx, s, live, limit, a.Stderr)
	if failure, ok := err.(*introspect.Failure); ok {
		return nil, failure
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &composing.UnlistedError{Name: s.Name, Err: err}
	}
	return found, nil
}
