package cli

import "testing"

func TestByteSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byteSize{
		"0": 0, "17": 17, "17B": 17, "1kB": 1000, "1KiB": 1024, "256MiB": 256 << 20, "2 GiB": 2 << 30, "3MB": 3e6,
	} {
		var s byteSize
		if err := s.Set(text); err != nil || s != want {
			t.Errorf("Set(%q) = %d, %v, want %d", text, s, err, want)
		}
		var again byteSize
		if err := again.Set(s.String()); err != nil || again != s {
			t.Errorf("%q is formatted as %q, which is %d (%v)", text, s.String(), again, err)
		}
	}
	for _, text := range []string{"", "MiB", "-1", "1.5GiB", "1TiB", "99999999999GiB", "0x10"} {
		s := byteSize(7)
		if err := s.Set(text); err == nil || s != 7 {
			t.Errorf("Set(%q) = %d, %v, want an error", text, s, err)
		}
	}
}

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
