package front_test

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/host/front"
)

// A stream of events holds up the end where a call is at work, and not where its component waits itself
// or where it is no call.
func TestServe_streamsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, says string
		// ends tells that the stream is ended, and does not end by itself.
		ends bool
	}{
		{"a call", http.MethodPost, "data: 1\n\n", false},
		{"a call that was waiting", http.MethodPost, ":\n\ndata: 1\n\n", false},
		{"a call that waits", http.MethodPost, "data: 1\n\n:\n\n", true},
		{"a GET", http.MethodGet, "data: 1\n\n", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said := make(chan struct{})
			s := serve(t, front.Options{Grace: time.Hour, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
				_, _ = io.WriteString(w, c.says)
				_ = http.NewResponseController(w).Flush()
				if c.ends {
					<-r.Context().Done()
					return
				}
				<-said
				_, _ = io.WriteString(w, "data: 2\n\n")
			})})
			request, err := http.NewRequestWithContext(t.Context(), c.method, s.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body := bufio.NewReader(response.Body)
			for range strings.Count(c.says, "\n") {
				if _, err := body.ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			s.stop()
			if !c.ends {
				until(t, "the server is about to end", func() bool {
					_, err := http.Get(s.url + "/x")
					return err != nil
				})
				close(said)
				if line, err := body.ReadString('\n'); line != "data: 2\n" {
					t.Errorf("the call goes on with %q (%v), want its answer", line, err)
				}
			}
			if err := s.end(); err != nil {
				t.Errorf("Serve = %v, want no call cut off", err)
			}
		})
	}
}

// A stream whose component begins to wait after that is ended as well.
func TestServe_streamsEndLater(t *testing.T) {
	t.Parallel()
	stopped := make(chan struct{})
	s := serve(t, front.Options{Grace: time.Hour, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: 1\n\n")
		_ = http.NewResponseController(w).Flush()
		<-stopped
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, ":\n\n")
			time.Sleep(time.Millisecond)
		}
	})})
	response, err := http.Post(s.url, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	s.stop()
	close(stopped)
	if err := s.end(); err != nil {
		t.Errorf("Serve = %v, want no call cut off", err)
	}
}
