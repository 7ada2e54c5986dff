package oci_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// writeAuth writes a file of credentials, with a user for each key.
func writeAuth(t *testing.T, file string, users map[string]string) {
	t.Helper()
	var entries []string
	for key, user := range users {
		entries = append(entries, fmt.Sprintf(`%q:{"auth":%q}`, key, base64.StdEncoding.EncodeToString([]byte(user+":secret"))))
	}
	writeText(t, file, `{"auths":{`+strings.Join(entries, ",")+`}}`)
}

func writeText(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestCredentialFiles_longestPath asks for repositories of one host that has several entries.
func TestCredentialFiles_longestPath(t *testing.T) {
	file := filepath.Join(t.TempDir(), "auth.json")
	files := &oci.CredentialFiles{Read: []string{file}, Write: file}
	for _, tt := range []struct {
		name  string
		users map[string]string
		want  map[string]string // user by repository
	}{
		{"the longest", map[string]string{"h.example": "host", "h.example/a": "a", "h.example/a/b": "b", "h.example/a/b/c": "c"},
			map[string]string{"h.example/x": "host", "h.example/a": "a", "h.example/a/x": "a", "h.example/a/b": "b", "h.example/a/b/x": "b",
				"h.example/a/b/c": "c", "h.example/ab": "host", "h.example/x/a": "host", "h.example:5000/a": "", "x.h.example/a": ""}},
		{"none fits", map[string]string{"h.example/a": "a", "h.example/b": "b"},
			map[string]string{"h.example/c": "", "h.example/ab": "", "h.example/A": "", "h.example/a/x": "a"}},
		{"a URL is the host's", map[string]string{"https://h.example/v1/": "old", "http://g.example": "plain", "h.example/a": "a"},
			map[string]string{"h.example/x": "old", "h.example/v1/x": "old", "h.example/a": "a", "g.example/x": "plain"}},
		{"a host goes before its URL", map[string]string{"https://h.example/v1/": "old", "h.example": "new"},
			map[string]string{"h.example/x": "new"}},
		{"capitals and slashes", map[string]string{"H.Example/": "host", "h.example/a/": "a"},
			map[string]string{"h.example/x": "host", "H.EXAMPLE/x": "host", "h.example/a/b": "a"}},
		{"Docker's own registry", map[string]string{"https://index.docker.io/v1/": "hub", "docker.io/acme": "acme"},
			map[string]string{"docker.io/library/x": "hub", "registry-1.docker.io/library/x": "hub", "index.docker.io/acme/x": "acme"}},
		{"an empty entry is none", map[string]string{"h.example": "host", "h.example/a": ""}, map[string]string{"h.example/a/b": "host"}},
	} {
		writeAuth(t, file, tt.users)
		if tt.name == "an empty entry is none" {
			writeText(t, file, `{"auths":{"h.example":{"auth":"aG9zdDpzZWNyZXQ="},"h.example/a":{}}}`)
		}
		for repository, want := range tt.want {
			for range 4 { // what a map gives is another each time
				host, path, _ := strings.Cut(repository, "/")
				c, err := files.Get(t.Context(), host, path)
				if err != nil || c.Username != want {
					t.Errorf("%s: %s is asked for by %q, %v, want %q", tt.name, repository, c.Username, err, want)
				}
			}
		}
	}
}

// TestCredentials_ofParts pushes to two parts of a registry that belong to different users.
func TestCredentials_ofParts(t *testing.T) {
	for name, fault := range map[string]func(user string) ocitest.Fault{
		"Basic": func(user string) ocitest.Fault { return ocitest.Basic(user, "secret") },
		"Bearer": func(user string) ocitest.Fault {
			return (&ocitest.Tokens{Uses: 100, User: user, Password: "secret"}).Fault
		},
	} {
		reg, _ := ocitest.Start(t, ocitest.Options{})
		ada, bob := fault("ada"), fault("bob")
		reg.Inject(func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
			if user, _, ok := r.BasicAuth(); strings.HasPrefix(r.URL.Path, "/v2/acme/") || r.URL.Path == "/token" && ok && user == "ada" {
				return ada(w, r, next)
			}
			return bob(w, r, next)
		})
		file := dockerConfig(t, "")
		writeAuth(t, file, map[string]string{reg.Host + "/acme": "ada", reg.Host: "bob", reg.Host + "/acm": "eve"})
		client := withDocker(t)
		a := build(t, provider(t, "text"), oci.BuildOptions{})
		for _, path := range []string{"/acme/a:1", "/other/a:1", "/acme/b:1"} {
			if _, err := client.Push(t.Context(), a, parse(t, reg.Host+path)); err != nil {
				t.Errorf("%s: push to %s: %v", name, path, err)
			}
		}
	}
}

// TestCredentialFiles_order finds credentials in one file after the other.
func TestCredentialFiles_order(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the session has no directory")
	}
	home, session, configs, docker := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	environment := map[string]string{"HOME": home, "XDG_RUNTIME_DIR": session, "XDG_CONFIG_HOME": configs, "DOCKER_CONFIG": docker}
	getenv := func(name string) string { return environment[name] }
	user := func(host string) string {
		t.Helper()
		c, err := oci.UserCredentials(getenv).Get(t.Context(), host, "a")
		if err != nil {
			t.Fatal(err)
		}
		return c.Username
	}
	places := []string{filepath.Join(home, ".dockercfg"), filepath.Join(docker, "config.json"),
		filepath.Join(configs, "containers", "auth.json"), filepath.Join(session, "containers", "auth.json")}
	writeText(t, places[0], `{"h.example":{"auth":"b2xkZXN0OnNlY3JldA=="}}`)
	if got := user("h.example"); got != "oldest" {
		t.Errorf("from .dockercfg: %q", got)
	}
	for i, file := range places[1:] {
		want := fmt.Sprint("user", i)
		writeAuth(t, file, map[string]string{"h.example": want, "only.example": want})
		if got := user("h.example"); got != want {
			t.Errorf("with %s: %q, want %q", file, got, want)
		}
	}
	// A file without the host leaves it to the next.
	writeAuth(t, places[3], map[string]string{"other.example": "x"})
	if got := user("h.example"); got != "user1" {
		t.Errorf("without an entry in the session's file: %q", got)
	}
	environment["REGISTRY_AUTH_FILE"] = filepath.Join(home, "mine.json")
	writeAuth(t, environment["REGISTRY_AUTH_FILE"], map[string]string{"h.example": "mine"})
	if got := [2]string{user("h.example"), user("only.example")}; got != [2]string{"mine", "user1"} {
		t.Errorf("with REGISTRY_AUTH_FILE: %q", got)
	}
}

// TestCredentialFiles_unreadable has credentials in the second file where the first cannot be read.
func TestCredentialFiles_unreadable(t *testing.T) {
	dir := t.TempDir()
	broken, good := filepath.Join(dir, "broken.json"), filepath.Join(dir, "good.json")
	files := &oci.CredentialFiles{Read: []string{broken, good}, Write: good}
	writeAuth(t, good, map[string]string{"h.example": "ada"})
	for text, want := range map[string]string{
		"{\n\"auths\": }":                      "credentials cannot be read: line 2: not JSON",
		`[]`:                                   "credentials cannot be read: not a JSON object",
		`{"auths":{"h`:                         "credentials cannot be read: line 1: not JSON",
		`{"auths":["h"]}`:                      "credentials cannot be read: auths does not have Docker's format",
		`{"credsStore":1}`:                     "credentials cannot be read: credsStore does not have Docker's format",
		`{"credHelpers":{"a":1}}`:              "credentials cannot be read: credHelpers does not have Docker's format",
		`{"auths":{"h.example":{"auth":"!"}}}`: `the entry "h.example" cannot be read: its "auth" is not user:password in base64`,
		`{"auths":{"h.example":{"auth":"YWRh"}}}`: `the entry "h.example" cannot be read: its "auth" is not user:password in base64`,
		`{"auths":{"h.example":1}}`:               `the entry "h.example" cannot be read: it does not have Docker's format`,
		`{"auths":{"g.example":1}}`:               "",
		"":                                        "",
		"{}":                                      "",
	} {
		writeText(t, broken, text)
		c, err := files.Get(t.Context(), "h.example", "a")
		got := ""
		if err != nil {
			got = strings.TrimPrefix(err.Error(), broken+": ")
		}
		if c.Username != "ada" || got != want {
			t.Errorf("%s: %q, %v, want %q", text, c.Username, err, want)
		}
	}
	for _, endless := range []string{"/dev/zero", dir} {
		if _, err := os.Stat(endless); err != nil {
			continue
		}
		files.Read[0] = endless
		if c, err := files.Get(t.Context(), "h.example", "a"); c.Username != "ada" || err == nil {
			t.Errorf("with %s: %q, %v", endless, c.Username, err)
		}
	}
}

// TestCredentialFiles_change stores and removes what counts: the file that is read first if it has
// credentials for the host, else Docker's.
func TestCredentialFiles_change(t *testing.T) {
	dir := t.TempDir()
	podman, docker, old := filepath.Join(dir, "auth.json"), filepath.Join(dir, "config.json"), filepath.Join(dir, ".dockercfg")
	files := &oci.CredentialFiles{Read: []string{podman, docker, old}, Write: docker}
	writeAuth(t, podman, map[string]string{"p.example": "old", "p.example/part": "part"})
	writeText(t, docker, `{"credsStore":"","auths":{"https://d.example/v1/":{"auth":"b2xkOnNlY3JldA=="}},"HttpHeaders":{"a":"b"}}`)
	writeText(t, old, `{"o.example":{"auth":"b2xkOnNlY3JldA=="}}`)
	for _, host := range []string{"p.example", "d.example", "new.example", "o.example"} {
		if err := files.Put(t.Context(), host, oci.Credential{Username: "ada", Password: "new"}); err != nil {
			t.Fatal(err)
		}
		if c, err := files.Get(t.Context(), host, "a"); err != nil || c.Username != "ada" {
			t.Errorf("%s, when stored: %q, %v", host, c.Username, err)
		}
	}
	type deleted struct {
		Host string
		oci.Deleted
	}
	var got []deleted
	for _, host := range []string{"p.example", "d.example", "d.example", "new.example", "o.example", "nobody.example"} {
		d, err := files.Delete(t.Context(), host)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, deleted{host, d})
	}
	want := []deleted{
		{"p.example", oci.Deleted{From: podman, Left: []string{podman}}}, // of a part of the host
		{"d.example", oci.Deleted{From: docker}},
		{"d.example", oci.Deleted{}},
		{"new.example", oci.Deleted{From: docker}},
		{"o.example", oci.Deleted{From: docker, Left: []string{old}}},
		{"nobody.example", oci.Deleted{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := os.ReadFile(docker)
	if err != nil || !strings.Contains(string(text), `"HttpHeaders"`) {
		t.Errorf("what else is in the file is gone: %s, %v", text, err)
	}
	// What cannot be read is not written over.
	writeText(t, docker, "{")
	if err := files.Put(t.Context(), "new.example", oci.Credential{Username: "ada", Password: "new"}); err == nil {
		t.Error("credentials were stored in a file that cannot be read")
	}
	if text, err := os.ReadFile(docker); err != nil || string(text) != "{" {
		t.Errorf("the file is %q, %v", text, err)
	}
}
