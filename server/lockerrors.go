package server

import (
	"errors"
	"strings"

	"github.com/wasmcp/wasmcp-go/oci/lock"
)

// NoLockError is a lock file that should be there.
type NoLockError struct{}

func (*NoLockError) Error() string { return lock.FileName + " does not exist, and --locked needs it" }

// LockedError is a composition that is not what was locked.
type LockedError struct{ Differences []error }

func (e *LockedError) Error() string {
	lines := []string{"what is composed is not what " + lock.FileName + " has"}
	for _, d := range e.Differences {
		for l := range strings.SplitSeq(d.Error(), "\n") {
			lines = append(lines, "  "+l)
		}
	}
	return strings.Join(lines, "\n")
}

// OnlyEmbedded tells whether nothing but parts of the embedded framework differs.
func (e *LockedError) OnlyEmbedded() bool {
	for _, d := range e.Differences {
		c := (*lock.ChangedError)(nil)
		if !errors.As(d, &c) || !strings.HasSuffix(c.Spec, " ("+Embedded+")") {
			return false
		}
	}
	return true
}
