//go:build unix && !solaris && !aix

package runtime

import (
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	bolterrors "go.etcd.io/bbolt/errors"
)

// lingering tells that an attempt which gave up still waits for its lock. One thread is enough for what is
// not to be had.
var lingering atomic.Bool

// openLocked opens a store's file and waits for its lock, in the order in which processes ask for it:
// bbolt itself, which then finds that it has the lock, would look every 50 ms, and mostly in vain.
func openLocked(path string, flag int, mode fs.FileMode) (*os.File, error) {
	f, err := os.OpenFile(path, flag, mode)
	if err != nil {
		return nil, err
	}
	if lingering.Load() {
		return f, nil // bbolt waits for the lock
	}
	locked := make(chan error, 1)
	go func() {
		err := error(syscall.EINTR)
		for err == syscall.EINTR {
			err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		}
		locked <- err // where there are no locks bbolt says so
	}()
	late := time.NewTimer(lockTime)
	defer late.Stop()
	select {
	case <-locked:
		return f, nil
	case <-late.C:
		lingering.Store(true)
		go func() { // who gets it at last gives it back
			<-locked
			_ = f.Close()
			lingering.Store(false)
		}()
		return nil, bolterrors.ErrTimeout
	}
}
