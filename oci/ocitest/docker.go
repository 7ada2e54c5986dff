package ocitest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// DockerOptions choose how Debian's docker-registry is started.
type DockerOptions struct {
	// Auth lets in the user ada with the password secret, and nobody else.
	Auth bool
	// TLS makes it speak HTTPS, with a certificate that the one vouches for that Docker returns.
	TLS bool
}

// hash is of the password secret, by bcrypt.
const hash = "$2a$05$G2cYMwJxGgcZEwl7YXoyHuYWTPxCBm2LzhCnwGl8hPvrhsOg.6pZm"

// Docker starts Debian's docker-registry, which ends with the test, and returns its address and the
// certificate of who vouches for it, as PEM. Where it is not installed the test is skipped, or fails if CI is set.
func Docker(t testing.TB, o DockerOptions) (host string, certificate []byte) {
	t.Helper()
	program, err := exec.LookPath("docker-registry")
	if err != nil {
		tools.Missing(t, "docker-registry is not installed")
	}
	dir := t.TempDir()
	host = freeAddress(t)
	config := "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {inmemory: {}, delete: {enabled: true}}\n"
	if o.Auth {
		write(t, dir, "htpasswd", []byte("ada:"+hash+"\n"))
		config += "auth: {htpasswd: {realm: test, path: " + filepath.Join(dir, "htpasswd") + "}}\n"
	}
	config += "http:\n  addr: " + host + "\n"
	if o.TLS {
		var own, key []byte
		certificate, own, key = certify(t)
		write(t, dir, "cert.pem", own)
		write(t, dir, "key.pem", key)
		config += fmt.Sprintf("  tls: {certificate: %s, key: %s}\n", filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	}
	write(t, dir, "config.yml", []byte(config))
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "serve", filepath.Join(dir, "config.yml"))
	cmd.Env = []string{"OTEL_TRACES_EXPORTER=none"}
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		if t.Failed() {
			text := log.String()
			t.Logf("docker-registry:\n%s", text[max(0, len(text)-2000):])
		}
	})
	awaitRegistry(t, host, o.TLS)
	return host, certificate
}

func write(t testing.TB, dir, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// awaitRegistry returns when the registry answers, whatever it answers.
func awaitRegistry(t testing.TB, host string, useTLS bool) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
		DisableKeepAlives: true,
	}}
	url := "http://" + host + "/v2/"
	if useTLS {
		url = "https://" + host + "/v2/"
	}
	const tries, pause = 300, 50 * time.Millisecond
	for range tries {
		if resp, err := client.Get(url); err == nil {
			resp.Body.Close()
			return
		}
		time.Sleep(pause)
	}
	t.Fatalf("docker-registry does not answer at %s", url)
}

// certify makes an authority and has it certify a server of the loopback interface. They are two,
// since not everybody takes an authority for a server.
func certify(t testing.TB) (authority, certificate, key []byte) {
	t.Helper()
	template := func(serial int64, name string) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber:          big.NewInt(serial),
			Subject:               pkix.Name{CommonName: name},
			NotBefore:             time.Now().Add(-time.Hour),
			NotAfter:              time.Now().Add(24 * time.Hour),
			BasicConstraintsValid: true,
		}
	}
	ca := template(1, "test authority")
	ca.IsCA, ca.KeyUsage = true, x509.KeyUsageCertSign
	caKey := newKey(t)
	caDER := sign(t, ca, ca, caKey, caKey)
	server := template(2, "test registry")
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	serverKey := newKey(t)
	der := sign(t, server, ca, serverKey, caKey)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(serverKey)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign certifies what the template says, for a key, with that of the parent.
func sign(t testing.TB, template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
