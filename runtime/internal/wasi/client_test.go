package wasi

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestClient_asks(t *testing.T) {
	t.Parallel()
	c := NewClient([]string{"example.com", "Ports.example:8080", "*.wide.example", "*.narrow.example:443", "192.0.2.1", "10.0.0.0/8", "[::1]:80", "dotted.example.:80", "UPPER.example."})
	for address, want := range map[string]bool{
		"example.com 443":            true,
		"EXAMPLE.com. 80":            true,
		"www.example.com 443":        false,
		"notexample.com 443":         false,
		"ports.example 8080":         true,
		"ports.example 80":           false,
		"a.wide.example 1":           true,
		"a.b.wide.example 1":         true,
		"wide.example 1":             false,
		"a.narrow.example 443":       true,
		"a.narrow.example 444":       false,
		"192.0.2.1 80":               true,
		"192.0.2.2 80":               false,
		"10.1.2.3 80":                true,
		"11.1.2.3 80":                false,
		"::1 80":                     true,
		"::1 81":                     false,
		"example.com.evil.example 1": false,
		// However an address is written.
		"::ffff:192.0.2.1 80": true, "::192.0.2.1 80": true, "64:ff9b::c000:201 80": true, "2002:c000:201::5 80": true, "::ffff:192.0.2.2 80": false,
		"::ffff:10.1.2.3 80": true, "::10.1.2.3 80": true, "::ffff:11.1.2.3 80": false, "::1%lo 80": true, "0:0:0:0:0:0:0:1 80": true, "192.0.2.1. 80": true,
		// No name server, and nobody else here, reads these as addresses.
		"3221225985 80": false, "0300.0.2.1 80": false, "0xc0.0.2.1 80": false, "192.0.513 80": false, "10.1.2 80": false,
		"example.com.. 80": false, "dotted.example 80": true, "upper.example 80": true, "dotted.example. 80": true, "dotted.example 81": false,
	} {
		host, port, _ := strings.Cut(address, " ")
		if got := c.asks(host, port); got != want {
			t.Errorf("asks(%s) = %v, want %v", address, got, want)
		}
	}
	if !NewClient([]string{"*"}).asks("anything.example", "1") || NewClient(nil).asks("example.com", "443") {
		t.Error("all hosts and none are not told apart")
	}
}

func TestClient_reaches(t *testing.T) {
	t.Parallel()
	for hosts, addresses := range map[string]map[string]bool{
		"*": {
			"93.184.215.14:443": true, "[2606:2800:21f:cb07::1]:443": true,
			"127.0.0.1:80": false, "127.8.8.8:80": false, "[::1]:80": false, "[::ffff:127.0.0.1]:80": false,
			"10.0.0.1:80": false, "172.16.0.1:80": false, "192.168.1.1:80": false, "[fd00::1]:80": false,
			"169.254.169.254:80": false, "[fe80::1]:80": false, "100.64.0.1:80": false, "0.0.0.0:80": false,
			"[::]:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false, "[64:ff9b::7f00:1]:80": false,
			"[2002:7f00:1::]:80": false,
			// What holds a public address is as good as that.
			"[64:ff9b::808:808]:80": true, "[2002:808:808::1]:80": true, "[::808:808]:80": true, "[::ffff:8.8.8.8]:80": true, "[::ffff:0:808:808]:80": true,
			"[::127.0.0.1]:80": false, "[::10.0.0.1]:80": false, "[::a9fe:a9fe]:80": false, "[::ffff:10.0.0.1]:80": false, "[::ffff:169.254.169.254]:80": false,
			"[::ffff:0:127.0.0.1]:80": false, "[64:ff9b::10.0.0.1]:80": false, "[64:ff9b:1::808:808]:80": false, "[2002:a00:1::1]:80": false, "[2002:c0a8:101::]:80": false,
			// Teredo has a server and a client, whose address is inverted.
			"[2001:0:808:808::f7f7:f7f7]:80": true, "[2001:0:808:808::80ff:fffe]:80": false, "[2001:0:7f00:1::f7f7:f7f7]:80": false,
			"[2606:4700::5efe:808:808]:80": true, "[2606:4700::5efe:a00:1]:80": false, "[2606:4700::200:5efe:a00:1]:80": false,
			"[fe80::1%eth0]:80": false, "[::1%lo]:80": false, "[::ffff:127.0.0.1%lo]:80": false, "[::2]:80": false, "[2001:db8::1]:80": false, "192.88.99.1:80": false,
		},
		"name.example":            {"127.0.0.1:80": false, "10.0.0.1:80": false},
		"localhost":               {"127.0.0.1:80": true, "[::1]:99": true, "10.0.0.1:80": false},
		"localhost:80":            {"127.0.0.1:80": true, "127.0.0.1:81": false},
		"10.0.0.0/8":              {"10.1.1.1:80": true, "192.168.1.1:80": false},
		"10.0.0.1 [fd00::1]:8080": {"10.0.0.1:80": true, "10.0.0.2:80": false, "[fd00::1]:8080": true, "[fd00::1]:80": false},
		"10.0.0.0/24": {
			"[::ffff:10.0.0.1]:80": true, "[::10.0.0.1]:80": true, "[64:ff9b::10.0.0.1]:80": true, "[2002:a00:1::]:80": true, "[::10.0.1.1]:80": false,
			"[2606:4700::5efe:a00:1]:80": true, "[2001:0:808:808::f5ff:fffe]:80": true, "[2001:0:a00:1::f5ff:fffe]:80": true, "[2001:0:7f00:1::f5ff:fffe]:80": false,
		},
		"::ffff:10.0.0.1 localhost":  {"10.0.0.1:80": true, "[::10.0.0.1]:80": true, "[::7f00:1]:80": true, "[::ffff:127.0.0.1]:80": true},
		"127.0.0.0/8 *.name.example": {"127.0.0.1:80": true, "[::1]:80": false},
	} {
		c := NewClient(strings.Fields(hosts))
		for address, want := range addresses {
			if got := c.reaches(netip.MustParseAddrPort(address)); got != want {
				t.Errorf("%s: reaches(%s) = %v, want %v", hosts, address, got, want)
			}
		}
	}
}

// A name that leads to this machine leads nowhere, and a redirect is an answer like any other.
func TestClient_connects(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.RedirectHandler("http://elsewhere.example/", http.StatusFound))
	defer s.Close()
	for hosts, prohibited := range map[string]bool{"*": true, "localhost": false} {
		c := NewClient([]string{hosts})
		req, err := http.NewRequestWithContext(t.Context(), "GET", strings.Replace(s.URL, "127.0.0.1", "localhost", 1), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.transport.RoundTrip(req)
		if prohibited {
			if !errors.Is(err, errProhibited) {
				t.Errorf("with %s allowed: %v, want %v", hosts, err, errProhibited)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusFound {
			t.Errorf("status %d, want that of the redirect", resp.StatusCode)
		}
		c.Close()
	}
}
