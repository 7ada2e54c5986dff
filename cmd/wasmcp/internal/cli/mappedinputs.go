package cli

import (
	"crypto/sha256"
	"errors"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/internal/filemap"
)

// WithMappedInputs runs a command that only passes components on, from file to file: large ones are mapped
// and take next to no memory.
func (a *App) WithMappedInputs(do func() error) error {
	a.Files = new(filemap.Files)
	err := a.Files.Guard(do)
	return errors.Join(err, a.Files.Close())
}

// stdin is what is typed for standard input, and stdinName what a component is called that comes from there.
const (
	stdin     = "-"
	stdinName = "stdin"
)

// readComponent reads a file, or standard input where that may be a component.
func (a *App) readComponent(path string) ([]byte, error) {
	if path == stdin && a.StdinComponent {
		b, err := readUnknown(a.Stdin)
		if err != nil {
			err = FileError("standard input", err)
		}
		return b, err
	}
	if a.Files == nil {
		return ReadComponent(path)
	}
	return readComponentBy(a.Files.Read, path)
}

// digest returns the digest of what readComponent has read, or none where it is not wanted.
func (a *App) digest(b []byte) (d digest.Digest, err error) {
	switch {
	case a.Undigested:
		return "", nil
	case a.Files == nil:
		return digest.FromBytes(b), nil
	}
	err = a.Files.Guard(func() error {
		hash := sha256.New()
		for w := range filemap.Windows(b) {
			_, _ = hash.Write(w) // never fails
			a.Files.Release(w)
		}
		d = digest.NewDigest(digest.SHA256, hash)
		return nil
	})
	return d, err
}
