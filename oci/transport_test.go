package oci

import "testing"

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
