package wasi

import (
	"io"
	"slices"
	"testing"
)

// A guest that polls its standard input among other things waits for it as one does that reads.
func TestInput_waiting(t *testing.T) {
	in, w := io.Pipe()
	defer w.Close()
	var told []bool
	c := &Call{Context: t.Context(), State: &State{Stdin: in}}
	c.Waiting = func(begins bool) {
		if told = append(told, begins); begins {
			go func() { _, _ = io.WriteString(w, "x") }()
		}
	}
	stream := stdinFuncs["get-stdin"](c, nil).(*InputStream)
	read := func() {
		t.Helper()
		if b, err := stream.read(c, 10, false); err != nil || string(b) != "x" {
			t.Fatalf("read %q with the error %v, want what was written", b, err)
		}
	}
	if ready := c.poll([]*Pollable{stream.subscribe()}); len(ready) != 1 {
		t.Errorf("%d are ready, want the stream", len(ready))
	}
	read()
	c.await(stream.subscribe())
	read()
	if want := []bool{true, false, true, false}; !slices.Equal(told, want) {
		t.Errorf("told of waiting %v, want %v", told, want)
	}
	if told = nil; len(c.poll([]*Pollable{alwaysReady})) != 1 || told != nil {
		t.Errorf("told of waiting for nothing: %v", told)
	}
}
