// Package wasi is WASI 0.2 for the components that the runtime runs.
//
// Every function of it is a [Func], found by [Lookup] under the name of its interface and its own.
// What a component may do and see is in the [State] that its calls come with; what that does not
// grant is denied.
package wasi

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// Func is a function of the host's. What args are is told at [canon.Case]; lists of bytes are the
// guest's memory and good until Func returns.
type Func func(c *Call, args []any) any

// Call is what a [Func] knows of the call it is in.
type Call struct {
	// Context ends when nobody waits for the call any more.
	Context context.Context
	*State
}

// State is what one instance of a component may do and see. It is the host's side of the instance.
type State struct {
	Grants
	// Client sends what the component asks of others; nil denies it.
	Client *Client
	// HTTP is the request that the component answers, nil where there is none.
	HTTP   *Exchange
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Args   []string
	// Waiting is told when the component begins to wait for Stdin, and when it goes on; nil for nobody.
	Waiting func(bool)
	// Budget is where the memory comes from that is kept here for the component; nil for anywhere. It
	// is closed when the state is not used any more.
	Budget *budget.Budget

	refusals       []string     // that were told
	passing        uint64       // bytes that the result of the function at work takes
	requests       atomic.Int32 // under way, or with an answer that is not read to its end
	files          atomic.Int32 // that are open
	stdin          *InputStream
	stdout, stderr *OutputStream
}

// Grants is what a component is allowed, which is the same for all its instances.
type Grants struct {
	// Env are the environment variables it sees, each "name=value".
	Env []string
	// Dirs are the directories it may use.
	Dirs []Dir
	// Hosts are those it may send HTTP requests to: "host" for all ports of one, "host:port",
	// "*.domain" for all hosts in a domain, a network such as "10.0.0.0/8", or "*". An address that is
	// not public, such as that of this machine, is reached only where an entry is the address, its
	// network, or "localhost": a name may lead anywhere.
	Hosts []string
	// KeyValue is where wasi:keyvalue keeps things; nil denies it.
	KeyValue Store
	// Config are the values of wasi:config.
	Config map[string]string
	// Logger is told what the component says by wasi:logging; nil for nobody.
	Logger *slog.Logger
}

// Exit is the panic of a guest that ends itself.
type Exit struct{ Code int }

// Error tells the code.
func (e *Exit) Error() string {
	if e.Code == 0 {
		return "the component ended itself"
	}
	return "the component ended itself with an error"
}

type table map[string]Func

var functions = sync.OnceValue(func() table {
	all := table{}
	for prefix, t := range map[string]table{
		"wasi:io/error@0.2#":                 errorFuncs,
		"wasi:io/poll@0.2#":                  pollFuncs,
		"wasi:io/streams@0.2#":               streamFuncs,
		"wasi:cli/stdin@0.2#":                stdinFuncs,
		"wasi:cli/stdout@0.2#":               stdoutFuncs,
		"wasi:cli/stderr@0.2#":               stderrFuncs,
		"wasi:cli/environment@0.2#":          environmentFuncs,
		"wasi:cli/exit@0.2#":                 exitFuncs,
		"wasi:cli/terminal-stdin@0.2#":       terminalFuncs("stdin"),
		"wasi:cli/terminal-stdout@0.2#":      terminalFuncs("stdout"),
		"wasi:cli/terminal-stderr@0.2#":      terminalFuncs("stderr"),
		"wasi:clocks/monotonic-clock@0.2#":   monotonicFuncs,
		"wasi:clocks/wall-clock@0.2#":        wallFuncs,
		"wasi:random/random@0.2#":            randomFuncs,
		"wasi:random/insecure@0.2#":          insecureFuncs,
		"wasi:random/insecure-seed@0.2#":     seedFuncs,
		"wasi:filesystem/preopens@0.2#":      preopenFuncs,
		"wasi:filesystem/types@0.2#":         filesystemFuncs,
		"wasi:http/types@0.2#":               httpFuncs,
		"wasi:http/outgoing-handler@0.2#":    outgoingFuncs,
		"wasi:keyvalue/store@0.2.0-draft#":   dialect{numeric: true}.store(),
		"wasi:keyvalue/atomics@0.2.0-draft#": dialect{numeric: true}.atomics(),
		"wasi:keyvalue/batch@0.2.0-draft#":   dialect{}.batch(),

		"wasi:keyvalue/store@0.2.0-draft2#":   dialect{}.store(),
		"wasi:keyvalue/atomics@0.2.0-draft2#": dialect{}.atomics(),
		"wasi:keyvalue/batch@0.2.0-draft2#":   dialect{}.batch(),

		"wasi:config/store@0.2.0-draft#":    configFuncs,
		"wasi:config/store@0.2.0-rc.1#":     configFuncs,
		"wasi:config/runtime@0.2.0-draft#":  configFuncs,
		"wasi:logging/logging#":             loggingFuncs,
		"wasi:logging/logging@0.1.0-draft#": loggingFuncs,
	} {
		for name, f := range t {
			all[prefix+name] = f
		}
	}
	return all
})

// Lookup returns the function of an interface, which is named with the version of its semver track.
func Lookup(iface, name string) (Func, bool) {
	if f, ok := functions()[iface+"#"+name]; ok {
		return f, true
	}
	return socketFunc(iface, name)
}
