package acceptance

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sampleTools are the tools of a server of the sample providers.
var sampleTools = []string{"add", "subtract", "reverse", "uppercase", "big", "fail", "mirror", "work"}

// samples composes the committed sample providers.
func samples(t testing.TB) string {
	t.Helper()
	return composed(t, provider(t, "calculator"), provider(t, "text"), provider(t, "probe"))
}

// provider returns the path of a component of testdata/providers.
func provider(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, "testdata", "providers", name, name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// composed returns a server of the given components, called acceptance.
func composed(t testing.TB, components ...string) string {
	t.Helper()
	command := wasmcp(t)
	key := strings.Join(components, " ")
	path, err := servers.get(key, func() (string, error) {
		path := filepath.Join(scratch, fmt.Sprintf("server-%.8x.wasm", sha256.Sum256([]byte(key))))
		args := append([]string{"compose", "server", "-o", path, "--name", "acceptance", "--server-version", "1.2.3"}, components...)
		if out, err := exec.Command(command, args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("wasmcp %s: %w\n%s", strings.Join(args, " "), err, out)
		}
		return path, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}
