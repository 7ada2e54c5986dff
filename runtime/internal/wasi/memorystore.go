package wasi

import (
	"errors"
	"slices"
	"sync"
)

// MemoryStore is a [Store] that is gone with the process. The zero MemoryStore is empty; Limit is how
// many bytes it holds at most, 0 for any number.
type MemoryStore struct {
	Limit int

	mu      sync.Mutex
	size    int
	buckets map[string]*memoryBucket
}

type memoryBucket struct {
	values map[string][]byte
	keys   []string // sorted, for they are listed more often than one would think: to find old ones
}

// ErrFull is the error of a [MemoryStore] that has no room.
var ErrFull = errors.New("the store is full")

// Get implements [Store].
func (s *MemoryStore) Get(bucket, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.bucket(bucket).values[key]
	return v, ok, nil
}

// Update implements [Store].
func (s *MemoryStore) Update(bucket, key string, f func([]byte, bool) ([]byte, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bucket(bucket)
	old, ok := b.values[key]
	v, err := f(old, ok)
	if err != nil {
		return err
	}
	size := s.size
	if ok {
		size -= len(key) + len(old)
	}
	at, _ := slices.BinarySearch(b.keys, key)
	if v == nil {
		if ok {
			delete(b.values, key)
			b.keys = slices.Delete(b.keys, at, at+1)
		}
		s.size = size
		return nil
	}
	if size += len(key) + len(v); s.Limit > 0 && size > s.Limit {
		return ErrFull
	}
	if !ok {
		b.keys = slices.Insert(b.keys, at, key)
	}
	b.values[key], s.size = v, size
	if s.buckets == nil {
		s.buckets = map[string]*memoryBucket{}
	}
	s.buckets[bucket] = b
	return nil
}

// Keys implements [Store].
func (s *MemoryStore) Keys(bucket, after string, n int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := s.bucket(bucket).keys
	i, found := slices.BinarySearch(keys, after)
	if found && after != "" {
		i++
	}
	return slices.Clone(keys[i:min(i+n, len(keys))]), nil
}

// bucket returns the bucket called name; who sets something in it keeps it.
func (s *MemoryStore) bucket(name string) *memoryBucket {
	if b := s.buckets[name]; b != nil {
		return b
	}
	return &memoryBucket{values: map[string][]byte{}}
}
