package runtime

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// StoreFile is a [Store] that is kept in a file, which one process at a time can have open.
type StoreFile struct{ db *bbolt.DB }

// lockTime is how long [OpenStore] waits for another process to close the file.
const lockTime = time.Second

// batchTime is how long a write waits for others to share one write to the disk with.
const batchTime = 200 * time.Microsecond

// ErrStoreLocked is the error of [OpenStore] while another process has the file open.
var ErrStoreLocked = errors.New("another process has it open")

// OpenStore opens the file, and makes it where there is none. Nobody but its owner can read it then: it
// may have been made otherwise, and what servers keep is often secret.
func OpenStore(path string) (*StoreFile, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTime})
	if err == bolterrors.ErrTimeout {
		return nil, fmt.Errorf("%s: %w", path, ErrStoreLocked)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(path, info.Mode().Perm()&0o700) // who does not own it has no say
	}
	db.MaxBatchDelay = batchTime
	return &StoreFile{db}, nil
}

// Close closes the file.
func (s *StoreFile) Close() error { return s.db.Close() }

// bucketKey and keyKey are the names of a bucket and of a key, since bbolt has none that are empty.
func bucketKey(name string) []byte { return []byte("b" + name) }

func keyKey(key string) []byte { return []byte("k" + key) }

// Get implements [Store].
func (s *StoreFile) Get(bucket, key string) (value []byte, ok bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
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
	// Many requests that write at a time share one write to the disk.
	return s.db.Batch(func(tx *bbolt.Tx) error {
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
	err = s.db.View(func(tx *bbolt.Tx) error {
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
