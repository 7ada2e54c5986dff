package lock

import (
	"errors"
	"fmt"

	"github.com/wasmcp/wasmcp-go/oci"
)

// OlderError is something whose newest version is older than the one that was locked: a registry holds
// the newer one back, or it was withdrawn.
type OlderError struct {
	// Spec is what was asked for, then and now.
	Spec string
	// Found and Expected are references with the tag that is there now, and the one that was locked.
	Found, Expected string
}

func (e *OlderError) Error() string {
	return fmt.Sprintf("%s is older than in %s\n  found:    %s\n  expected: %s, or newer", e.Spec, FileName, e.Found, e.Expected)
}

// Older refuses what is older than it was, and was asked for in the same way. All that is, is in the error,
// joined, in the order of the inputs; each is an [*OlderError].
func Older(old, next *File) error {
	var errs []error
	for _, now := range next.Inputs {
		before, ok := old.Find(now.Part, now.Spec)
		if !ok {
			continue
		}
		was, wasErr := oci.ParseReference(before.Reference)
		is, isErr := oci.ParseReference(now.Reference)
		if wasErr == nil && isErr == nil && oci.IsOlder(is.Tag, was.Tag) {
			errs = append(errs, &OlderError{now.Label(), now.Reference, before.Reference})
		}
	}
	return errors.Join(errs...)
}
