package acceptance

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// A Host runs servers.
type Host struct {
	Name string
	// Serve is the command that serves a server on addr over HTTP.
	Serve func(t testing.TB, server, addr string) []string
	// Run is the command that runs a server on standard input and output.
	Run func(t testing.TB, server string) []string
	// Sessions says that what a server keeps outlives a request.
	Sessions bool
}

// hosts are those that every composed server has to run on.
var hosts = []Host{wasmtime, embedded}

var wasmtime = Host{
	Name: "wasmtime",
	Serve: func(t testing.TB, server, addr string) []string {
		return []string{tools.Need(t, "wasmtime"), "serve", "-Scli", "-Shttp", compiled, "--addr", addr, server}
	},
	Run: func(t testing.TB, server string) []string {
		return []string{tools.Need(t, "wasmtime"), "run", "-Scli", "-Shttp", compiled, server}
	},
}

// embedded is the runtime inside wasmcp.
var embedded = Host{
	Name: "wasmcp",
	Serve: func(t testing.TB, server, addr string) []string {
		return []string{wasmcp(t), "serve", "--addr", addr, server}
	},
	Run: func(t testing.TB, server string) []string {
		compile(t, server)
		return []string{wasmcp(t), "run", server}
	},
	Sessions: true,
}

// compile makes wasmcp keep the code of a server, or all clients of a test that start one would have to
// wait for it to compile at the same time, and some give up.
func compile(t testing.TB, server string) {
	t.Helper()
	_, err := compilations.get(server, func() (string, error) {
		out, err := exec.Command(wasmcp(t), "run", server).CombinedOutput()
		if err != nil {
			err = fmt.Errorf("wasmcp run %s: %w\n%s", server, err, out)
		}
		return "", err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// native runs the Go SDK's server, built as server, as if it were a composed one.
var native = Host{
	Name: "native",
	Serve: func(t testing.TB, server, addr string) []string {
		return []string{server, "-http", addr}
	},
	Run: func(t testing.TB, server string) []string {
		return []string{server}
	},
}

// An Endpoint is where a client finds a server: one of the two.
type Endpoint struct {
	URL     string `json:"url,omitempty"`
	Command string `json:"command,omitempty"`
}

// http starts a server and returns where it is.
func (h Host) http(t testing.TB, server string) Endpoint {
	t.Helper()
	addr, err := process.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	listening(t, addr, h.Serve(t, server, addr))
	return Endpoint{URL: "http://" + addr + "/mcp"}
}

// stdio returns how a server is started, which a client does.
func (h Host) stdio(t testing.TB, server string) Endpoint {
	t.Helper()
	return Endpoint{Command: script(t, h.Run(t, server))}
}
