package wasi

import (
	"io"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

var stdinFuncs = table{
	"get-stdin": func(c *Call, _ []any) any {
		if c.stdin == nil {
			r := c.Stdin
			if r == nil {
				r = strings.NewReader("")
			}
			c.stdin = NewInputStream(r, false).of(c.State)
			c.stdin.endless, c.stdin.waiting = true, c.Waiting
		}
		return c.stdin
	},
}

func outputTo(w io.Writer) *OutputStream {
	if w == nil {
		w = io.Discard
	}
	return NewOutputStream(unflushed{w})
}

var stdoutFuncs = table{
	"get-stdout": func(c *Call, _ []any) any {
		if c.stdout == nil {
			c.stdout = outputTo(c.Stdout)
		}
		return c.stdout
	},
}

var stderrFuncs = table{
	"get-stderr": func(c *Call, _ []any) any {
		if c.stderr == nil {
			c.stderr = outputTo(c.Stderr)
		}
		return c.stderr
	},
}

// listCost is what texts take as the elements of a list, or pairs of it.
func listCost(list []string) uint64 {
	n := uint64(len(list)) * 128
	for _, s := range list {
		n += uint64(len(s))
	}
	return n
}

var environmentFuncs = table{
	"get-environment": func(c *Call, _ []any) any {
		c.pass(listCost(c.Env), "the environment")
		pairs := make([]any, len(c.Env))
		for i, e := range c.Env {
			name, value, _ := strings.Cut(e, "=")
			pairs[i] = []any{name, value}
		}
		return pairs
	},
	"get-arguments": func(c *Call, _ []any) any {
		c.pass(listCost(c.Args), "the arguments")
		args := make([]any, len(c.Args))
		for i, a := range c.Args {
			args[i] = a
		}
		return args
	},
	"initial-cwd": func(*Call, []any) any { return canon.None() },
}

var exitFuncs = table{
	"exit": func(_ *Call, args []any) any {
		panic(&Exit{int(args[0].(canon.Case).Index)})
	},
	"exit-with-code": func(_ *Call, args []any) any {
		panic(&Exit{int(args[0].(uint8))})
	},
}
