package oci

import (
	"io"
	"os"

	"github.com/opencontainers/go-digest"
)

// readAndDigest reads a file. Its digest is made while the rest is still being read: for large
// components that is most of the time that a warm cache costs.
func readAndDigest(path string, a digest.Algorithm) ([]byte, digest.Digest, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, "", err
	}
	const piece = 1 << 20
	b := make([]byte, info.Size())
	pieces := make(chan []byte, len(b)/piece+1)
	found := make(chan digest.Digest)
	go func() {
		h := a.Hash()
		for p := range pieces {
			h.Write(p)
		}
		found <- digest.NewDigest(a, h)
	}()
	for rest := b; len(rest) > 0 && err == nil; {
		n := min(piece, len(rest))
		if _, err = io.ReadFull(f, rest[:n]); err == nil {
			pieces <- rest[:n]
		}
		rest = rest[n:]
	}
	close(pieces)
	return b, <-found, err
}
