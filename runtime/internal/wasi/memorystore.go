package wasi

import (
	"errors"
	"slices"
	"sync"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// MemoryStore is a [Store] that is gone with the process. The zero MemoryStore is empty; Limit is how
// many bytes it takes at most, 0 for any number. What it takes counts among the memory that all
// instances have together.
type MemoryStore struct {
	Limit int

	mu      sync.Mutex
	budget  *budget.Budget
	size    int
	buckets map[string]*memoryBucket
}

// What an entry takes beside its key and its value, and a bucket beside its name.
const (
	storeEntryCost = 128
	bucketCost     = 512
)

// Share has the store take its memory of a total, which one component's instances have.
func (s *MemoryStore) Share(t *budget.Total) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.budget == nil {
		s.budget = t.New(0)
		s.budget.Reserve(uint64(s.size))
	}
}

// resize takes the memory for another size, and reports whether it is there.
func (s *MemoryStore) resize(size int) bool {
	if size > s.size && s.Limit > 0 && size > s.Limit {
		return false
	}
	if size > s.size && !s.budget.Reserve(uint64(size-s.size)) {
		return false
	}
	if size < s.size {
		s.budget.Release(uint64(s.size - size))
	}
	s.size = size
	return true
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
		size -= storeEntryCost + len(key) + len(old)
	}
	at, _ := slices.BinarySearch(b.keys, key)
	if v == nil {
		if ok {
			delete(b.values, key)
			b.keys = slices.Delete(b.keys, at, at+1)
			if len(b.keys) == 0 {
				delete(s.buckets, bucket)
				size -= bucketCost + len(bucket)
			}
		}
		s.resize(size)
		return nil
	}
	size += storeEntryCost + len(key) + len(v)
	if len(b.keys) == 0 {
		size += bucketCost + len(bucket)
	}
	if !s.resize(size) {
		return ErrFull
	}
	if !ok {
		b.keys = slices.Insert(b.keys, at, key)
	}
	b.values[key] = v
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
