package composing

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// ExplainLock explains what goes wrong with the lock.
func ExplainLock(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*server.LockedError)(nil); errors.As(err, &e) {
		x.Hint = "if that is meant to be so, compose without --locked, and look at what changes in " + lock.FileName
		if e.OnlyEmbedded() {
			x.Hint = "another version of wasmcp has locked it: use that one, or compose without --locked"
		}
		return x, true
	}
	if e := (*lock.ChangedError)(nil); errors.As(err, &e) {
		x.Hint = "restore " + lock.FileName + " from where it is kept, or take what is there now: wasmcp update"
		return x, true
	}
	if errors.As(err, new(*lock.OlderError)) {
		x.Hint = "if the newer version was withdrawn, ask for the older one in " + config.FileName + " by its number"
		return x, true
	}
	if e := (*server.NoLockError)(nil); errors.As(err, &e) {
		x.Hint = "compose without --locked once, and keep the file with " + config.FileName
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
			x.Hint = "restore the file from where it is kept, or remove it: compose writes a new one"
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
	return cli.Quote(e.Name) + " is no component of wasmcp.toml, and no part of the framework"
}
