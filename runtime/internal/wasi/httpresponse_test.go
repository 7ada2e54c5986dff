package wasi

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
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
		x := NewExchange(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), 0)
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
		x := NewExchange(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), 0)
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

// An answer has the body that it says it has, or breaks off; it has no trailers that are none, and its
// status is that of an answer.
func TestExchange_body(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		what, method, length, body string
		status                     uint16
		trailer                    string
		early                      bool // the body is finished before the answer is sent
		sent, aborted              bool
	}{
		{"as long as it says", "GET", "3", "abc", 200, "", false, true, false},
		{"as long as it says, early", "GET", "3", "abc", 200, "", true, true, false},
		{"no length", "GET", "", "abc", 200, "", false, true, false},
		{"too long", "GET", "2", "abc", 200, "", false, true, true},
		{"too long, early", "GET", "2", "abc", 200, "", true, true, true},
		{"too short", "GET", "4", "abc", 200, "", false, true, true},
		{"too short, early", "GET", "4", "abc", 200, "", true, true, true},
		{"empty", "GET", "4", "", 200, "", false, true, true},
		{"empty, to HEAD", "HEAD", "4", "", 200, "", false, true, false},
		{"empty, not modified", "GET", "4", "", 304, "", false, true, false},
		{"a trailer", "GET", "", "abc", 200, "x-sum", false, true, false},
		{"a length that trails", "GET", "", "abc", 200, "content-length", false, true, true},
		{"a coding that trails", "GET", "", "abc", 200, "content-encoding", false, true, true},
		{"no answer", "GET", "", "", 100, "", false, false, false},
		{"no answer but a switch", "GET", "", "", 101, "", false, false, false},
		{"an early hint", "GET", "", "", 103, "", false, false, false},
	} {
		c := &Call{Context: t.Context(), State: &State{}}
		x := NewExchange(httptest.NewRecorder(), httptest.NewRequest(tt.method, "/", nil), 0)
		header := newFields(c.State)
		if tt.length != "" {
			header.add("content-length", []byte(tt.length))
		}
		r := &OutgoingResponse{status: tt.status, header: header}
		body := call(t, c, httpTypes, "[method]outgoing-response.body", r).(canon.Case).Value.(*OutgoingBody)
		finish := func() {
			stream := call(t, c, httpTypes, "[method]outgoing-body.write", body).(canon.Case).Value.(*OutputStream)
			_ = stream.write([]byte(tt.body))
			trailers := canon.None()
			if tt.trailer != "" {
				f := newFields(c.State)
				f.add(tt.trailer, []byte("1"))
				trailers = canon.Some(f)
			}
			got := call(t, c, httpTypes, "[static]outgoing-body.finish", body, trailers).(canon.Case)
			if (got.Index != 0) != tt.aborted && !strings.HasPrefix(tt.what, "empty,") {
				t.Errorf("%s: finishing returns %v", tt.what, got)
			}
		}
		if tt.early {
			finish()
		}
		x.respond(r)
		if !tt.early {
			finish()
		}
		if sent, aborted, err := x.End(); sent != tt.sent || aborted != tt.aborted || !sent && err == nil {
			t.Errorf("%s: sent %v, broken off %v (%v), want %v and %v", tt.what, sent, aborted, err, tt.sent, tt.aborted)
		}
	}
	// No body at all, of an answer that says it has one.
	x := NewExchange(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), 0)
	header := newFields(&State{})
	header.add("content-length", []byte("5"))
	x.respond(&OutgoingResponse{status: 200, header: header})
	if _, aborted, _ := x.End(); !aborted {
		t.Error("an answer without the body that it says it has is whole")
	}
}
