package oci_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// dockerConfig makes a directory with a config.json the user's.
func dockerConfig(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if text != "" {
		if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("DOCKER_CONFIG", dir)
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, t.TempDir())
	}
	t.Setenv("REGISTRY_AUTH_FILE", "")
	return filepath.Join(dir, "config.json")
}

func withDocker(t *testing.T) *oci.Client {
	t.Helper()
	c := quick(nil)
	c.Credentials = oci.UserCredentials(os.Getenv)
	return c
}

func TestCredentials_fromDockersFile(t *testing.T) {
	reg, r, _ := pushed(t, ocitest.Options{})
	reg.Inject(ocitest.Basic("ada", "secret"))
	auth := base64.StdEncoding.EncodeToString([]byte("ada:secret"))
	dockerConfig(t, `{"auths":{"`+reg.Host+`":{"auth":"`+auth+`"}}}`)
	if _, err := withDocker(t).Pull(t.Context(), r); err != nil {
		t.Error(err)
	}
	auth = base64.StdEncoding.EncodeToString([]byte("ada:wrong"))
	dockerConfig(t, `{"auths":{"`+reg.Host+`":{"auth":"`+auth+`"}}}`)
	_, err := withDocker(t).Pull(t.Context(), r)
	if e := (*oci.AuthError)(nil); !errors.As(err, &e) || e.Anonymous || e.Status != 401 {
		t.Errorf("with a wrong password: %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "wrong") {
		t.Errorf("the error tells the password: %v", err)
	}
}

func TestCredentials_fromAHelper(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the helper is a shell script")
	}
	tokens := &ocitest.Tokens{Uses: 100, User: "ada", Password: "secret"}
	reg, r, _ := pushed(t, ocitest.Options{})
	reg.Inject(tokens.Fault)
	bin := t.TempDir()
	script := "#!/bin/sh\nread host\n" + `echo "{\"ServerURL\":\"$host\",\"Username\":\"ada\",\"Secret\":\"secret\"}"` + "\n"
	if err := os.WriteFile(filepath.Join(bin, "docker-credential-test"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	dockerConfig(t, `{"credHelpers":{"`+reg.Host+`":"test"}}`)
	if _, err := withDocker(t).Pull(t.Context(), r); err != nil {
		t.Error(err)
	}
	if tokens.Issued() == 0 {
		t.Error("no token was asked for")
	}
	// A helper that is not there is told of, and matters only where credentials are needed.
	file := dockerConfig(t, `{"credHelpers":{"`+reg.Host+`":"absent"}}`)
	client := withDocker(t)
	var warnings []string
	client.Warn = func(err error) { warnings = append(warnings, err.Error()) }
	_, err := client.Pull(t.Context(), r)
	missing := file + ": docker-credential-absent, which keeps the credentials, is not installed"
	if e := (*oci.AuthError)(nil); !errors.As(err, &e) || !e.Anonymous || !strings.HasSuffix(err.Error(), "\n  "+missing) {
		t.Errorf("with a helper that is not there: %v", err)
	}
	if diff := cmp.Diff([]string{missing}, warnings); diff != "" {
		t.Error(diff)
	}
	tokens.User = ""
	if _, err := client.Pull(t.Context(), r); err != nil {
		t.Errorf("what everyone may read, with a helper that is not there: %v", err)
	}
}

func TestLogin(t *testing.T) {
	reg, r, _ := pushed(t, ocitest.Options{})
	reg.Inject(ocitest.Basic("ada", "secret"))
	file := dockerConfig(t, `{"credsStore":""}`)
	client := withDocker(t)
	if err := client.Login(t.Context(), reg.Host, "ada", "wrong"); !errors.As(err, new(*oci.AuthError)) {
		t.Errorf("Login with a wrong password: %v", err)
	}
	if err := client.Login(t.Context(), reg.Host, "ada", "secret"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the file of credentials: %v, %v", info.Mode(), err)
	}
	if _, err := withDocker(t).Pull(t.Context(), r); err != nil {
		t.Errorf("after Login: %v", err)
	}
	for _, from := range []string{file, ""} {
		gone, err := client.Logout(t.Context(), reg.Host)
		if err != nil || gone.From != from || gone.Left != nil {
			t.Errorf("Logout = %v, %v, want from %q", gone, err, from)
		}
	}
	_, err := withDocker(t).Pull(t.Context(), r)
	if e := (*oci.AuthError)(nil); !errors.As(err, &e) || !e.Anonymous {
		t.Errorf("after Logout: %v", err)
	}
}

func TestTLS(t *testing.T) {
	reg, s := ocitest.Start(t, ocitest.Options{TLS: true})
	r := parse(t, reg.Host+"/a/b:1")
	a := build(t, provider(t, "text"), oci.BuildOptions{})
	_, err := quick(nil).Push(t.Context(), a, r)
	if e := (*oci.NetworkError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate that nobody trusts: %v", err)
	}
	pool, ok := oci.RootCAs(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
	if !ok || pool.Equal(x509.NewCertPool()) {
		t.Fatal("the certificate was not read")
	}
	for name, host := range map[string]oci.Host{"trusted": {RootCAs: pool}, "any": {InsecureSkipVerify: true, Scheme: oci.HTTPS}} {
		client := quick(nil)
		client.Hosts = map[string]oci.Host{reg.Host: host}
		if _, err := client.Push(t.Context(), a, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	client := quick(nil)
	client.Hosts = map[string]oci.Host{reg.Host: {Scheme: oci.HTTP}}
	if _, err := client.Pull(t.Context(), r); err == nil {
		t.Error("HTTP was asked for, and TLS spoken")
	}
}

// TestCredentials_thatExpired pulls what everyone may read with a login that is good no more.
func TestCredentials_thatExpired(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	// A token service that refuses the login, and gives tokens to those who have none.
	tokens := &ocitest.Tokens{Uses: 100}
	reg.Inject(func(w http.ResponseWriter, q *http.Request, _ http.Handler) bool {
		if _, _, ok := q.BasicAuth(); !ok {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		return true
	})
	reg.Inject(tokens.Fault)
	dockerConfig(t, `{"auths":{"`+reg.Host+`":{"auth":"`+base64.StdEncoding.EncodeToString([]byte("ada:old"))+`"}}}`)
	got, err := withDocker(t).Pull(t.Context(), r)
	if err != nil || got.Descriptor.Digest != a.Descriptor.Digest {
		t.Errorf("pull: %v", err)
	}
	text := build(t, provider(t, "text"), oci.BuildOptions{})
	if _, err := withDocker(t).Push(t.Context(), text, r); !errors.As(err, new(*oci.AuthError)) {
		t.Errorf("push: %v", err)
	}
}
