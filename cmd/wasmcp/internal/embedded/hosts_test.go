package embedded

import "testing"

func TestCheckHost(t *testing.T) {
	t.Parallel()
	for host, ok := range map[string]bool{
		"example.com": true, "example.com:443": true, "*": true, "*.example.com": true, "*.example.com:80": true,
		"127.0.0.1:8080": true, "::1": true, "[::1]:80": true,
		"": false, ":80": false, "https://example.com": false, "example.com/path": false, "example.com:": false,
		"example.com:0": false, "example.com:65536": false, "a*b": false, "user@example.com": false, "[::1": false,
	} {
		if err := checkHost(host); (err == nil) != ok {
			t.Errorf("checkHost(%q) = %v, want it accepted: %v", host, err, ok)
		}
	}
}
