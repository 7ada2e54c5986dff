package cli

import (
	"fmt"
	"slices"
	"strings"
)

// defaultRuntime is the host that a server is for where nobody says.
const defaultRuntime = "embedded"

// step is something to do with a composed server: what for, and the command.
type step struct{ what, command string }

// host is a runtime that servers run on.
type host struct {
	// keyvalue is the dialect of wasi:keyvalue that the host speaks.
	keyvalue string
	// forgetful says that each HTTP request finds its key-value store empty.
	forgetful bool
	// steps are the commands that run the server in file, which imports what is listed.
	steps func(file string, imports []string) []step
}

var runtimes = map[string]host{
	"embedded": {keyvalue: "draft", steps: func(file string, _ []string) []step {
		return []step{
			{"serve it over HTTP", "wasmcp serve " + quote(file)},
			{"use it over stdio", "wasmcp run " + quote(file)},
			{"see and call its tools", "wasmcp call " + quote(file) + " --list"},
		}
	}},
	"wasmtime": {keyvalue: "draft", forgetful: true, steps: wasmtimeSteps},
	"spin": {keyvalue: "draft2", steps: func(file string, _ []string) []step {
		return []step{{"serve it over HTTP", "spin up --from " + quote(file)}}
	}},
	"wasmcloud": {keyvalue: "draft", steps: func(file string, _ []string) []step {
		return []step{
			{"tell wash what to serve", fmt.Sprintf(`mkdir -p .wash && printf 'build:\n  command: "true"\n  component_path: %%s\n' %s > .wash/config.yaml`, quote(file))},
			{"serve it over HTTP", "wash dev"},
		}
	}},
}

func runtimeNames() []string { return []string{"embedded", "wasmtime", "spin", "wasmcloud"} }

func wasmtimeSteps(file string, imports []string) []step {
	flags := "-Scli -Shttp"
	for _, f := range []struct{ pkg, flag string }{{"wasi:keyvalue/", "-Skeyvalue"}, {"wasi:config/", "-Sconfig"}} {
		if slices.ContainsFunc(imports, func(i string) bool { return strings.HasPrefix(i, f.pkg) }) {
			flags += " " + f.flag
		}
	}
	return []step{
		{"serve it over HTTP", fmt.Sprintf("wasmtime serve %s --addr 127.0.0.1:8080 %s", flags, quote(file))},
		{"use it over stdio", fmt.Sprintf("wasmtime run %s %s", flags, quote(file))},
	}
}

// quote makes a path one word of a POSIX shell.
func quote(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%", r)
	}
	if path != "" && !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// hostFor returns the host of that name, or the default one for commands that name none.
func hostFor(name string) host {
	if h, ok := runtimes[name]; ok {
		return h
	}
	return runtimes[defaultRuntime]
}
