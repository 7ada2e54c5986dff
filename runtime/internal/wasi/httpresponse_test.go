package wasi

import (
	"net/http/httptest"
	"testing"
)

// Only writing server-sent events is an event.
func TestExchange_events(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]int{
		"text/event-stream":                2,
		"text/event-stream; charset=utf-8": 2,
		"text/event-streams":               0,
		"application/json":                 0,
		"":                                 0,
	} {
		x, err := NewExchange(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), 0)
		if err != nil {
			t.Fatal(err)
		}
		events := 0
		x.Event = func() { events++ }
		header := newFields(&State{})
		if contentType != "" {
			header.add("content-type", []byte(contentType))
		}
		x.respond(&OutgoingResponse{status: 200, header: header})
		for range 2 {
			if _, err := x.Write([]byte("data: x\n\n")); err != nil {
				t.Fatal(err)
			}
		}
		if events != want {
			t.Errorf("two writes of %q are %d events, want %d", contentType, events, want)
		}
	}
}

// A stream can be gone on with once an event of it had an id.
func TestExchange_resumable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		contentType string
		writes      []string
		want        bool
	}{
		{"text/event-stream", []string{"data: x\n\n"}, false},
		{"text/event-stream", []string{"data: id: x\n\n", "data: {\"id\":1}\n\nevent: id\n\n"}, false},
		{"text/event-stream", []string{"data: x\n\n", "id: 1\ndata: x\n\n"}, true},
		{"text/event-stream", []string{"event: message\nid:1\ndata: x\n\n"}, true},
		{"application/json", []string{"id: 1\n\n"}, false},
	} {
		x, err := NewExchange(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), 0)
		if err != nil {
			t.Fatal(err)
		}
		header := newFields(&State{})
		header.add("content-type", []byte(tt.contentType))
		x.respond(&OutgoingResponse{status: 200, header: header})
		for _, text := range tt.writes {
			if _, err := x.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if got := x.Resumable(); got != tt.want {
			t.Errorf("%q of %s: %v, want %v", tt.writes, tt.contentType, got, tt.want)
		}
	}
}
