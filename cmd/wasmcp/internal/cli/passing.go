package cli

import (
	"crypto/sha256"
	"errors"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/internal/filemap"
)

// passing runs a command that only passes components on, from file to file: large ones are mapped
// and take next to no memory.
func (a *app) passing(do func() error) error {
	a.files = new(filemap.Files)
	err := a.files.Guard(do)
	return errors.Join(err, a.files.Close())
}

// readComponent reads a file.
func (a *app) readComponent(path string) ([]byte, error) {
	if a.files == nil {
		return readComponent(path)
	}
	return readComponentBy(a.files.Read, path)
}

// digest returns the digest of what readComponent has read, or none where it is not wanted.
func (a *app) digest(b []byte) (d digest.Digest, err error) {
	switch {
	case a.undigested:
		return "", nil
	case a.files == nil:
		return digest.FromBytes(b), nil
	}
	err = a.files.Guard(func() error {
		hash := sha256.New()
		for w := range filemap.Windows(b) {
			_, _ = hash.Write(w) // never fails
			a.files.Release(w)
		}
		d = digest.NewDigest(digest.SHA256, hash)
		return nil
	})
	return d, err
}
