package composing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/child"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// A server that is asked what it lists runs in a process of its own, which is this program again, with
// the command askedCommand. It gets a question, as a line of JSON, and after it the server; it answers
// with words, a line of JSON each.
const AskedCommand = "answer-list"

// Question is what the process is told.
type Question struct {
	Name string `json:"name"`
	// Size is how many bytes the server has, which come after the question.
	Size int `json:"size"`
	// Cache and Key are those of compiled code; empty for none.
	Cache string `json:"cache,omitempty"`
	Key   []byte `json:"key,omitempty"`
	// Live is nil where a provider is asked for a composition.
	Live *LiveQuestion `json:"live,omitempty"`
}

// LiveQuestion is how a server is run that is asked as it is: what flags say.
type LiveQuestion struct {
	Hosts   []string      `json:"hosts,omitempty"`
	Dirs    []string      `json:"dirs,omitempty"`
	Env     []string      `json:"env,omitempty"`
	Config  []string      `json:"config,omitempty"`
	KV      string        `json:"kv,omitempty"`
	Memory  uint64        `json:"memory"`
	Timeout time.Duration `json:"timeout"`
	Header  http.Header   `json:"header,omitempty"`
}

// Word is what the process says: how far it is, that it begins to ask, or at last its answer.
type Word struct {
	Done     int     `json:"done,omitempty"`
	Total    int     `json:"total,omitempty"`
	Compiled bool    `json:"compiled,omitempty"`
	Answer   *Answer `json:"answer,omitempty"`
}

// Answer is what came of it.
type Answer struct {
	Definitions *mcp.Definitions `json:"definitions,omitempty"`
	Server      *mcp.Server      `json:"server,omitempty"`
	// Output is what a provider wrote to its standard output and error.
	Output  string              `json:"output,omitempty"`
	Failure *introspect.Failure `json:"failure,omitempty"`
}

const (
	// compileTime is how long the process may take until it begins to ask.
	compileTime = 5 * time.Minute
	// spareTime is what it has beyond the time that the server may take.
	spareTime = 15 * time.Second
	// mostSaid is how many bytes it may say: definitions, which are text in text.
	mostSaid = 256 << 20
	// CompileMemory is what it may have of memory besides that of instances.
	CompileMemory = 3 << 30
	// MostCPU is how many seconds of processor time it may take, should nobody be there to end it.
	MostCPU = 1800
	// MostFile is how long a file may be that it writes.
	MostFile = 1 << 30
)

// noProgramError is a process that does not know how to run itself.
type noProgramError struct{}

func (*noProgramError) Error() string {
	return "a server is asked what it lists in a process of its own, and there is no program to run"
}

// UnlistedError is a process that has not answered.
type UnlistedError struct {
	Name string
	Err  error
}

func (e *UnlistedError) Error() string { return e.Name + " does not list what it offers" }

func (e *UnlistedError) Unwrap() error { return e.Err }

// questioner asks servers in processes of their own. It may be used by many goroutines at a time.
type questioner struct {
	app   *cli.App
	cache *runtime.Cache
	key   []byte
}

func Questioner(ctx context.Context, a *cli.App) *questioner {
	q := &questioner{app: a}
	if q.cache = a.CodeCache(ctx); q.cache != nil {
		q.key, _ = a.CacheKey(ctx)
	}
	return q
}

// Ask asks a server; the time is what it may take once it is compiled, and 0 is any.
func (o *questioner) Ask(ctx context.Context, s chain.Source, live *LiveQuestion, limit time.Duration, stderr io.Writer) (*Answer, error) {
	if o.app.Program == nil {
		return nil, &noProgramError{}
	}
	program, err := o.app.Program()
	if err != nil {
		return nil, &child.StartError{Err: err}
	}
	q := Question{Name: s.Name, Size: len(s.Bytes), Live: live}
	if o.cache != nil {
		q.Cache, q.Key = o.cache.Dir(), o.key
	}
	head, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	p := o.app.Progress("compiling " + s.Name)
	defer p.End()
	var found *Answer
	command := child.Command{Program: program, Args: []string{AskedCommand}, Time: compileTime, Output: mostSaid, Stderr: stderr}
	in := io.MultiReader(bytes.NewReader(append(head, '\n')), bytes.NewReader(s.Bytes))
	err = command.Run(ctx, in, func(line []byte) (time.Duration, error) {
		var w Word
		if err := json.Unmarshal(line, &w); err != nil {
			return 0, err
		}
		switch {
		case w.Answer != nil:
			found = w.Answer
			return spareTime, nil
		case w.Compiled && limit > 0:
			return limit + spareTime, nil
		case w.Compiled:
			return 1<<63 - 1, nil
		}
		p.Step(w.Done, w.Total)
		return 0, nil
	})
	if o.cache != nil {
		// What cannot be removed now is the next time.
		_ = runtime.PruneCache(o.cache.Dir(), cli.CacheLimit)
	}
	switch {
	case err != nil:
		return nil, err
	case found == nil:
		return nil, &child.DiedError{State: "it said nothing"}
	case found.Failure != nil:
		return found, found.Failure
	case found.Definitions == nil:
		return nil, &child.DiedError{State: "its answer is empty"}
	}
	return found, nil
}

// provider is an [introspect.Runner].
func (o *questioner) provider(ctx context.Context, server chain.Source, output io.Writer) (*mcp.Definitions, error) {
	found, err := o.Ask(ctx, server, nil, introspect.Patience, nil)
	if found != nil {
		_, _ = io.WriteString(output, found.Output)
	}
	if slow := (*child.DeadlineError)(nil); errors.As(err, &slow) {
		err = &introspect.SlowError{Limit: slow.Limit}
	}
	if err != nil {
		return nil, err
	}
	return found.Definitions, nil
}
