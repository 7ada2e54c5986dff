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
