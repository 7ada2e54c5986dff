package acceptance

import (
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// root is the top of the source tree, seen from this package's folder.
const root = ".."

// node returns the pinned Node.
func node(t testing.TB) string {
	t.Helper()
	tools.Long(t)
	path, err := tools.Node()
	if err != nil {
		tools.Missing(t, err)
	}
	return path
}

// npmClients returns the node_modules folder that the lock file describes.
func npmClients(t testing.TB) string {
	t.Helper()
	tools.Long(t)
	dir, err := tools.Pinned("npm-clients", filepath.Join("clients", "package-lock.json"))
	if err != nil {
		tools.Missing(t, err)
	}
	return filepath.Join(dir, "node_modules")
}

// pythonClients returns the Python that has the packages of the requirements.
func pythonClients(t testing.TB) string {
	t.Helper()
	tools.Long(t)
	dir, err := tools.Pinned("python-clients", filepath.Join("clients", "requirements.txt"))
	if err != nil {
		tools.Missing(t, err)
	}
	return filepath.Join(dir, "bin", "python")
}
