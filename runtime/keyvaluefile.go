package runtime

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// StoreFile is a [Store] that is kept in a file, which processes share: it is open while it is used, and
// for a moment longer.
type StoreFile struct {
	path string

	mu     sync.Mutex
	free   *sync.Cond // tells that the file is closed, or nobody uses it
	db     *bbolt.DB  // nil while it is closed
	opened time.Time
	users  int
	idle   *time.Timer
	vain   time.Time // when an attempt to open it last ended in vain
	closed bool
}

const (
	// lockTime is how long an operation waits for other processes to close the file.
	lockTime = 5 * time.Second
	// openTime is how long a process that uses the file all the time keeps others waiting, and how long
	// one keeps it that does not. To open it takes a fraction of a millisecond.
	openTime = 20 * time.Millisecond
	// batchTime is how long a write waits for others to share one write to the disk with.
	batchTime = 200 * time.Microsecond
)

// ErrStoreLocked is the error of a [StoreFile] while another process keeps the file open, as older
// versions do.
var ErrStoreLocked = errors.New("another process has it open")

// OpenStore opens the file, and makes it where there is none. Nobody but its owner can read it then: it
// may have been made otherwise, and what servers keep is often secret.
func OpenStore(path string) (*StoreFile, error) {
	s := &StoreFile{path: path}
	s.free = sync.NewCond(&s.mu)
	if _, err := s.acquire(); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(path, info.Mode().Perm()&0o700) // who does not own it has no say
	}
	s.release()
	return s, nil
}

// acquire opens the file if need be, for a use of it that release ends.
func (s *StoreFile) acquire() (*bbolt.DB, error) {
	begun := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.db != nil && s.users > 0 && time.Since(s.opened) > openTime {
		s.free.Wait() // others have a turn
	}
	if s.db == nil {
		if s.closed {
			return nil, fmt.Errorf("%s: %w", s.path, os.ErrClosed)
		}
		if s.vain.After(begun) { // another has waited meanwhile, and did not get it
			return nil, fmt.Errorf("%s: %w", s.path, ErrStoreLocked)
		}
		db, err := bbolt.Open(s.path, 0o600, &bbolt.Options{Timeout: lockTime, OpenFile: openLocked})
		if err == bolterrors.ErrTimeout {
			err, s.vain = ErrStoreLocked, time.Now()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.path, err)
		}
		db.MaxBatchDelay = batchTime
		s.db, s.opened = db, time.Now()
	}
	s.users++
	return s.db, nil
}

// release ends a use of the file.
func (s *StoreFile) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users--; s.users > 0 {
		return
	}
	if time.Since(s.opened) > openTime {
		_ = s.shut()
	} else if s.idle == nil {
		s.idle = time.AfterFunc(openTime, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.idle = nil
			if s.users == 0 {
				_ = s.shut()
			}
		})
	}
	s.free.Broadcast()
}

// shut closes the file. The lock is held, and nobody uses it.
func (s *StoreFile) shut() error {
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db = nil
	return db.Close()
}

// Close closes the file. Nobody may be using it.
func (s *StoreFile) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.shut()
}

// view reads from the file.
func (s *StoreFile) view(f func(*bbolt.Tx) error) error {
	db, err := s.acquire()
	if err != nil {
		return err
	}
	defer s.release()
	return db.View(f)
}

// bucketKey and keyKey are the names of a bucket and of a key, since bbolt has none that are empty.
func bucketKey(name string) []byte { return []byte("b" + name) }

func keyKey(key string) []byte { return []byte("k" + key) }

// Get implements [Store].
func (s *StoreFile) Get(bucket, key string) (value []byte, ok bool, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		if b := tx.Bucket(bucketKey(bucket)); b != nil {
			if v := b.Get(keyKey(key)); v != nil {
				value, ok = slices.Clone(v), true
			}
		}
		return nil
	})
	return value, ok, err
}

// Update implements [Store].
func (s *StoreFile) Update(bucket, key string, f func([]byte, bool) ([]byte, error)) error {
	db, err := s.acquire()
	if err != nil {
		return err
	}
	defer s.release()
	// Many requests that write at a time share one write to the disk.
	return db.Batch(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketKey(bucket))
		if err != nil {
			return err
		}
		old := b.Get(keyKey(key))
		value, err := f(slices.Clone(old), old != nil)
		switch {
		case err != nil:
			return err
		case value == nil:
			return b.Delete(keyKey(key))
		default:
			return b.Put(keyKey(key), value)
		}
	})
}

// Keys implements [Store].
func (s *StoreFile) Keys(bucket, after string, n int) (keys []string, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketKey(bucket))
		if b == nil {
			return nil
		}
		c := b.Cursor()
		k, _ := c.Seek(keyKey(after))
		if k != nil && after != "" && string(k) == string(keyKey(after)) {
			k, _ = c.Next()
		}
		for ; k != nil && len(keys) < n; k, _ = c.Next() {
			keys = append(keys, string(k[1:]))
		}
		return nil
	})
	return keys, err
}
