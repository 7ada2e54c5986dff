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
		header := &Fields{}
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
