package runtime_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

func TestStores(t *testing.T) {
	t.Parallel()
	file, err := runtime.OpenStore(filepath.Join(t.TempDir(), "kv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, s := range map[string]runtime.Store{"memory": &runtime.MemoryStore{}, "file": file} {
		t.Run(name, func(t *testing.T) {
			put := func(bucket, key, value string) {
				if err := s.Update(bucket, key, func([]byte, bool) ([]byte, error) { return []byte(value), nil }); err != nil {
					t.Fatal(err)
				}
			}
			for _, k := range []string{"c", "a", "b"} {
				put("x", k, "value of "+k)
			}
			put("y", "a", "")
			if v, ok, err := s.Get("x", "b"); string(v) != "value of b" || !ok || err != nil {
				t.Errorf("Get(x, b) = %q %v %v", v, ok, err)
			}
			if v, ok, err := s.Get("y", "a"); len(v) != 0 || !ok || err != nil {
				t.Errorf("Get(y, a) = %q %v %v, want an empty value", v, ok, err)
			}
			if _, ok, _ := s.Get("z", "a"); ok {
				t.Errorf("Get(z, a) finds what is not there")
			}
			if keys, _ := s.Keys("x", "", 2); !slices.Equal(keys, []string{"a", "b"}) {
				t.Errorf("Keys(x) = %q", keys)
			}
			if keys, _ := s.Keys("x", "b", 2); !slices.Equal(keys, []string{"c"}) {
				t.Errorf("Keys(x, b) = %q", keys)
			}
			if err := s.Update("x", "a", func([]byte, bool) ([]byte, error) { return nil, nil }); err != nil {
				t.Error(err)
			}
			if _, ok, _ := s.Get("x", "a"); ok {
				t.Errorf("x a is still there")
			}
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					_ = s.Update("x", "n", func(old []byte, _ bool) ([]byte, error) { return append(old[:len(old):len(old)], '.'), nil })
				})
			}
			all.Wait()
			if v, _, _ := s.Get("x", "n"); len(v) != 20 {
				t.Errorf("after 20 updates the value has %d bytes", len(v))
			}
		})
	}
}

func TestMemoryStore_isBounded(t *testing.T) {
	t.Parallel()
	s := &runtime.MemoryStore{Limit: 1000}
	put := func(key string, n int) error {
		return s.Update("b", key, func([]byte, bool) ([]byte, error) { return make([]byte, n), nil })
	}
	var err error
	for i := 0; i < 20 && err == nil; i++ {
		err = put(fmt.Sprint(i), 100)
	}
	if err == nil {
		t.Error("2000 bytes fit into a store of 1000")
	}
	if err := put("0", 1); err != nil {
		t.Errorf("a smaller value: %v", err)
	}
}

// Two that have one file open take turns, while both write all the time, and neither loses anything.
func TestStoreFile_shared(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv")
	const writes = 50
	var all sync.WaitGroup
	for range 2 {
		s, err := runtime.OpenStore(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for range 4 {
			all.Go(func() {
				for range writes {
					if err := s.Update("x", "n", func(old []byte, _ bool) ([]byte, error) { return append(old[:len(old):len(old)], '.'), nil }); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	all.Wait()
	s, err := runtime.OpenStore(path)
	if err != nil {
		t.Fatal(err)
	}
	if v, _, err := s.Get("x", "n"); len(v) != 2*4*writes || err != nil {
		t.Errorf("after %d updates the value has %d bytes (%v)", 2*4*writes, len(v), err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := s.Get("x", "n"); err == nil {
		t.Error("a store that is closed answers")
	}
}
