// Package bounded reads files that may have no end.
package bounded

import (
	"fmt"
	"io"
	"os"
)

// TooLargeError is content that is larger than it may be.
type TooLargeError struct {
	// Most is how many bytes it may have.
	Most int64
}

func (e *TooLargeError) Error() string {
	most, unit := e.Most, "bytes"
	for _, larger := range []string{"KiB", "MiB", "GiB"} {
		if most < 1024 || most%1024 != 0 {
			break
		}
		most, unit = most/1024, larger
	}
	return fmt.Sprintf("it is larger than %d %s, which is the most that is read", most, unit)
}

// ReadFile reads a file of at most so many bytes.
func ReadFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > most {
		return nil, &TooLargeError{most}
	}
	return Read(f, most)
}

// Read reads at most so many bytes, until there are no more.
func Read(r io.Reader, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = &TooLargeError{most}
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}
