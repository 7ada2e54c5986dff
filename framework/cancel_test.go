package framework_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// Nothing that a component sends goes out after its call was cancelled, whether it asks or not.
func TestCancel_messages(t *testing.T) {
	t.Parallel()
	c := server(t, options(t, sample("probe")), runtime.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in, client := io.Pipe()
	answers, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- c.Run(ctx, runtime.Stdio{In: in, Out: out})
		out.Close()
	}()
	// Each step waits until its message is read, so that the call cannot be over before the cancellation.
	const steps = 1000
	fmt.Fprintf(client, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"work","arguments":{"steps":%d},"_meta":{"progressToken":1}}}`+"\n", steps)
	lines := bufio.NewScanner(answers)
	if !lines.Scan() {
		t.Fatal("no progress")
	}
	fmt.Fprintln(client, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	client.Close()
	sent := 1
	for lines.Scan() {
		if !strings.Contains(lines.Text(), `"notifications/progress"`) {
			t.Errorf("after the cancellation: %s", lines.Text())
		}
		sent++
	}
	if sent == steps {
		t.Errorf("all %d messages were sent", steps)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}
