package oci

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPlainHTTP_onlyOnTheLoopbackInterfaceUnlessAsked(t *testing.T) {
	for _, tt := range []struct {
		host   string
		scheme Scheme
		want   bool
	}{
		{"registry.example", Auto, false},
		{"10.0.0.1:5000", Auto, false},
		{"localhost.example:5000", Auto, false},
		{"registry.example", HTTP, true},
		{"127.0.0.1:1", HTTPS, false},
		{"127.0.0.1:1", Auto, true}, // nobody is there
		{"[::1]:1", Auto, true},
		{"localhost:1", Auto, true},
		{"LOCALHOST:1", Auto, true},
	} {
		if got := plainHTTP(t.Context(), tt.host, Host{Scheme: tt.scheme}); got != tt.want {
			t.Errorf("plainHTTP(%s, %d) = %v, want %v", tt.host, tt.scheme, got, tt.want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	if d, ok := retryAfter("2"); !ok || d.Seconds() != 2 {
		t.Errorf("2 is %v, %v", d, ok)
	}
	if d, ok := retryAfter("Thu, 01 Jan 1970 00:00:00 GMT"); !ok || d != 0 {
		t.Errorf("a time in the past is %v, %v", d, ok)
	}
	if _, ok := retryAfter("soon"); ok {
		t.Error("soon is a time")
	}
}

// TestTLS_isNotLeft is a registry over TLS that says that its manifests are somewhere without: what a
// tag stands for could be anybody's word there.
func TestTLS_isNotLeft(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://other.example"+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	host := strings.TrimPrefix(s.URL, "https://")
	c := &Client{Hosts: map[string]Host{host: {InsecureSkipVerify: true}}}
	r, err := ParseReference(host + "/a/b:1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Pull(t.Context(), r)
	if e := (*InsecureError)(nil); !errors.As(err, &e) || e.Host != "other.example" {
		t.Fatalf("%v", err)
	}
	if !strings.HasPrefix(err.Error(), r.String()+": could not fetch the manifest: ") {
		t.Errorf("%v does not name the reference", err)
	}
	// Where that was asked for, it is done.
	asked := &Client{Hosts: map[string]Host{"other.example": {Scheme: HTTP}}}
	req := httptest.NewRequest(http.MethodGet, "http://other.example/v2/", nil)
	reached := errors.New("reached")
	for _, way := range []*tlsTransport{{c: asked}, {c: &Client{}, plain: true}} {
		way.base = reaches{reached}
		if _, err := way.RoundTrip(req); err != reached {
			t.Errorf("%v", err)
		}
	}
}

// reaches fails in a way that tells that a request would have been sent.
type reaches struct{ err error }

func (r reaches) RoundTrip(*http.Request) (*http.Response, error) { return nil, r.err }
