package wasi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// What is refused is told on standard error with the grant that is missing, each once and not without end.
func TestCall_refused(t *testing.T) {
	t.Parallel()
	var told strings.Builder
	c := &Call{Context: t.Context(), State: &State{Stderr: &told}}
	c.Client = NewClient([]string{"localhost"})
	ask := func(authority string) {
		t.Helper()
		if _, _, code := (asking{scheme: 1, authority: authority}).ask(t, c); code != "HTTP-request-denied" {
			t.Errorf("%s: %q, want HTTP-request-denied", authority, code)
		}
	}
	ask("api.example.com")
	ask("api.example.com")
	ask("[2001:db8::1]:81")
	ask(strings.Repeat("a", 1000))
	call(t, c, "wasi:sockets/tcp-create-socket@0.2", "create-tcp-socket", canon.Case{})
	call(t, c, "wasi:sockets/ip-name-lookup@0.2", "resolve-addresses", network{}, "db.example.com\n")
	want := `refused: HTTP request to "api.example.com:443"; missing grant: allow-host
refused: HTTP request to "[2001:db8::1]:81"; missing grant: allow-host
refused: HTTP request to "` + strings.Repeat("a", longestRefused) + `"; missing grant: allow-host
refused: sockets, by "create-tcp-socket"; missing grant: none gives sockets; HTTP takes allow-host
refused: the addresses of "db.example.com\n"; missing grant: none gives sockets; HTTP takes allow-host
`
	if told.String() != want {
		t.Errorf("told\n%s\nwant\n%s", told.String(), want)
	}
	for i := range 100 {
		ask(fmt.Sprintf("host%d.example.com", i))
	}
	if n := strings.Count(told.String(), "\n"); n != mostRefusals {
		t.Errorf("%d refusals are told, want %d", n, mostRefusals)
	}
}

// A host that is granted may have an address that is not: a name of this machine's.
func TestCall_refusedAddress(t *testing.T) {
	t.Parallel()
	var told strings.Builder
	c := &Call{Context: t.Context(), State: &State{Stderr: &told}}
	c.Client = NewClient([]string{"*"})
	if _, _, code := (asking{authority: "localhost:1"}).ask(t, c); code != "destination-IP-prohibited" {
		t.Errorf("%q, want destination-IP-prohibited", code)
	}
	const want = `refused: HTTP request to "localhost:1"; missing grant: allow-host, for the address itself, since it is not public` + "\n"
	if told.String() != want {
		t.Errorf("told %q, want %q", told.String(), want)
	}
}
