package wasi

import (
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

var configFuncs = table{
	"get": func(c *Call, args []any) any {
		if v, ok := c.Config[args[0].(string)]; ok {
			return canon.OK(canon.Some(v))
		}
		return canon.OK(canon.None())
	},
	"get-all": func(c *Call, _ []any) any {
		c.pass(listCost(slices.Collect(maps.Keys(c.Config)))+listCost(slices.Collect(maps.Values(c.Config))), "the configuration")
		pairs := []any{}
		for _, k := range slices.Sorted(maps.Keys(c.Config)) {
			pairs = append(pairs, []any{k, c.Config[k]})
		}
		return canon.OK(pairs)
	},
}

// levels are those of wasi:logging: trace, debug, info, warn, error, critical.
var levels = []slog.Level{slog.LevelDebug - 4, slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError, slog.LevelError + 4}

var loggingFuncs = table{
	"log": func(c *Call, args []any) any {
		if c.Logger != nil {
			level := levels[args[0].(canon.Case).Index]
			c.Logger.Log(c.Context, level, shortened(args[2].(string)), "context", shortened(args[1].(string)))
		}
		return nil
	},
}

// maxLog is how long what a component says to the log may be.
const maxLog = 8 << 10

// shortened returns text that is not too long for the log.
func shortened(s string) string {
	if len(s) > maxLog {
		return strings.ToValidUTF8(s[:maxLog], "") + "…"
	}
	return s
}

func none(*Call, []any) any { return canon.None() }

// terminalFuncs say that the standard stream of this name is no terminal.
func terminalFuncs(stream string) table { return table{"get-terminal-" + stream: none} }
