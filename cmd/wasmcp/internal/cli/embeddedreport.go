package cli

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/internal/child"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// explainEmbedded explains what goes wrong where a server runs here.
func explainEmbedded(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*listenError)(nil); errors.As(err, &e) {
		x.hint = e.hint()
		return x, true
	}
	if e := (*unsetError)(nil); errors.As(err, &e) {
		x.hint = "give its value: --env " + e.name + "=VALUE"
		return x, true
	}
	if e := (*dirError)(nil); errors.As(err, &e) {
		x.hint = "give a directory that is there, as --dir HOST::GUEST"
		if errors.Is(e.err, fs.ErrNotExist) {
			x.hint = "make it first: mkdir -p " + quote(e.path)
		}
		return x, true
	}
	if e := (*storeError)(nil); errors.As(err, &e) {
		x.hint = "give another file to --kv"
		if errors.Is(e.err, runtime.ErrStoreLocked) {
			x.hint = "end that process, or give another file to --kv"
		}
		return x, true
	}
	if e := (*wholeError)(nil); errors.As(err, &e) {
		x.hint = "compose the server again with it: wasmcp compose server COMPONENT... --" + e.flag + " ..."
		return x, true
	}
	if e := (*notCommandError)(nil); errors.As(err, &e) {
		x.hint = "serve it over HTTP: wasmcp serve " + quote(e.name)
		return x, true
	}
	if e := (*notHTTPError)(nil); errors.As(err, &e) {
		x.hint = "run it as a command: wasmcp run " + quote(e.name)
		return x, true
	}
	if e := (*front.CutError)(nil); errors.As(err, &e) {
		x.hint = "give them longer: --grace 5m"
		return x, true
	}
	if e := (*compileError)(nil); errors.As(err, &e) {
		return explainCompile(x, e), true
	}
	if e := (*introspect.Failure)(nil); errors.As(err, &e) {
		return explanation{e.Headline, e.Facts, e.Hint}, true // which another process has explained
	}
	if e := (*unlistedError)(nil); errors.As(err, &e) {
		x = plain(e.err)
		x.facts = append([]string{x.headline}, x.facts...)
		x.headline = e.Error()
		late, died := (*child.DeadlineError)(nil), (*child.DiedError)(nil)
		switch {
		case errors.As(err, &late):
			x.hint = "give it more time: --timeout 10m, or 0 for as long as it likes"
		case errors.As(err, &died) && died.Memory:
			x.hint = "let it have more: --memory 2GiB"
		}
		return x, true
	}
	if e := (*hungError)(nil); errors.As(err, &e) {
		x.hint = "give calls more time: --timeout " + (2 * e.limit.Limit).String() + ", or 0 for as long as they like"
		return x, true
	}
	if e := (*runError)(nil); errors.As(err, &e) {
		return explainRun(x, e), true
	}
	return x, false
}

// explainCompile tells what a component wants that is not here.
func explainCompile(x explanation, e *compileError) explanation {
	if async := (*runtime.AsyncError)(nil); errors.As(e.err, &async) {
		x.headline = e.name + " is asynchronous"
		x.facts = []string{async.Error()}
		x.hint = "run it with a host that has WASI 0.3, such as wasmtime 49: wasmtime run " + quote(e.name)
		return x
	}
	missing := (*runtime.MissingError)(nil)
	if !errors.As(e.err, &missing) {
		x.headline = e.name + " cannot be run here"
		x.facts = strings.Split(e.err.Error(), "\n")
		x.hint = "see whether it runs elsewhere: wasmtime serve " + quote(e.name)
		return x
	}
	x.headline = e.name + " imports what is not here"
	x.facts = nil
	foreign := ""
	for _, i := range missing.Imports {
		x.facts = append(x.facts, strings.Replace(i, "#", "  ", 1))
		if iface, _, _ := strings.Cut(i, "#"); foreign == "" && !strings.HasPrefix(iface, "wasi:") {
			foreign = iface
		}
	}
	x.facts = slices.Compact(x.facts)
	x.hint = "build it for WASI 0.2, which is what is here"
	if foreign != "" {
		x.hint = "compose it with a component that exports " + foreign
	}
	return x
}

// explainRun tells where a component went wrong.
func explainRun(x explanation, e *runError) explanation {
	const most = 8
	if late := (*runtime.TimeoutError)(nil); errors.As(e.err, &late) {
		x.headline = e.name + " ran longer than " + late.Limit.String()
		x.facts = nil
		x.hint = "let it run longer: --timeout " + (2 * late.Limit).String()
		return x
	}
	if memory := (*runtime.MemoryError)(nil); errors.As(e.err, &memory) {
		const page = 64 << 10
		more := byteSize((2*memory.Needed + page - 1) / page * page)
		flag := "--memory "
		if memory.Total {
			flag = "--memory-total "
		}
		x.hint = "let it have more: " + flag + more.String()
	}
	if trap := (*runtime.Trap)(nil); errors.As(e.err, &trap) {
		x.facts = append(x.facts, trap.Stack[:min(len(trap.Stack), most)]...)
	}
	return x
}
