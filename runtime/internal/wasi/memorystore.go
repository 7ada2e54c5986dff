package wasi

import (
	"errors"
	"maps"
	"slices"
	"sync"
)

// MemoryStore is a [Store] that is gone with the process. The zero MemoryStore is empty; Limit is how
// many bytes it holds at most, 0 for any number.
type MemoryStore struct {
	Limit int

	mu      sync.Mutex
	size    int
	buckets map[string]map[string][]byte
}

// ErrFull is the error of a [MemoryStore] that has no room.
var ErrFull = errors.New("the store is full")

// Get implements [Store].
func (s *MemoryStore) Get(bucket, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.buckets[bucket][key]
	return v, ok, nil
}

// Update implements [Store].
func (s *MemoryStore) Update(bucket, key string, f func([]byte, bool) ([]byte, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.buckets[bucket][key]
	v, err := f(old, ok)
	if err != nil {
		return err
	}
	size := s.size
	if ok {
		size -= len(key) + len(old)
	}
	if v == nil {
		delete(s.buckets[bucket], key)
		s.size = size
		return nil
	}
	if size += len(key) + len(v); s.Limit > 0 && size > s.Limit {
		return ErrFull
	}
	if s.buckets == nil {
		s.buckets = map[string]map[string][]byte{}
	}
	if s.buckets[bucket] == nil {
		s.buckets[bucket] = map[string][]byte{}
	}
	s.buckets[bucket][key], s.size = v, size
	return nil
}

// Keys implements [Store].
func (s *MemoryStore) Keys(bucket, after string, n int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := slices.Sorted(maps.Keys(s.buckets[bucket]))
	i, found := slices.BinarySearch(keys, after)
	if found && after != "" {
		i++
	}
	return keys[i:min(i+n, len(keys))], nil
}
