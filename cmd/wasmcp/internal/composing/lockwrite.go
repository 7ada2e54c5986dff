package composing

import (
	"bytes"
	"fmt"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// lockChange is what a composition changed in the lock.
type lockChange struct{ old, next *lock.File }

// WriteLock writes the lock where it changes, and returns how; nil where it does not.
func WriteLock(a *cli.App, l *server.Lock) (*lockChange, error) {
	if l == nil || l.Locked {
		return nil, nil
	}
	// Another profile may have been composed meanwhile, whose entries are kept.
	if err := l.Read(); err != nil {
		return nil, err
	}
	next := l.Next()
	if l.Old != nil && Same(l.Old, next) {
		return nil, nil
	}
	if _, err := a.WriteComponent(lock.FileName, bytes.NewReader(next.Encode())); err != nil {
		return nil, err
	}
	return &lockChange{l.Old, next}, nil
}

// Show says it in words.
func (c *lockChange) Show(to *ui.Printer) {
	switch {
	case c == nil:
	case c.old == nil:
		to.Line(fmt.Sprintf("%s  written: commit it with %s", lock.FileName, config.FileName))
	default:
		to.Line(lock.FileName + "  written anew:")
		for _, l := range Changed(c.old, c.next) {
			to.Line("  " + l)
		}
	}
}

// Json is what programs are told of it.
func (c *lockChange) Json() *Updated {
	switch {
	case c == nil:
		return nil
	case c.old == nil:
		return UpdatedJSON(lock.New("", nil), c.next, true)
	}
	return UpdatedJSON(c.old, c.next, true)
}

// Same tells whether two locks are written the same.
func Same(a, b *lock.File) bool { return bytes.Equal(a.Encode(), b.Encode()) }

// Changed says in words what is between two locks.
func Changed(old, next *lock.File) []string {
	var lines []string
	if old.Contract != next.Contract {
		lines = append(lines, "the contract was "+old.Contract+" and is "+next.Contract)
	}
	for _, d := range lock.Diff(old, next) {
		lines = append(lines, d.Lines()...)
	}
	return lines
}
