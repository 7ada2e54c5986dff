package oci

import (
	"fmt"
	"io"
)

// Output is a file that content is written into. What has been written is taken back where it turns
// out to be wrong, so nobody should look at it before all is there.
type Output interface {
	io.WriteSeeker
	Truncate(size int64) error
}

// OutputError is an [Output] that cannot be written.
type OutputError struct {
	Reference Reference
	Err       error
}

func (e *OutputError) Error() string {
	return fmt.Sprintf("%s: cannot be written: %v", e.Reference, e.Err)
}

func (e *OutputError) Unwrap() error { return e.Err }

// empty takes back what has been written.
func empty(out Output) error {
	if err := out.Truncate(0); err != nil {
		return err
	}
	_, err := out.Seek(0, io.SeekStart)
	return err
}
