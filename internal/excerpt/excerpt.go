// Package excerpt keeps the beginning of a text of any length.
package excerpt

import (
	"bytes"
	"sync"
)

// Size is how many bytes an excerpt has at most.
const Size = 4 << 10

// Writer takes everything and keeps the first [Size] bytes. It is safe for concurrent use; the zero
// Writer is empty.
type Writer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements [io.Writer]. It never fails.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b.Write(p[:min(len(p), Size-w.b.Len())])
	return len(p), nil
}

// String returns what was kept.
func (w *Writer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}
