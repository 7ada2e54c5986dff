package oci_test

import (
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// BenchmarkPull pulls 25 MB from the loopback interface.
func BenchmarkPull(b *testing.B) {
	reg, _ := ocitest.Start(b, ocitest.Options{})
	bytes := make([]byte, 25<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(bytes)
	copy(bytes, "\x00asm\x01\x00\x00\x00")
	r := parse(b, reg.Host+"/large/module:1")
	if _, err := (&oci.Client{}).Push(b.Context(), build(b, bytes, oci.BuildOptions{}), r); err != nil {
		b.Fatal(err)
	}
	pull := func(b *testing.B, c *oci.Client) {
		if _, err := c.Pull(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
	a := build(b, bytes, oci.BuildOptions{})
	b.Run("floor", func(b *testing.B) { // the least that one can do: fetch and digest
		b.SetBytes(int64(len(bytes)))
		for b.Loop() {
			resp, err := http.Get("http://" + reg.Host + "/v2/large/module/blobs/" + a.Layer().Digest.String())
			if err != nil {
				b.Fatal(err)
			}
			got, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || digest.FromBytes(got) != a.Layer().Digest {
				b.Fatal("something else came", err)
			}
		}
	})
	b.Run("nothing kept", func(b *testing.B) {
		b.SetBytes(int64(len(bytes)))
		for b.Loop() {
			pull(b, &oci.Client{})
		}
	})
	b.Run("cold cache", func(b *testing.B) {
		b.SetBytes(int64(len(bytes)))
		for b.Loop() {
			b.StopTimer()
			cache := openCache(b)
			b.StartTimer()
			pull(b, &oci.Client{Cache: cache})
		}
	})
	b.Run("cold cache, to a file", func(b *testing.B) {
		b.SetBytes(int64(len(bytes)))
		for b.Loop() {
			b.StopTimer()
			c := &oci.Client{Cache: openCache(b)}
			f, err := os.Create(filepath.Join(b.TempDir(), "out.wasm"))
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if _, err := c.PullTo(b.Context(), r, f); err != nil {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("warm cache", func(b *testing.B) {
		b.SetBytes(int64(len(bytes)))
		cache := openCache(b)
		pull(b, &oci.Client{Cache: cache})
		for b.Loop() {
			pull(b, &oci.Client{Cache: cache})
		}
	})
}
