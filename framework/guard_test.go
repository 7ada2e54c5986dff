package framework_test

import (
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// A provider that uses the store reaches no session, of whichever client, by whatever function.
func TestSessions_areOutOfReach(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"draft", "draft2"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(filepath.Join("..", "testdata", "grabber", "grabber-"+dialect+".wasm"))
			if err != nil {
				t.Fatal(err)
			}
			o := options(t, keeper)
			o.Components = append(o.Components, chain.Source{Name: "grabber.wasm", Bytes: b})
			o.Framework[chain.Sessions] = source(t, "sessions-keyvalue-"+dialect)
			o.Framework[chain.Context] = source(t, "context-streams")
			store := new(runtime.MemoryStore)
			handler, err := server(t, o, runtime.Config{Grants: runtime.Grants{KeyValue: store}}).Handler(runtime.HandlerOptions{})
			if err != nil {
				t.Fatal(err)
			}
			s := httptest.NewServer(handler)
			t.Cleanup(s.Close)
			victim, attacker := initialize(t, s.URL), initialize(t, s.URL)
			if got := victim.call(t, "remember", "secret", "42"); got != "remembered" {
				t.Fatalf("remember: %s", got)
			}
			kept, err := store.Keys("default", "", 1000)
			if err != nil || len(kept) < 5 {
				t.Fatalf("the store has the keys %q, %v, want those of two sessions", kept, err)
			}
			grab := func(tool, words string) string {
				t.Helper()
				attacker.id++
				body := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":{"words":%q}}}`, attacker.id, tool, words)
				b, err := io.ReadAll(attacker.request(t, "POST", body).Body)
				if err != nil {
					t.Fatal(err)
				}
				return said(t, b)
			}
			if got := grab("keys", ""); got != "0 " {
				t.Errorf("it lists %s", got)
			}
			for _, key := range kept {
				if got := grab("get", key); got != "none" {
					t.Errorf("get %s = %s", key, got)
				}
				if got := grab("get-many", key); got != "none" {
					t.Errorf("get-many %s = %s", key, got)
				}
				for tool, words := range map[string]string{"set": key + ",evil", "delete": key, "set-many": key + ",evil", "delete-many": key, "swap": key + ",,evil", "increment": "n" + key + ",1"} {
					if got := grab(tool, words); strings.HasPrefix(got, "error") {
						t.Errorf("%s %s: %s", tool, words, got)
					}
				}
			}
			if got := victim.call(t, "recall", "secret", ""); got != "42" {
				t.Errorf("afterwards the session has %s, want 42", got)
			}
			for _, key := range kept {
				if _, ok, err := store.Get("default", key); !ok || err != nil {
					t.Errorf("afterwards %s is gone: %v", key, err)
				}
			}
		})
	}
}
