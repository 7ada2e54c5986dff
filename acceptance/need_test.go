package acceptance

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// root is the top of the source tree, seen from this package's folder.
const root = ".."

// missing ends a test that cannot run here: it is skipped, but fails where all has to be there.
func missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// toolsDir is where scripts/tools/install.sh puts what it installs.
func toolsDir() string {
	if dir := os.Getenv("WASMCP_TOOLS"); dir != "" {
		return dir
	}
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, _ := os.UserHomeDir()
		cache = filepath.Join(home, ".cache")
	}
	return filepath.Join(cache, "wasmcp-tools")
}

// cargoTool returns the path of a tool from the Rust registry.
func cargoTool(t testing.TB, name string) string {
	t.Helper()
	if path := filepath.Join(toolsDir(), "cargo", "bin", name); exists(path) {
		return path
	}
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, "no %s here: run scripts/tools/install.sh %s", name, name)
	}
	return path
}

// node returns the pinned Node.
func node(t testing.TB) string {
	t.Helper()
	path := filepath.Join(toolsDir(), "node", "node_modules", "node", "bin", "node")
	if !exists(path) {
		missing(t, "no Node here: run scripts/tools/install.sh node")
	}
	return path
}

// npmClients returns the node_modules folder that the lock file describes.
func npmClients(t testing.TB) string {
	t.Helper()
	return pinned(t, "npm-clients", "package-lock.json", "node_modules")
}

// pythonClients returns the Python that has the packages of the requirements.
func pythonClients(t testing.TB) string {
	t.Helper()
	return pinned(t, "python-clients", "requirements.txt", "bin/python")
}

// pinned returns path in the folder of a tool that was installed from the file pins.
func pinned(t testing.TB, tool, pins, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("clients", pins))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	key := tool + "-" + hex.EncodeToString(sum[:])[:16]
	if !exists(filepath.Join(toolsDir(), "stamps", key)) {
		missing(t, "no %s here: run scripts/tools/install.sh %s", tool, tool)
	}
	return filepath.Join(toolsDir(), key, filepath.FromSlash(path))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
