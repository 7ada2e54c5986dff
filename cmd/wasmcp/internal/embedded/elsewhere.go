package embedded

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/child"
	"github.com/wasmcp/wasmcp-go/internal/private"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// CompileVerb is a command that wasmcp runs itself. Clients kill servers that take long to start, and
// start them again. So what takes long is compiled in a process that outlives this one, which is this
// program again. It gets a question, as a line of JSON, and after it the server, and fills the cache.
const CompileVerb = "compile-code"

// compileElsewhere has a server compiled into the cache, and waits for that until ctx ends. Whatever goes
// wrong costs the time alone: what is not there afterwards is compiled here.
func compileElsewhere(ctx context.Context, a *cli.App, s chain.Source, cache *runtime.Cache) {
	key, ok := a.CacheKey(ctx)
	if !ok || a.Program == nil {
		return
	}
	program, err := a.Program()
	if err != nil {
		return
	}
	head, err := json.Marshal(composing.Question{Name: s.Name, Size: len(s.Bytes), Cache: cache.Dir(), Key: key})
	if err != nil {
		return
	}
	in := io.MultiReader(bytes.NewReader(append(head, '\n')), bytes.NewReader(s.Bytes))
	_ = child.Outliving(ctx, program, []string{CompileVerb}, in)
}

// CompileCommand is the command of [CompileVerb].
func CompileCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:    CompileVerb,
		Short:  "Compile a server into the cache; wasmcp runs this itself",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return compileQuestion(cmd.Context(), a) },
	}
}

// compileQuestion is the other side of compileElsewhere. Of several processes that are to compile the same,
// one does, and the others find it done.
func compileQuestion(ctx context.Context, a *cli.App) error {
	q, s, err := readQuestion(bufio.NewReaderSize(a.Stdin, LongestQuestion), CompileVerb)
	if err != nil {
		return err
	}
	cache, err := runtime.OpenCache(q.Cache, q.Key)
	if err != nil {
		return err
	}
	locks := filepath.Join(q.Cache, "locks")
	if err := private.Dir(locks); err != nil {
		return err
	}
	digest := sha256.Sum256(s.Bytes)
	lock, err := private.Lock(ctx, filepath.Join(locks, hex.EncodeToString(digest[:16])))
	if err != nil {
		return err
	}
	defer lock.Close()
	kept := child.Confinement{Write: []string{q.Cache}, CPU: composing.MostCPU, FileSize: composing.MostFile, Memory: composing.CompileMemory}
	if err := child.Confine(kept); err != nil {
		return err
	}
	c, err := runtime.Compile(ctx, s.Bytes, runtime.Config{Valid: true, Cache: cache})
	if err != nil {
		return &compileError{name: s.Name, err: err}
	}
	return c.Close(ctx)
}
