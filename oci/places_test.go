package oci

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUserCredentials has the places that containers-auth.json(5) gives.
func TestUserCredentials(t *testing.T) {
	for _, tt := range []struct {
		name, system string
		environment  map[string]string
		want         []string
		write        string
	}{
		{"Linux", "linux", map[string]string{"HOME": "/h", "XDG_RUNTIME_DIR": "/run/user/7"},
			[]string{"/run/user/7/containers/auth.json", "/h/.config/containers/auth.json", "/h/.docker/config.json", "/h/.dockercfg"}, "/h/.docker/config.json"},
		{"Linux without a session", "linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "DOCKER_CONFIG": "/d"},
			[]string{"/run/containers/7/auth.json", "/c/containers/auth.json", "/d/config.json", "/h/.dockercfg"}, "/d/config.json"},
		{"macOS", "darwin", map[string]string{"HOME": "/h", "XDG_RUNTIME_DIR": "/r"},
			[]string{"/h/.config/containers/auth.json", "/h/.docker/config.json", "/h/.dockercfg"}, "/h/.docker/config.json"},
		{"a file of one's own", "linux", map[string]string{"HOME": "/h", "REGISTRY_AUTH_FILE": "/mine.json"},
			[]string{"/mine.json", "/h/.config/containers/auth.json", "/h/.docker/config.json", "/h/.dockercfg"}, "/mine.json"},
		{"no home", "linux", nil, []string{"/run/containers/7/auth.json"}, ""},
	} {
		got := userCredentials(func(name string) string { return tt.environment[name] }, tt.system, 7)
		for i := range got.Read {
			got.Read[i] = filepath.ToSlash(got.Read[i])
		}
		if diff := cmp.Diff(tt.want, got.Read); diff != "" || filepath.ToSlash(got.Write) != tt.write {
			t.Errorf("%s: %s\nwrites %q, want %q", tt.name, diff, got.Write, tt.write)
		}
	}
}
