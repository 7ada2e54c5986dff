package atomicfile

import (
	"os"
	"path/filepath"
	"testing"
)

// A process that is about to end leaves no file that is not whole.
func TestFiles_remove(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), ".server.wasm.1")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var f files
	f.add(name)
	f.remove()
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the file is there: %v", err)
	}
}
