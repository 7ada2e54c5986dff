// Package cachekey keeps the key by which what is in a user's cache is known to be the user's own.
package cachekey

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"
	"github.com/wasmcp/wasmcp-go/internal/private"
)

// Size is how many bytes a key has.
const Size = 32

// Name is the name of the key's file.
const Name = "cache.key"

// patience is how long another process may take to make the key.
const patience = 5 * time.Second

// errSize is a file that has another size than a key.
var errSize = fmt.Errorf("it is not %d bytes long", Size)

// Load returns the key that is kept in a directory. Where there is none, or one that is damaged or that
// others may know, a new one is made: what the old one authenticated is then made again. Of several
// processes one makes it. Errors are of type [*private.Error] where others than the user can change
// what is in the directory, or of the file system.
func Load(ctx context.Context, dir string) ([]byte, error) {
	if err := private.Dir(dir); err != nil {
		return nil, err
	}
	if key, err := read(dir); err == nil {
		return key, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	lock, err := private.Lock(ctx, filepath.Join(dir, Name+".lock"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Close() }()
	key, err := read(dir)
	if err == nil {
		return key, nil // another process was faster
	}
	if damaged := (*private.Error)(nil); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errSize) && !errors.As(err, &damaged) {
		return nil, err
	}
	key = make([]byte, Size)
	_, _ = rand.Read(key) // it never fails
	return key, write(dir, key)
}

// read returns the key if it is whole and nobody else's.
func read(dir string) ([]byte, error) {
	path := filepath.Join(dir, Name)
	f, err := private.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := private.CheckSecret(path, info); err != nil {
		return nil, err
	}
	key := make([]byte, Size+1)
	n, err := io.ReadFull(f, key)
	if err == nil || errors.Is(err, io.EOF) || n != Size {
		return nil, errSize
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return key[:Size], nil
}

// write puts a key into its place, where it appears whole.
func write(dir string, key []byte) error {
	return atomicfile.Write(filepath.Join(dir, Name), 0o600, func(f *os.File) error {
		if _, err := f.Write(key); err != nil {
			return err
		}
		return f.Sync()
	})
}
