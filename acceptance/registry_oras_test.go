package acceptance

import (
	"os"
	"path/filepath"
	"testing"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/content/oci"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// TestRegistry_oras has the ORAS client for Python read what we push, and reads what it pushes.
func TestRegistry_oras(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	dir, err := tools.Pinned("oras", filepath.Join("oras", "requirements.txt"))
	if err != nil {
		tools.Missing(t, err)
	}
	client, err := filepath.Abs(filepath.Join("oras", "client.py"))
	if err != nil {
		t.Fatal(err)
	}
	eachRegistry(t, func(t *testing.T, m *machine, host string) {
		if m.secure {
			m.env = append(m.env, "REQUESTS_CA_BUNDLE="+m.path("registry.pem"))
		} else {
			m.env = append(m.env, "ORAS_PLAIN=1")
		}
		if m.private {
			m.env = append(m.env, "ORAS_USER=ada", "ORAS_PASSWORD=secret")
		}
		file := provider(t, "calculator")
		m.push(t, file, host+"/ours/calculator:1.0.0")
		m.run(t, filepath.Join(dir, "bin", "python"), client,
			"pull", host+"/ours/calculator:1.0.0", m.path("pulled"),
			"push", host+"/theirs/calculator:1.0.0", file)
		same(t, "oras pulls", filepath.Join(m.path("pulled"), "calculator.wasm"), file)
		m.wasmcp(t, "pull", host+"/theirs/calculator:1.0.0", "-o", m.path("pulled.wasm"))
		same(t, "wasmcp pulls", m.path("pulled.wasm"), file)
	})
}

// TestRegistry_orasGo does with the library what the program oras does with it: it copies what we
// push into a folder and into a layout, and pushes a file that we pull.
func TestRegistry_orasGo(t *testing.T) {
	t.Parallel()
	eachRegistry(t, func(t *testing.T, m *machine, host string) {
		if m.secure {
			t.Skip("another transport is no matter of artifacts")
		}
		component := provider(t, "calculator")
		digest := m.push(t, component, host+"/ours/calculator:1.0.0")
		ours := repository(t, m, host+"/ours/calculator")
		for _, form := range []string{"1.0.0", digest} {
			dir := t.TempDir()
			folder, err := file.New(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer folder.Close()
			got, err := oras.Copy(t.Context(), ours, form, folder, form, oras.DefaultCopyOptions)
			if err != nil || got.Digest.String() != digest {
				t.Fatalf("oras.Copy of %s: %s, %v, want %s", form, got.Digest, err, digest)
			}
			same(t, "oras copies "+form, filepath.Join(dir, "calculator.wasm"), component)
		}

		// A layout that the library writes is read by us, and the other way round.
		layout, err := oci.New(m.path("layout"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := oras.Copy(t.Context(), ours, "1.0.0", layout, "1.0.0", oras.DefaultCopyOptions); err != nil {
			t.Fatal(err)
		}
		m.wasmcp(t, "pull", "oci-layout://layout:1.0.0", "-o", "pulled.wasm")
		same(t, "wasmcp pulls from a layout", m.path("pulled.wasm"), component)
		m.wasmcp(t, "copy", host+"/ours/calculator:1.0.0", "oci-layout://copied:1.0.0")
		copied, err := oci.NewFromFS(t.Context(), os.DirFS(m.path("copied")))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := copied.Resolve(t.Context(), "1.0.0"); err != nil || got.Digest.String() != digest {
			t.Errorf("a layout of ours has %s, %v, want %s", got.Digest, err, digest)
		}

		theirs := repository(t, m, host+"/theirs/calculator")
		pack(t, theirs, "2.0.0", read(t, component))
		m.wasmcp(t, "pull", host+"/theirs/calculator:2.0.0", "-o", "pulled.wasm")
		same(t, "wasmcp pulls", m.path("pulled.wasm"), component)
	})
}

// repository is one of the registry that a machine is logged in at.
func repository(t testing.TB, m *machine, name string) *remote.Repository {
	t.Helper()
	r, err := remote.NewRepository(name)
	if err != nil {
		t.Fatal(err)
	}
	r.PlainHTTP = true
	if m.private {
		r.Client = &auth.Client{Credential: auth.StaticCredential(r.Reference.Registry, auth.Credential{Username: "ada", Password: "secret"})}
	}
	return r
}

// pack pushes bytes as an artifact of one layer.
func pack(t testing.TB, r *remote.Repository, tag string, b []byte) {
	t.Helper()
	layer, err := oras.PushBytes(t.Context(), r, "application/wasm", b)
	if err != nil {
		t.Fatal(err)
	}
	options := oras.PackManifestOptions{Layers: []ocispec.Descriptor{layer}}
	manifest, err := oras.PackManifest(t.Context(), r, oras.PackManifestVersion1_1, "application/vnd.example", options)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Tag(t.Context(), manifest, tag); err != nil {
		t.Fatal(err)
	}
}
