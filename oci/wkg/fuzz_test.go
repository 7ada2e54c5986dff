package wkg_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
)

// FuzzConfig wants files and answers of any content to be read or refused, never both or neither.
func FuzzConfig(f *testing.F) {
	f.Add([]byte("default_registry = \"a.example\"\n[registry.\"a.example\".oci]\nauth = \"YTpi\"\n"))
	f.Add([]byte(`{"oci":{"registry":"a.example","namespacePrefix":"x/"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := wkg.ReadConfig(path)
		if (c == nil) != (err != nil) {
			t.Errorf("%v and %v", c, err)
		}
		if c != nil {
			_ = c.Hosts(map[string]oci.Host{}, nil)
		}
		_, _ = wkg.ParseMetadata(text)
	})
}
