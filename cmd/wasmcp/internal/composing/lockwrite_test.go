package composing

import (
	"os"
	"testing"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// TestWriteLock_ofTwoProfilesAtOnce composes both between reading the lock and writing it.
func TestWriteLock_ofTwoProfilesAtOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	const text = "components = ['a.wasm']\n[profiles.b]\ncomponents = ['b.wasm']\n"
	if err := os.WriteFile(config.FileName, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var both []*server.Lock
	for _, spec := range []string{"a.wasm", "b.wasm"} {
		l, err := server.OpenLock(".", false)
		if err != nil {
			t.Fatal(err)
		}
		l.Loaded([]load.Component{{Request: load.Request{Spec: spec}, Digest: digest.FromString(spec)}})
		both = append(both, l)
	}
	for _, l := range both {
		if _, err := WriteLock(new(cli.App), l); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(lock.FileName)
	if err != nil {
		t.Fatal(err)
	}
	f, err := lock.Parse(lock.FileName, written)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range []string{"a.wasm", "b.wasm"} {
		if _, ok := f.Find("", spec); !ok {
			t.Errorf("%s is not in the lock:\n%s", spec, written)
		}
	}
}
