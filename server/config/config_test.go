package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestLoad_profilesBuildOnEachOther(t *testing.T) {
	dir := write(t, `
components = ["a.wasm"]
runtime = "wasmtime"
overrides = { transport = "t.wasm" }

[server]
name = "demo"
page-size = 50
list-ttl = "5m"

[names."a.wasm"]
prefix = "a_"
drop = ["x"]

[names."log.wasm"]
rename = { old = "new" }
dynamic = true

[profiles.base]
components = ["a.wasm", "log.wasm"]
overrides = { sessions = "s.wasm" }

[profiles.base.names."a.wasm"]
prefix = "b_"

[profiles.spin]
inherits = "base"
runtime = "spin"
`)
	got, err := Load(dir, "spin")
	if err != nil {
		t.Fatal(err)
	}
	got.Profiles = nil
	want := &File{
		Server:     Server{Name: "demo", PageSize: 50, ListTTL: 5 * time.Minute},
		Components: []string{"a.wasm", "log.wasm"},
		Runtime:    "spin",
		Overrides:  map[string]string{"transport": "t.wasm", "sessions": "s.wasm"},
		Names: map[string]Names{
			"a.wasm":   {Prefix: "b_"},
			"log.wasm": {Rename: map[string]string{"old": "new"}, Dynamic: true},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestLoad_refuses(t *testing.T) {
	for _, tt := range []struct {
		name, text, profile string
		target              any
	}{
		{"bad syntax", "components = [", "", new(*SyntaxError)},
		{"wrong type", "components = 3", "", new(*SyntaxError)},
		{"unknown key", "component = []", "", new(*UnknownKeysError)},
		{"unknown profile", "", "x", new(*ProfileError)},
		{"profile cycle", "[profiles.a]\ninherits='b'\n[profiles.b]\ninherits='a'", "a", new(*ProfileError)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Load(write(t, tt.text), tt.profile)
			if f != nil || err == nil || !errors.As(err, tt.target) {
				t.Errorf("Load = %v, %v, want a %T", f, err, tt.target)
			}
		})
	}
	if _, err := Load(t.TempDir(), ""); !Missing(err) {
		t.Errorf("Load of nothing = %v, want a missing file", err)
	}
}
