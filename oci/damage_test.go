package oci_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// quick is a client that does not wait long for anything.
func quick(cache *oci.Cache) *oci.Client {
	return &oci.Client{Cache: cache, Backoff: time.Millisecond, Stall: 5 * time.Second, Attempts: 3}
}

func openCache(t testing.TB) *oci.Cache {
	t.Helper()
	c, err := oci.OpenCache(filepath.Join(t.TempDir(), "cache"), 0)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func parse(t testing.TB, s string) oci.Reference {
	t.Helper()
	r, err := oci.ParseReference(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// pushed starts a registry with the calculator in it.
func pushed(t testing.TB, o ocitest.Options) (*ocitest.Registry, oci.Reference, *oci.Artifact) {
	t.Helper()
	reg, _ := ocitest.Start(t, o)
	r := parse(t, reg.Host+"/acme/calculator:1.0.0")
	a := build(t, provider(t, "calculator"), oci.BuildOptions{Title: "calculator.wasm"})
	if _, err := quick(nil).Push(context.Background(), a, r); err != nil {
		t.Fatal(err)
	}
	return reg, r, a
}

// checkCache sees that everything under a digest has that digest.
func checkCache(t *testing.T, c *oci.Cache) {
	t.Helper()
	dir := filepath.Join(c.Dir(), "blobs", "sha256")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != e.Name() {
			t.Errorf("the cache has %d wrong bytes under %s", len(b), e.Name())
		}
	}
}

// editManifest changes the manifest and keeps the registry's word about its digest out of it.
func editManifest(edit func(m map[string]any)) ocitest.Fault {
	return ocitest.Replace(ocitest.Manifest, func(h http.Header, body []byte) []byte {
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			panic(err)
		}
		edit(m)
		b, _ := json.Marshal(m)
		h.Set("Docker-Content-Digest", digest.FromBytes(b).String())
		return b
	})
}

// noRanges makes a registry of those that send everything from the beginning.
func noRanges(f ocitest.Fault) ocitest.Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		r.Header.Del("Range")
		return f(w, r, next)
	}
}

func TestDamage(t *testing.T) {
	layer := func(m map[string]any) map[string]any { return m["layers"].([]any)[0].(map[string]any) }
	tests := []struct {
		name  string
		fault ocitest.Fault
		// want is the error without the reference and the digests; empty is the right result.
		want string
		is   any
	}{
		{"layer truncated, as if whole", ocitest.Replace(ocitest.Blob, func(_ http.Header, b []byte) []byte { return b[:len(b)-100] }),
			"the layer has the wrong size", new(*oci.SizeError)},
		{"layer longer than said", ocitest.Replace(ocitest.Blob, func(_ http.Header, b []byte) []byte { return append(b, 0) }),
			"the layer has the wrong size", new(*oci.SizeError)},
		{"layer with a flipped bit", ocitest.Replace(ocitest.Blob, func(_ http.Header, b []byte) []byte {
			b = bytes.Clone(b)
			b[len(b)/2] ^= 1
			return b
		}), "the layer has the wrong digest", new(*oci.DigestError)},
		{"manifest that is not what the header says", ocitest.Replace(ocitest.Manifest, func(_ http.Header, b []byte) []byte { return append(b, ' ') }),
			"the manifest has the wrong digest", new(*oci.DigestError)},
		{"two layers", editManifest(func(m map[string]any) { m["layers"] = []any{layer(m), layer(m)} }),
			"2 layers: application/wasm, application/wasm", new(*oci.ManifestError)},
		{"no layer", editManifest(func(m map[string]any) { m["layers"] = []any{} }),
			"no layers", new(*oci.ManifestError)},
		{"manifest without a media type", editManifest(func(m map[string]any) { delete(m, "mediaType") }),
			"the manifest does not say what it is", new(*oci.ManifestError)},
		{"layer without a media type", editManifest(func(m map[string]any) { layer(m)["mediaType"] = "" }),
			"no media type", new(*oci.ManifestError)},
		{"layer of another type", editManifest(func(m map[string]any) { layer(m)["mediaType"] = "application/tar" }),
			"application/tar", new(*oci.ManifestError)},
		{"list of manifests", editManifest(func(m map[string]any) {
			clear(m)
			m["mediaType"], m["manifests"] = oci.MediaTypeIndex, []any{map[string]any{}, map[string]any{}}
		}), "application/vnd.oci.image.index.v1+json of 2 manifests", new(*oci.ManifestError)},
		{"manifest that is no JSON", ocitest.Replace(ocitest.Manifest, func(h http.Header, _ []byte) []byte {
			h.Set("Docker-Content-Digest", digest.FromString("<html>").String())
			return []byte("<html>")
		}), `"<html>"`, new(*oci.ManifestError)},
		{"digest of an unknown kind", editManifest(func(m map[string]any) { layer(m)["digest"] = "md5:00" }),
			"the layer has no usable digest", new(*oci.ManifestError)},
		{"size beyond all bounds", editManifest(func(m map[string]any) { layer(m)["size"] = int64(1) << 50 }),
			"the layer is too large", new(*oci.SizeError)},
		{"negative size", editManifest(func(m map[string]any) { layer(m)["size"] = -1 }),
			"the layer has no usable size", new(*oci.ManifestError)},
		{"manifest beyond all bounds", ocitest.Replace(ocitest.Manifest, func(_ http.Header, b []byte) []byte {
			return append(b, make([]byte, 5<<20)...)
		}), "the manifest is too large", new(*oci.SizeError)},

		{"closes in the middle, once", ocitest.Times(1, ocitest.Blob, ocitest.CutAfter(ocitest.Blob, 1000)), "", nil},
		{"closes in the middle, once, and knows no ranges", noRanges(ocitest.Times(1, ocitest.Blob, ocitest.CutAfter(ocitest.Blob, 1000))), "", nil},
		{"closes in the middle of the manifest, once", ocitest.Times(1, ocitest.Manifest, ocitest.CutAfter(ocitest.Manifest, 10)), "", nil},
		{"closes before the answer, once", ocitest.Times(1, ocitest.Blob, func(http.ResponseWriter, *http.Request, http.Handler) bool {
			panic(http.ErrAbortHandler)
		}), "", nil},
		{"closes in the same place, always", noRanges(ocitest.CutAfter(ocitest.Blob, 1000)), "could not fetch the layer: unexpected EOF", new(*oci.NetworkError)},
		{"stalls in the middle, once", ocitest.Times(1, ocitest.Blob, ocitest.StallAfter(ocitest.Blob, 1000)), "", nil},
		{"never answers", ocitest.StallAfter(ocitest.Blob, -1),
			"could not fetch the layer: no answer for 200ms", new(*oci.StallError)},
		{"stalls in the middle, always", noRanges(ocitest.StallAfter(ocitest.Blob, 1000)), "nothing came for 200ms, after 1000 of ", new(*oci.StallError)},
		{"stalls in the middle of the manifest, always", ocitest.StallAfter(ocitest.Manifest, 10), "nothing came for 200ms, after 10 of ", new(*oci.StallError)},
		{"500 twice", ocitest.Times(2, ocitest.Blob, ocitest.Status(ocitest.Blob, 500, "oops")), "", nil},
		{"500 always", ocitest.Status(ocitest.Blob, 500, "oops"),
			`answered 500 to: fetch the layer`, new(*oci.RegistryError)},
		{"429 twice", ocitest.Times(2, ocitest.Manifest, ocitest.Status(ocitest.Manifest, 429, "slow down", "Retry-After", "0")), "", nil},
		{"429 always", ocitest.Status(ocitest.Manifest, 429, "slow down", "Retry-After", "0"),
			`the registry says: "TOOMUCH slow down"`, new(*oci.RegistryError)},
		{"429 for an hour", ocitest.Status(ocitest.Manifest, 429, "slow down", "Retry-After", "3600"),
			"answered 429", new(*oci.RegistryError)},
		{"tokens that expire", (&ocitest.Tokens{Uses: 1}).Fault, "", nil},
		{"tokens that are never good", (&ocitest.Tokens{Uses: 0}).Fault,
			"does not allow a pull without credentials", new(*oci.AuthError)},
		{"a password that nobody gave", ocitest.Basic("u", "p"),
			"does not allow a pull without credentials", new(*oci.AuthError)},
		{"forbidden", ocitest.Status(ocitest.Manifest, 403, "private"),
			`the registry says: "TOOMUCH private"`, new(*oci.AuthError)},
		{"layer that is gone", ocitest.Status(ocitest.Blob, 404, "gone"), "no such blob", new(*oci.NotFoundError)},
	}
	for _, tt := range tests {
		for way, pull := range map[string]pull{"to memory": (*oci.Client).Pull, "to a file": pullToFile(t)} {
			t.Run(tt.name+" "+way, func(t *testing.T) {
				t.Parallel()
				reg, r, a := pushed(t, ocitest.Options{})
				reg.Inject(tt.fault)
				cache := openCache(t)
				client := quick(cache)
				for _, c := range []*oci.Client{client, quick(nil)} {
					if strings.HasPrefix(tt.name, "stalls") || tt.name == "never answers" {
						c.Stall = 200 * time.Millisecond
					}
					got, err := pull(c, t.Context(), r)
					if tt.want == "" {
						if err != nil {
							t.Fatal(err)
						}
						if !bytes.Equal(got.Bytes, a.Bytes) {
							t.Error("other bytes came than were pushed")
						}
						break // what happens once has happened
					}
					switch {
					case err == nil:
						t.Fatalf("no error, want %q", tt.want)
					case got != nil:
						t.Error("a result beside the error")
					case !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), r.String()+": "):
						t.Errorf("%v\nwant %s: …%s", err, r, tt.want)
					case !errors.As(err, tt.is):
						t.Errorf("%v is not a %T", err, tt.is)
					}
				}
				checkCache(t, cache)
				reg.Heal()
				for range 2 { // from the registry, and from the cache
					got, err := pull(client, t.Context(), r)
					if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
						t.Errorf("after the damage: %v", err)
					}
				}
				checkCache(t, cache)
			})
		}
	}
}

// pull is a way to pull.
type pull func(c *oci.Client, ctx context.Context, r oci.Reference) (*oci.Artifact, error)

// pullToFile pulls by PullTo, and has what is in the file then as the artifact's bytes.
func pullToFile(t *testing.T) pull {
	dir := t.TempDir()
	return func(c *oci.Client, ctx context.Context, r oci.Reference) (*oci.Artifact, error) {
		f, err := os.CreateTemp(dir, "")
		if err != nil {
			return nil, err
		}
		defer f.Close()
		a, err := c.PullTo(ctx, r, f)
		if err == nil {
			if a.Bytes != nil {
				return nil, errors.New("what is in a file is in memory as well")
			}
			a.Bytes, err = os.ReadFile(f.Name())
		}
		return a, err
	}
}

// TestPullTo_whereNothingCanBeWritten is a disk that is full where the component goes to.
func TestPullTo_whereNothingCanBeWritten(t *testing.T) {
	_, r, a := pushed(t, ocitest.Options{})
	cache := openCache(t)
	for _, c := range []*oci.Client{quick(nil), quick(cache), quick(cache)} {
		_, err := c.PullTo(t.Context(), r, fullOutput{})
		if e := (*oci.OutputError)(nil); !errors.As(err, &e) || !errors.Is(err, errFull) || e.Reference != r {
			t.Errorf("%v, want an OutputError", err)
		}
		checkCache(t, cache)
	}
	if got, err := quick(cache).Pull(t.Context(), r); err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
		t.Errorf("into memory: %v", err)
	}
	layout := parse(t, "oci-layout://"+filepath.Join(t.TempDir(), "layout")+":1")
	if _, err := quick(nil).Push(t.Context(), a, layout); err != nil {
		t.Fatal(err)
	}
	if _, err := quick(nil).PullTo(t.Context(), layout, fullOutput{}); !errors.Is(err, errFull) {
		t.Errorf("from a layout: %v", err)
	}
	if got, err := pullToFile(t)(quick(nil), t.Context(), layout); err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
		t.Errorf("from a layout, with room: %v", err)
	}
}

var errFull = errors.New("no room")

// fullOutput takes nothing.
type fullOutput struct{}

func (fullOutput) Write([]byte) (int, error)      { return 0, errFull }
func (fullOutput) Seek(int64, int) (int64, error) { return 0, nil }
func (fullOutput) Truncate(int64) error           { return nil }

func TestPull_byAWrongDigest(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	other := digest.FromString("other")
	_, err := quick(openCache(t)).Pull(t.Context(), r.WithDigest(other))
	if missing := (*oci.NotFoundError)(nil); !errors.As(err, &missing) || missing.What != "manifest" {
		t.Errorf("a digest that is not there: %v", err)
	}
	reg.Inject(func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		r.URL.Path = strings.Replace(r.URL.Path, other.String(), a.Descriptor.Digest.String(), 1)
		return false
	})
	_, err = quick(openCache(t)).Pull(t.Context(), r.WithDigest(other))
	if wrong := (*oci.DigestError)(nil); !errors.As(err, &wrong) || wrong.Found != a.Descriptor.Digest || wrong.Expected != other {
		t.Errorf("another manifest than was asked for: %v", err)
	}
}

func TestPull_ofALockedTagThatMoved(t *testing.T) {
	_, r, a := pushed(t, ocitest.Options{})
	locked := r.WithDigest(a.Descriptor.Digest)
	moved := build(t, provider(t, "text"), oci.BuildOptions{})
	client := quick(openCache(t))
	if _, err := client.Push(t.Context(), moved, r); err != nil {
		t.Fatal(err)
	}
	got, err := client.Pull(t.Context(), locked)
	if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
		t.Errorf("the locked digest: %v", err)
	}
	client.Offline = true
	if _, err := client.Pull(t.Context(), r); !errors.As(err, new(*oci.OfflineError)) {
		t.Errorf("a tag that was never looked at, offline: %v", err)
	}
	client.Offline = false
	got, err = client.Pull(t.Context(), r)
	if err != nil || !bytes.Equal(got.Bytes, moved.Bytes) {
		t.Errorf("the tag: %v", err)
	}
}

func TestPull_noSuchTag(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	client := quick(nil)
	for _, tag := range []string{"latest", "1.10.0", "1.9.0", "1.0.0-rc.1", "sha256-" + a.Descriptor.Digest.Encoded() + ".sig"} {
		if _, err := client.Push(t.Context(), a, r.WithTag(tag)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.Pull(t.Context(), r.WithTag("2.0.0"))
	want := r.Name() + ":2.0.0: no such tag\n  the registry has: 1.10.0, 1.9.0, 1.0.0, 1.0.0-rc.1, latest"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	_, err = client.Pull(t.Context(), parse(t, reg.Host+"/acme/none:1"))
	if missing := (*oci.NotFoundError)(nil); !errors.As(err, &missing) || missing.What != "repository" {
		t.Errorf("a repository that is not there: %v", err)
	}
}

// TestPull_givesUpAfterTwoSilences counts requests: each silence takes half a minute by default.
func TestPull_givesUpAfterTwoSilences(t *testing.T) {
	reg, r, _ := pushed(t, ocitest.Options{})
	asked := map[string]int{}
	count := func(kind string, what func(*http.Request) bool) {
		stall := ocitest.StallAfter(what, 10)
		reg.Inject(func(w http.ResponseWriter, q *http.Request, next http.Handler) bool {
			if what(q) {
				asked[kind]++ // one request after the other
			}
			return noRanges(stall)(w, q, next)
		})
	}
	count("manifest", ocitest.Manifest)
	c := &oci.Client{Stall: 100 * time.Millisecond, Attempts: 5, Backoff: time.Millisecond}
	_, err := c.Pull(t.Context(), r)
	if !errors.As(err, new(*oci.StallError)) || asked["manifest"] != 2 {
		t.Errorf("%d requests for the manifest: %v", asked["manifest"], err)
	}
	reg.Heal()
	count("layer", ocitest.Blob)
	// The first ten bytes are progress, the same ones again are none.
	_, err = c.Pull(t.Context(), r)
	if !errors.As(err, new(*oci.StallError)) || asked["layer"] != 3 {
		t.Errorf("%d requests for the layer: %v", asked["layer"], err)
	}
}

// TestCache_ofAnotherSize is a manifest whose size of the layer is wrong: it is, whatever the cache has.
func TestCache_ofAnotherSize(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	cache := openCache(t)
	if _, err := quick(cache).Pull(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	r = r.WithTag("other") // whose manifest the cache does not have
	if _, err := quick(nil).Push(t.Context(), a, r); err != nil {
		t.Fatal(err)
	}
	reg.Inject(editManifest(func(m map[string]any) { m["layers"].([]any)[0].(map[string]any)["size"] = 1 << 20 }))
	for way, pull := range map[string]pull{"to memory": (*oci.Client).Pull, "to a file": pullToFile(t)} {
		if _, err := pull(quick(cache), t.Context(), r); !errors.As(err, new(*oci.SizeError)) {
			t.Errorf("%s: %v", way, err)
		}
	}
	reg.Heal()
	if got, err := quick(cache).Pull(t.Context(), r); err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
		t.Errorf("after that: %v", err)
	}
}

func TestPull_unreachable(t *testing.T) {
	reg, s := ocitest.Start(t, ocitest.Options{})
	s.Close()
	_, err := quick(nil).Pull(t.Context(), parse(t, reg.Host+"/a/b:1"))
	if down := (*oci.NetworkError)(nil); !errors.As(err, &down) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("a registry that is not there: %v", err)
	}
}

func TestPull_canceled(t *testing.T) {
	reg, r, _ := pushed(t, ocitest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	reg.Inject(func(w http.ResponseWriter, q *http.Request, next http.Handler) bool {
		if !ocitest.Blob(q) {
			return false
		}
		cancel()
		return ocitest.StallAfter(ocitest.Blob, 1000)(w, q, next)
	})
	client := quick(openCache(t))
	client.Stall = time.Minute
	if _, err := client.Pull(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}
