package cli

import (
	"errors"
	"fmt"
	"io/fs"
)

// FileError names the file once, and says what the system said.
func FileError(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// ErrorList collects errors so that all are told at once.
type ErrorList struct{ errs []error }

func (l *ErrorList) Add(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

func (l *ErrorList) Err() error { return errors.Join(l.errs...) }
