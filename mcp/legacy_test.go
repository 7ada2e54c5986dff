package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// A server that asks without end, and takes no answers, is not read on.
func TestAnswers_areBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked, answers atomic.Int64
		release := make(chan struct{})
		c := connect(t, scripted(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if !bytes.Contains(body, []byte(`"method"`)) {
				answers.Add(1)
				<-release
				return
			}
			w.Header().Set("Content-Type", "text/event-stream")
			for r.Context().Err() == nil && asked.Load() < 10_000 {
				fmt.Fprintf(w, `data: {"jsonrpc":"2.0","id":%d,"method":"roots/list"}`+"\n\n", asked.Add(1))
			}
		}), Options{Answer: func(string, string, json.RawMessage) (json.RawMessage, bool) {
			return json.RawMessage("{}"), true
		}})
		ctx, cancel := context.WithCancel(t.Context())
		listed := make(chan error, 1)
		go func() {
			_, err := c.List(ctx, Tools)
			listed <- err
		}()
		synctest.Wait()
		if n := answers.Load(); n != maxReplies || asked.Load() == 10_000 {
			t.Errorf("%d answers are on their way after %d questions, want %d", n, asked.Load(), maxReplies)
		}
		cancel()
		close(release)
		if err := <-listed; err == nil {
			t.Error("a list without an answer is one")
		}
	})
}
