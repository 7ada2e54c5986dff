package private

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a lock is tried that somebody else has.
const lockPoll = 10 * time.Millisecond

// Lock locks a file, which is made if need be, until what it returns is closed. While another process has
// it, it waits until ctx ends. What is there and is no regular file is an [*Error]: to open a pipe would
// wait for its other end.
func Lock(ctx context.Context, path string) (io.Closer, error) {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, &Error{path, "it is no regular file"}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	lock := flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return nil, err
	}
	return lock, nil
}
