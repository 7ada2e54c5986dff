package wasi

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"maps"
	"strconv"
	"sync"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// Store is where wasi:keyvalue keeps what it is given. It is used by many calls at a time.
type Store interface {
	// Get returns nil and false for what is not there. What it returns is not changed.
	Get(bucket, key string) ([]byte, bool, error)
	// Update replaces the value of a key by what f returns for it, with nobody between; nil
	// removes the key.
	Update(bucket, key string, f func(old []byte, ok bool) ([]byte, error)) error
	// Keys returns up to n keys after one, in order; the first where that is empty.
	Keys(bucket, after string, n int) ([]string, error)
}

// Bucket is wasi:keyvalue/store's bucket.
type Bucket struct {
	store Store
	name  string
	kept  hold
}

// Drop gives back what the handle takes.
func (b *Bucket) Drop() { b.kept.free() }

// kvError is wasi:keyvalue/store's error: no-such-store, access-denied or other.
func kvError(err error) canon.Case {
	return canon.Err(canon.Case{Index: 2, Value: err.Error()})
}

func kvResult(v any, err error) any {
	if err != nil {
		return kvError(err)
	}
	return canon.OK(v)
}

func (b *Bucket) get(c *Call, key string) (any, error) {
	v, ok, err := b.store.Get(b.name, key)
	c.pass(uint64(len(v)), "a value")
	if !ok {
		return canon.None(), err
	}
	return canon.Some(v), err
}

func (b *Bucket) set(key string, value []byte) error {
	value = append([]byte{}, value...)
	return b.store.Update(b.name, key, func([]byte, bool) ([]byte, error) { return value, nil })
}

func (b *Bucket) delete(key string) error {
	return b.store.Update(b.name, key, func([]byte, bool) ([]byte, error) { return nil, nil })
}

// What a key takes in a list, and a key with its value, beside their bytes.
const (
	pointers = 32
	kvCost   = 128
)

// keysAtOnce is how many keys one call lists.
const keysAtOnce = 1000

// dialect is one of the two forms of wasi:keyvalue, in which cursors are numbers or text.
type dialect struct{ numeric bool }

// keys lists a page of keys. A cursor stands for the last key that was listed, and tells nobody which that
// is, nor how many there are before it: a guard in a server passes cursors on to a component that is to
// know its own keys alone.
func (d dialect) keys(c *Call, args []any) any {
	b, cursor := args[0].(*Bucket), args[1].(canon.Case)
	after, ok := "", true
	switch v := cursor.Value.(type) {
	case string:
		after, ok = openCursor(v)
	case uint64:
		after, ok = numbered.key(v)
	}
	if !ok {
		return kvError(errCursor)
	}
	page, err := b.store.Keys(b.name, after, keysAtOnce)
	if err != nil {
		return kvError(err)
	}
	keys := make([]any, len(page))
	for i, k := range page {
		c.pass(uint64(len(k))+pointers, "a list of keys")
		keys[i] = k
	}
	if len(page) < keysAtOnce {
		return canon.OK([]any{keys, canon.None()})
	}
	return canon.OK([]any{keys, canon.Some(d.cursor(page[len(page)-1]))})
}

func (d dialect) cursor(last string) any {
	if d.numeric {
		return numbered.number(last)
	}
	return sealCursor(last)
}

// errCursor is the error for a cursor that this process has not made, or has forgotten.
var errCursor = errors.New("the cursor is not one of this store's, or is too old")

// cursorTable has the keys that numbers stand for: a number has no room for a key.
type cursorTable struct {
	mu   sync.Mutex
	keys map[uint64]string
	made []uint64 // in order
}

// numbered is the table of this process: a cursor may be used by another instance than it was given to.
var numbered cursorTable

// mostCursors is how many cursors are known; the oldest is forgotten for a new one.
const mostCursors = 1024

func (t *cursorTable) number(key string) uint64 {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	n := binary.LittleEndian.Uint64(random[:])
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil {
		t.keys = map[uint64]string{}
	}
	if len(t.made) == mostCursors {
		delete(t.keys, t.made[0])
		t.made = append(t.made[:0], t.made[1:]...)
	}
	t.keys[n], t.made = key, append(t.made, n)
	return n
}

func (t *cursorTable) key(n uint64) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key, ok := t.keys[n]
	return key, ok
}

// cursors seals the keys in cursors that are text.
var cursors = sync.OnceValue(func() cipher.AEAD {
	var key [16]byte
	_, _ = rand.Read(key[:]) // never fails
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err)
	}
	sealing, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return sealing
})

func sealCursor(key string) string {
	return base64.RawURLEncoding.EncodeToString(cursors().Seal(nil, nil, []byte(key), nil))
}

func openCursor(cursor string) (key string, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", false
	}
	opened, err := cursors().Open(nil, nil, sealed, nil)
	return string(opened), err == nil
}

func (d dialect) store() table {
	return table{
		"open": func(c *Call, args []any) any {
			if c.KeyValue == nil {
				c.refused("the key-value store", args[0].(string), "kv")
				return canon.Err(canon.Case{Index: 1})
			}
			b := &Bucket{c.KeyValue, args[0].(string), c.hold()}
			b.kept.need(uint64(len(b.name)), "a bucket's name")
			return canon.OK(b)
		},
		"[method]bucket.get": func(c *Call, args []any) any {
			return kvResult(args[0].(*Bucket).get(c, args[1].(string)))
		},
		"[method]bucket.set": func(c *Call, args []any) any {
			c.pass(uint64(len(args[2].([]byte))), "a value")
			return kvResult(nil, args[0].(*Bucket).set(args[1].(string), args[2].([]byte)))
		},
		"[method]bucket.delete": func(_ *Call, args []any) any {
			return kvResult(nil, args[0].(*Bucket).delete(args[1].(string)))
		},
		"[method]bucket.exists": func(_ *Call, args []any) any {
			b := args[0].(*Bucket)
			_, ok, err := b.store.Get(b.name, args[1].(string))
			return kvResult(ok, err)
		},
		"[method]bucket.list-keys": d.keys,
	}
}

// number reads a counter, which is kept as decimal text.
func number(old []byte, ok bool) (int64, error) {
	if !ok {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(old), 10, 64)
	if err != nil {
		return 0, errors.New("the value is not a number")
	}
	return n, nil
}

func (d dialect) atomics() table {
	t := table{
		"increment": func(_ *Call, args []any) any {
			b := args[0].(*Bucket)
			var delta, sum int64
			switch v := args[2].(type) {
			case uint64:
				delta = int64(v)
			case int64:
				delta = v
			}
			err := b.store.Update(b.name, args[1].(string), func(old []byte, ok bool) ([]byte, error) {
				n, err := number(old, ok)
				sum = n + delta
				return strconv.AppendInt(nil, sum, 10), err
			})
			if d.numeric {
				return kvResult(uint64(sum), err)
			}
			return kvResult(sum, err)
		},
	}
	if d.numeric {
		return t // and has nothing else
	}
	maps.Copy(t, table{
		"[static]cas.new": func(call *Call, args []any) any {
			c := &cas{bucket: args[0].(*Bucket), key: args[1].(string), kept: call.hold()}
			return kvResult(c, c.load())
		},
		"[method]cas.current": func(_ *Call, args []any) any {
			c := args[0].(*cas)
			if !c.ok {
				return canon.OK(canon.None())
			}
			return canon.OK(canon.Some(c.value))
		},
		"swap": func(c *Call, args []any) any {
			value := args[1].([]byte)
			c.pass(uint64(len(value)), "a value")
			swapped := args[0].(*cas)
			defer swapped.Drop() // which it takes for good
			return swapped.swap(value)
		},
	})
	return t
}

// cas is wasi:keyvalue/atomics' handle for a compare-and-swap.
type cas struct {
	bucket *Bucket
	key    string
	value  []byte
	ok     bool
	kept   hold
}

func (c *cas) load() (err error) {
	c.value, c.ok, err = c.bucket.store.Get(c.bucket.name, c.key)
	c.kept.need(uint64(len(c.key)+len(c.value)), "a value to compare with")
	return err
}

// Drop gives back what the handle takes.
func (c *cas) Drop() { c.kept.free() }

var errChanged = errors.New("the value has changed")

func (c *cas) swap(value []byte) any {
	value = append([]byte{}, value...)
	err := c.bucket.store.Update(c.bucket.name, c.key, func(old []byte, ok bool) ([]byte, error) {
		if ok != c.ok || string(old) != string(c.value) {
			return nil, errChanged
		}
		return value, nil
	})
	if errors.Is(err, errChanged) {
		again := &cas{bucket: c.bucket, key: c.key, kept: hold{budget: c.kept.budget}}
		if err = again.load(); err == nil {
			return canon.Err(canon.Case{Index: 1, Value: again})
		}
	}
	if err != nil {
		return canon.Err(canon.Case{Index: 0, Value: kvError(err).Value})
	}
	return canon.OK(nil)
}

func (dialect) batch() table {
	return table{
		"get-many": func(c *Call, args []any) any {
			b, out := args[0].(*Bucket), []any{}
			for _, k := range args[1].([]any) {
				c.goOn()
				v, ok, err := b.store.Get(b.name, k.(string))
				if err != nil {
					return kvError(err)
				}
				c.pass(uint64(len(v))+kvCost, "a list of values")
				if ok {
					out = append(out, canon.Some([]any{k, v}))
				} else {
					out = append(out, canon.None())
				}
			}
			return canon.OK(out)
		},
		"set-many": func(c *Call, args []any) any {
			b := args[0].(*Bucket)
			for _, e := range args[1].([]any) {
				c.goOn()
				pair := e.([]any)
				c.pass(uint64(len(pair[1].([]byte))), "a value")
				if err := b.set(pair[0].(string), pair[1].([]byte)); err != nil {
					return kvError(err)
				}
			}
			return canon.OK(nil)
		},
		"delete-many": func(c *Call, args []any) any {
			b := args[0].(*Bucket)
			for _, k := range args[1].([]any) {
				c.goOn()
				if err := b.delete(k.(string)); err != nil {
					return kvError(err)
				}
			}
			return canon.OK(nil)
		},
	}
}
