package oci

import (
	"hash"
	"io"
)

// Content that is passed on goes through a ring of buffers, small enough to stay in a processor's
// cache between those who read, digest and write it.
const (
	ringBuffers = 4
	ringBuffer  = 256 << 10
)

// pipe makes the digest of content while more of it is still coming, and writes it out where it is
// to go somewhere: for large components that is half of the time that they take.
type pipe struct {
	pieces, free chan []byte
	ended        chan struct{}
	err          error // of writing; it may be read when ended is closed
}

// startPipe starts with a hash, and with a writer or nil. Whoever starts it calls end.
func startPipe(h hash.Hash, out io.Writer) *pipe {
	b := &pipe{pieces: make(chan []byte, ringBuffers), free: make(chan []byte, ringBuffers), ended: make(chan struct{})}
	for range ringBuffers {
		b.free <- nil
	}
	go func() {
		defer close(b.ended)
		for p := range b.pieces {
			h.Write(p)
			if out == nil {
				continue
			}
			if _, b.err = out.Write(p); b.err != nil {
				return
			}
			b.free <- p[:cap(p)]
		}
	}()
	return b
}

// buffer returns one to fill and send, or nil where writing has failed. Who sends other memory asks
// for none.
func (b *pipe) buffer() []byte {
	select {
	case p := <-b.free:
		if p == nil {
			p = make([]byte, ringBuffer)
		}
		return p
	case <-b.ended:
		return nil
	}
}

// send hands over content, which is not changed any more. It tells whether that still makes sense.
func (b *pipe) send(p []byte) bool {
	select {
	case b.pieces <- p:
		return true
	case <-b.ended:
		return false
	}
}

// end waits until all that was sent is done with. The hash is the caller's again.
func (b *pipe) end() error {
	close(b.pieces)
	<-b.ended
	return b.err
}
