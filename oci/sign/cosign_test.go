package sign_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// TestVerify_whatCosignSigned verifies signatures that cosign made; see testdata/cosign.
func TestVerify_whatCosignSigned(t *testing.T) {
	text, err := os.ReadFile("testdata/cosign/cosign.pub")
	if err != nil {
		t.Fatal(err)
	}
	key, err := sign.ParsePublicKey("cosign.pub", text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := oci.ParseReference("oci-layout://testdata/cosign/layout:1")
	if err != nil {
		t.Fatal(err)
	}
	found, err := sign.Signatures(t.Context(), &oci.Client{}, r, []*sign.PublicKey{key}, nil)
	if want := []sign.Signature{{Key: key, Form: sign.Tag, Identity: "127.0.0.1:5911/acme/text"}, {Key: key, Form: sign.Referrer}}; err != nil || !slices.Equal(found, want) {
		t.Errorf("Signatures = %v, %v, want %v", found, err, want)
	}
	ada, _ := keys(t)
	_, err = sign.Verify(t.Context(), &oci.Client{}, r, []*sign.PublicKey{ada.public}, nil)
	if w := (*sign.WrongSignatureError)(nil); !errors.As(err, &w) || w.Signatures != 2 {
		t.Errorf("another key than cosign's: %v, want 2 signatures by others", err)
	}
}

// TestCosign has cosign verify what we sign, and the other way round, in both of its forms.
func TestCosign(t *testing.T) {
	program, err := exec.LookPath("cosign")
	if err != nil {
		t.Skip("cosign is not installed")
	}
	host, _ := ocitest.Docker(t, ocitest.DockerOptions{})
	dir := t.TempDir()
	cosign := func(args ...string) error {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "COSIGN_PASSWORD=open sesame", "HOME="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return errors.New(string(out))
		}
		return nil
	}
	ada, bob := keys(t)
	for name, text := range map[string][]byte{"ada.pub": ada.pub, "bob.pub": bob.pub} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := oci.Build("m", []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := &oci.Client{}
	push := func(repository string) oci.Reference {
		r, err := oci.ParseReference(host + "/acme/" + repository + ":1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Push(t.Context(), a, r); err != nil {
			t.Fatal(err)
		}
		return r.ByDigest(a.Descriptor.Digest)
	}
	for form, flag := range map[sign.Form]string{sign.Tag: "--new-bundle-format=false", sign.Referrer: "--new-bundle-format=true"} {
		r := push("ours" + flag[len(flag)-4:])
		if _, err := sign.Sign(t.Context(), c, r, ada.private, form); err != nil {
			t.Fatal(err)
		}
		verify := func(key string) error {
			return cosign("verify", "--key", key, "--insecure-ignore-tlog=true", "--allow-http-registry", flag, r.String())
		}
		if err := verify("ada.pub"); err != nil {
			t.Errorf("%s: cosign refuses what we signed: %v", flag, err)
		}
		if err := verify("bob.pub"); err == nil {
			t.Errorf("%s: cosign accepts a key that did not sign", flag)
		}
	}
	if err := cosign("generate-key-pair"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "cosign.pub"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := sign.ParsePublicKey("cosign.pub", text)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = os.ReadFile(filepath.Join(dir, "cosign.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := sign.ParsePrivateKey("cosign.key", text, password); err != nil {
		t.Errorf("cosign's private key: %v", err)
	}
	for _, flag := range []string{"--new-bundle-format=false", "--new-bundle-format=true"} {
		r := push("theirs" + flag[len(flag)-4:])
		if err := cosign("sign", "--key", "cosign.key", "--tlog-upload=false", "--use-signing-config=false", "--allow-http-registry", "--yes", flag, r.String()); err != nil {
			t.Errorf("%s: cosign does not sign: %v", flag, err)
			continue
		}
		if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{public}, nil); err != nil {
			t.Errorf("%s: what cosign signed: %v", flag, err)
		}
		if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); !errors.As(err, new(*sign.WrongSignatureError)) {
			t.Errorf("%s: another key than cosign's: %v", flag, err)
		}
	}
}
