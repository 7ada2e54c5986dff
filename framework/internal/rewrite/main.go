// Command rewrite takes the detour out of a component's imports; see package
// direct.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"

	"github.com/wasmcp/wasmcp-go/framework/internal/direct"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: rewrite IN.wasm MEMORY.wat OUT.wasm")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "rewrite:", err)
		os.Exit(1)
	}
}

func run(in, memory, out string) error {
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(memory)
	if err != nil {
		return err
	}
	data, err = direct.Rewrite(data, string(text), assemble)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, data, 0o644)
}

// assemble turns a module's text into its binary.
func assemble(text string) ([]byte, error) {
	cmd := exec.Command("wasm-tools", "parse", "-")
	cmd.Stdin = bytes.NewBufferString(text)
	cmd.Stderr = os.Stderr
	return cmd.Output()
}
