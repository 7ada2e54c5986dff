//go:build !unix || solaris || aix

package runtime

import (
	"io/fs"
	"os"
)

// openLocked opens a store's file, whose lock bbolt waits for.
func openLocked(path string, flag int, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(path, flag, mode)
}
