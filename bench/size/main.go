// Command size prints how large the framework's components and a composed server are and what the
// server asks of its host, beside the limits for each. It fails where one is exceeded.
//
//	go run ./bench/size [PROVIDER...]
//
// Without a provider the server is that of the Rust sample.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/wasmcp/wasmcp-go/framework"
)

const (
	kB             = 1000
	frameworkLimit = 260 * kB
	serverLimit    = 395 * kB
)

// unwanted are interfaces that a server without need of them must not import.
var unwanted = []string{"wasi:keyvalue/", "wasi:http/outgoing-handler", "wasi:filesystem/", "wasi:sockets/"}

func main() {
	providers := os.Args[1:]
	if len(providers) == 0 {
		providers = []string{filepath.Join("testdata", "providers", "calculator", "calculator.wasm")}
	}
	ok, err := size(os.Stdout, providers)
	if err != nil {
		fmt.Fprintln(os.Stderr, "size:", err)
	}
	if !ok {
		os.Exit(1)
	}
}

func size(out io.Writer, providers []string) (ok bool, err error) {
	manifest, err := framework.Load()
	if err != nil {
		return false, err
	}
	server, err := compose(providers)
	if err != nil {
		return false, err
	}

	ok = true
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "component\tbytes\tlimit\t")
	total := 0
	for _, part := range manifest.Parts {
		fmt.Fprintf(w, "%s\t%d\t\t\n", part.Name, part.Size)
		if part.Name == "capabilities" || part.Name == "context" || part.Name == "transport" {
			total += part.Size
		}
	}
	line := func(what string, bytes, limit int) {
		verdict := ""
		if bytes > limit {
			verdict, ok = " EXCEEDED", false
		}
		fmt.Fprintf(w, "%s\t%d\t%d%s\t\n", what, bytes, limit, verdict)
	}
	line("framework without optional parts", total, frameworkLimit)
	line("server of "+strings.Join(names(providers), ", "), server.Size, serverLimit)
	w.Flush()

	fmt.Fprintln(out, "\nThe server imports:")
	for _, name := range server.Imports {
		verdict := ""
		if slices.ContainsFunc(unwanted, func(u string) bool { return strings.HasPrefix(name, u) }) {
			verdict, ok = "  UNWANTED", false
		}
		fmt.Fprintf(out, "  %s%s\n", name, verdict)
	}
	return ok, nil
}

// inspected is what `wasmcp inspect --json` says that matters here.
type inspected struct {
	Size    int      `json:"size"`
	Imports []string `json:"imports"`
}

// compose makes a server with the command that users run, and inspects it.
func compose(providers []string) (*inspected, error) {
	dir, err := os.MkdirTemp("", "wasmcp-size-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	wasmcp, server := filepath.Join(dir, "wasmcp"), filepath.Join(dir, "server.wasm")
	if _, err := run("go", "build", "-o", wasmcp, "./cmd/wasmcp"); err != nil {
		return nil, err
	}
	if _, err := run(wasmcp, append([]string{"compose", "server", "-o", server}, providers...)...); err != nil {
		return nil, err
	}
	text, err := run(wasmcp, "inspect", "--json", server)
	if err != nil {
		return nil, err
	}
	var out inspected
	return &out, json.Unmarshal(text, &out)
}

func run(name string, args ...string) ([]byte, error) {
	var stderr strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, &stderr)
	}
	return out, nil
}

func names(paths []string) []string {
	out := make([]string, len(paths))
	for i, path := range paths {
		out[i] = filepath.Base(path)
	}
	return out
}
