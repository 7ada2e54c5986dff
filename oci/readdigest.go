package oci

import (
	"io"
	"os"

	"github.com/opencontainers/go-digest"
)

// readAndDigest reads a file.
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
	b, h := make([]byte, info.Size()), a.Hash()
	digesting := startPipe(h, nil)
	for rest := b; len(rest) > 0 && err == nil; {
		n := min(piece, len(rest))
		if _, err = io.ReadFull(f, rest[:n]); err == nil {
			digesting.send(rest[:n])
		}
		rest = rest[n:]
	}
	_ = digesting.end() // nothing is written
	return b, digest.NewDigest(a, h), err
}

// copyAndDigest writes what is in a file to another one. The first error is that of reading.
func copyAndDigest(path string, a digest.Algorithm, out io.Writer) (found digest.Digest, err, writeErr error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err, nil
	}
	defer f.Close()
	h := a.Hash()
	copying := startPipe(h, out)
	for err == nil {
		var n int
		p := copying.buffer()
		if p == nil {
			break
		}
		n, err = f.Read(p)
		copying.send(p[:n])
	}
	if err == io.EOF {
		err = nil
	}
	writeErr = copying.end()
	return digest.NewDigest(a, h), err, writeErr
}
