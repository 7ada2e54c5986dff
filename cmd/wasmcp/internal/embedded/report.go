package embedded

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/internal/child"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// Explain explains what goes wrong where a server runs here.
func Explain(a *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if err == errNotKept {
		x.Hint = "see why: wasmcp cache warm -v COMPONENT..."
		return x, true
	}
	if e := (*unsetError)(nil); errors.As(err, &e) {
		x.Hint = "give its value: --env " + e.name + "=VALUE"
		return x, true
	}
	if e := (*dirError)(nil); errors.As(err, &e) {
		x.Hint = "give a directory that is there, as --dir HOST::GUEST"
		if errors.Is(e.err, fs.ErrNotExist) {
			x.Hint = "make it first: mkdir -p " + cli.Quote(e.path)
		}
		return x, true
	}
	if e := (*storeError)(nil); errors.As(err, &e) {
		x.Hint = "give another file to --kv"
		if errors.Is(e.err, runtime.ErrStoreLocked) {
			x.Hint = "end that process, or give another file to --kv"
		}
		return x, true
	}
	if e := (*composing.WholeError)(nil); errors.As(err, &e) {
		x.Hint = "compose the server again with it: wasmcp compose server COMPONENT... --" + e.Flag + " ..."
		return x, true
	}
	if e := (*NotCommandError)(nil); errors.As(err, &e) {
		x.Hint = "serve it over HTTP: wasmcp serve " + cli.Quote(a.Typed(e.Name))
		return x, true
	}
	if e := (*notHTTPError)(nil); errors.As(err, &e) {
		x.Hint = "run it as a command: wasmcp run " + cli.Quote(a.Typed(e.name))
		return x, true
	}
	if e := (*front.CutError)(nil); errors.As(err, &e) {
		x.Hint = "give them more time: --grace 5m"
		return x, true
	}
	if e := (*compileError)(nil); errors.As(err, &e) {
		return explainCompile(a, x, e), true
	}
	if e := (*introspect.Failure)(nil); errors.As(err, &e) {
		return cli.Explanation{Headline: e.Headline, Facts: e.Facts, Hint: e.Hint}, true // which another process has explained
	}
	if e := (*composing.UnlistedError)(nil); errors.As(err, &e) {
		x = cli.Plain(e.Err)
		x.Facts = append([]string{x.Headline}, x.Facts...)
		x.Headline = e.Error()
		late, died := (*child.DeadlineError)(nil), (*child.DiedError)(nil)
		switch {
		case errors.As(err, &late):
			x.Hint = "give it more time: --timeout 10m; 0 means no limit"
		case errors.As(err, &died) && died.Memory:
			x.Hint = "give it more memory: --memory 2GiB"
		}
		return x, true
	}
	if e := (*HungError)(nil); errors.As(err, &e) {
		x.Hint = "give calls more time: --timeout " + (2 * e.Limit.Limit).String() + "; 0 means no limit"
		return x, true
	}
	if e := (*RunError)(nil); errors.As(err, &e) {
		return explainRun(x, e), true
	}
	return x, false
}

// explainCompile tells what a component wants that is not here.
func explainCompile(a *cli.App, x cli.Explanation, e *compileError) cli.Explanation {
	if async := (*runtime.AsyncError)(nil); errors.As(e.err, &async) {
		x.Headline = e.name + " is asynchronous"
		x.Facts = []string{async.Error()}
		verb := "run "
		if e.serves {
			verb = "serve "
		}
		x.Hint = "run it with a host that has WASI 0.3, such as wasmtime 49: wasmtime " + verb + cli.Quote(a.Typed(e.name))
		return x
	}
	missing := (*runtime.MissingError)(nil)
	if !errors.As(e.err, &missing) {
		x.Headline = e.name + " cannot be run here"
		x.Facts = strings.Split(e.err.Error(), "\n")
		x.Hint = "see whether it runs elsewhere: wasmtime serve " + cli.Quote(a.Typed(e.name))
		return x
	}
	x.Headline = e.name + " imports interfaces that wasmcp does not have"
	x.Facts = nil
	foreign := ""
	for _, i := range missing.Imports {
		x.Facts = append(x.Facts, strings.Replace(i, "#", "  ", 1))
		if iface, _, _ := strings.Cut(i, "#"); foreign == "" && !strings.HasPrefix(iface, "wasi:") {
			foreign = iface
		}
	}
	x.Facts = slices.Compact(x.Facts)
	x.Hint = "build it for WASI 0.2"
	if foreign != "" {
		x.Hint = "compose it with a component that exports " + foreign
	}
	return x
}

// explainRun tells where a component went wrong.
func explainRun(x cli.Explanation, e *RunError) cli.Explanation {
	const most = 8
	if late := (*runtime.TimeoutError)(nil); errors.As(e.Err, &late) {
		x.Headline = e.Name + " ran longer than " + late.Limit.String()
		x.Facts = nil
		x.Hint = "let it run longer: --timeout " + (2 * late.Limit).String()
		return x
	}
	if memory := (*runtime.MemoryError)(nil); errors.As(e.Err, &memory) {
		const page = 64 << 10
		more := cli.ByteSize((2*memory.Needed + page - 1) / page * page)
		flag := "--memory "
		if memory.Total {
			flag = "--memory-total "
		}
		x.Hint = "give it more memory: " + flag + more.String()
	}
	if trap := (*runtime.Trap)(nil); errors.As(e.Err, &trap) {
		x.Facts = append(x.Facts, trap.Stack[:min(len(trap.Stack), most)]...)
	}
	return x
}

// RunError is a component that went wrong.
type RunError struct {
	Name string
	Err  error
}

func (e *RunError) Error() string { return e.Name + " went wrong: " + e.Err.Error() }

func (e *RunError) Unwrap() error { return e.Err }

// HungError is a server in which a call took too long; the server has gone on.
type HungError struct {
	Name  string
	Limit *runtime.TimeoutError
}

func (e *HungError) Error() string { return e.Name + ": " + e.Limit.Error() + " and was ended" }

// NotCommandError is a component that cannot be run.
type NotCommandError struct{ Name string }

func (e *NotCommandError) Error() string {
	return e.Name + " cannot be run: it does not export wasi:cli/run"
}

// notHTTPError is a component that cannot be served.
type notHTTPError struct{ name string }

func (e *notHTTPError) Error() string {
	return e.name + " cannot be served: it does not export wasi:http/incoming-handler"
}
