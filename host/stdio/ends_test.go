package stdio

import (
	"github.com/wasmcp/wasmcp-go/host/envelope"

	"bytes"
	"strings"
	"testing"
)

// A line that may be an answer which the client has already is kept until it is known, but not one of any
// length.
func TestWriter_longLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	e := newPipe(strings.NewReader(""), &out).connect()
	e.swallow = []string{"1"}
	e.clock = &clock{}
	w, sent := writer{e}, 0
	for range 64 {
		n, err := w.Write(bytes.Repeat([]byte("x"), envelope.MaxLine/32))
		if err != nil {
			t.Fatal(err)
		}
		if sent += n; len(e.held) > envelope.MaxLine {
			t.Fatalf("%d bytes are kept", len(e.held))
		}
	}
	if out.Len() != sent {
		t.Errorf("the client got %d bytes of %d", out.Len(), sent)
	}
}
