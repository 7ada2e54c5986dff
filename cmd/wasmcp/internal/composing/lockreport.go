package composing

import (
	"errors"
	"fmt"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// explainLock explains what goes wrong with the lock.
func explainLock(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*server.LockedError)(nil); errors.As(err, &e) {
		x.Hint = "if you expect this change, compose without --locked, and check what changes in " + lock.FileName
		if e.OnlyEmbedded() {
			x.Hint = "another version of wasmcp locked it: use that version, or compose without --locked"
		}
		return x, true
	}
	if e := (*lock.ChangedError)(nil); errors.As(err, &e) {
		x.Hint = "restore " + lock.FileName + " from version control, or accept what is there now: wasmcp update"
		return x, true
	}
	if errors.As(err, new(*lock.OlderError)) {
		x.Hint = "if the newer version was withdrawn, pin the older one in " + config.FileName
		return x, true
	}
	if e := (*server.NoLockError)(nil); errors.As(err, &e) {
		x.Hint = "compose once without --locked, and commit the file with " + config.FileName
		return x, true
	}
	if e := (*UnlockedNameError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "it has: "+cli.FirstNames(e.Known))
		if near := cli.Nearest(e.Name, e.Known); near != nil {
			x.Hint = "did you mean " + near[0] + "?"
		}
		return x, true
	}
	for _, target := range []any{new(*lock.SyntaxError), new(*lock.FormatError)} {
		if errors.As(err, target) {
			x.Hint = "restore the file from version control, or delete it: compose writes a new one"
			return x, true
		}
	}
	return x, false
}

// UnlockedNameError is a name that nothing in wasmcp.toml has.
type UnlockedNameError struct {
	Name  string
	Known []string
}

func (e *UnlockedNameError) Error() string {
	return fmt.Sprintf("wasmcp.toml has no component called %q, and the framework has no such part", e.Name)
}
