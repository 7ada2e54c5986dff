// Command wasmcp composes WebAssembly components into MCP servers.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/commands"
	"github.com/wasmcp/wasmcp-go/internal/child"
)

func main() { os.Exit(run()) }

func run() int {
	collectLater()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second signal ends the process at once
	return commands.Main(ctx, cli.Process{
		Args:    os.Args[1:],
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Environ: os.Environ(),
		Program: child.Program,
		Exit:    os.Exit,
	})
}
