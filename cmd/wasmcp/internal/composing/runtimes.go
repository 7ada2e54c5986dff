package composing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// DefaultRuntime is the host that a server is for where nobody says.
const DefaultRuntime = "embedded"

// step is something to do with a composed server: what for, and the command.
type step struct{ What, Command string }

// Host is a runtime that servers run on.
type Host struct {
	// Forgetful says that each HTTP request finds its key-value store empty.
	Forgetful bool
	// Steps are the commands that run the server in file, which imports what is listed.
	Steps func(file string, imports []string) []step
}

var Runtimes = map[string]Host{
	"embedded": {Steps: func(file string, _ []string) []step {
		return []step{
			{"serve it over HTTP", "wasmcp serve " + cli.Quote(file)},
			{"use it over stdio", "wasmcp run " + cli.Quote(file)},
			{"see and call its tools", "wasmcp call " + cli.Quote(file) + " --list"},
		}
	}},
	"wasmtime": {Forgetful: true, Steps: wasmtimeSteps},
	"spin": {Steps: func(file string, _ []string) []step {
		return []step{{"serve it over HTTP", "spin up --from " + cli.Quote(file)}}
	}},
	"wasmcloud": {Steps: func(file string, _ []string) []step {
		return []step{
			{"tell wash what to serve", fmt.Sprintf(`mkdir -p .wash && printf 'build:\n  command: "true"\n  component_path: %%s\n' %s > .wash/config.yaml`, cli.Quote(file))},
			{"serve it over HTTP", "wash dev"},
		}
	}},
}

func RuntimeNames() []string { return []string{"embedded", "wasmtime", "spin", "wasmcloud"} }

func wasmtimeSteps(file string, imports []string) []step {
	flags := "-Scli -Shttp"
	for _, f := range []struct{ pkg, flag string }{{"wasi:keyvalue/", "-Skeyvalue"}, {"wasi:config/", "-Sconfig"}} {
		if slices.ContainsFunc(imports, func(i string) bool { return strings.HasPrefix(i, f.pkg) }) {
			flags += " " + f.flag
		}
	}
	return []step{
		{"serve it over HTTP", fmt.Sprintf("wasmtime serve %s --addr 127.0.0.1:8080 %s", flags, cli.Quote(file))},
		{"use it over stdio", fmt.Sprintf("wasmtime run %s %s", flags, cli.Quote(file))},
	}
}
