package oci_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// childEnv makes of the test's binary a process that pulls a reference into a cache.
const childEnv = "WASMCP_OCI_TEST_PULL"

// plainEnv makes it speak HTTP.
const plainEnv = "WASMCP_OCI_TEST_PLAIN"

func TestMain(m *testing.M) {
	if ref := os.Getenv(childEnv); ref != "" {
		limitFiles()
		if err := pullInChild(ref, os.Getenv("WASMCP_CACHE")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func pullInChild(s, dir string) error {
	r, err := oci.ParseReference(s)
	if err != nil {
		return err
	}
	cache, err := oci.OpenCache(dir, 0)
	if err != nil {
		return err
	}
	client := quick(cache)
	if os.Getenv(plainEnv) != "" {
		client.Hosts = map[string]oci.Host{r.Registry: {Scheme: oci.HTTP}}
	}
	a, err := client.Pull(context.Background(), r)
	if err == nil {
		fmt.Println(digest.FromBytes(a.Bytes))
	}
	return err
}

// pullInProcess runs a child and returns what it printed.
func pullInProcess(t *testing.T, r oci.Reference, cache *oci.Cache, env ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(append(os.Environ(), childEnv+"="+r.String(), "WASMCP_CACHE="+cache.Dir()), env...)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// TestPull_throughAProxy pulls from a host that only the proxy knows. The environment is read once
// by a process, so it takes another one.
func TestPull_throughAProxy(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	far := r
	far.Registry = "registry.example"
	out, err := pullInProcess(t, far, openCache(t), plainEnv+"=1", "HTTP_PROXY=http://"+reg.Host, "NO_PROXY=")
	if err != nil || out != a.Layer().Digest.String() {
		t.Errorf("%s, %v, want %s", out, err, a.Layer().Digest)
	}
}

func TestCache_filledByTwoProcesses(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	// Each process has begun before the first one can end.
	var both sync.WaitGroup
	both.Add(2)
	reg.Inject(func(_ http.ResponseWriter, q *http.Request, _ http.Handler) bool {
		if ocitest.Manifest(q) {
			both.Done()
			both.Wait()
		}
		return false
	})
	reg.Inject(ocitest.Times(1, ocitest.Blob, ocitest.CutAfter(ocitest.Blob, 5000)))
	cache := openCache(t)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			out, err := pullInProcess(t, r, cache)
			if err != nil || out != a.Layer().Digest.String() {
				t.Errorf("a process pulled %s, %v, want %s", out, err, a.Layer().Digest)
			}
		})
	}
	wg.Wait()
	checkCache(t, cache)
	// One of them fetched the layer, in two pieces, and the other one waited for it.
	if n := reg.Requests("GET", a.Layer().Digest.String()); n != 2 {
		t.Errorf("the layer was asked for %d times, want 2", n)
	}
	noPartials(t, cache)
}

func noPartials(t *testing.T, c *oci.Cache) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(c.Dir(), "partial"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestCache_onAFullDisk(t *testing.T) {
	if !canLimitFiles {
		t.Skip("this system has no limit on the size of files that a process can set for itself")
	}
	_, r, a := pushed(t, ocitest.Options{})
	cache := openCache(t)
	out, err := pullInProcess(t, r, cache, limitEnv+"=5000")
	if err == nil || !strings.Contains(out, "cache "+cache.Dir()+": ") {
		t.Errorf("where files cannot grow: %s, %v", out, err)
	}
	checkCache(t, cache)
	noPartials(t, cache)
	if out, err := pullInProcess(t, r, cache); err != nil || out != a.Layer().Digest.String() {
		t.Errorf("with room again: %s, %v", out, err)
	}
}

func TestCache_resumesWhatAnotherProcessBegan(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	d := a.Layer().Digest
	for name, begun := range map[string][]byte{
		"right":    a.Bytes[:7000],
		"wrong":    make([]byte, 7000),
		"complete": a.Bytes,
		"too long": append(bytes.Clone(a.Bytes), 1),
	} {
		t.Run(name, func(t *testing.T) {
			cache := openCache(t)
			partial := filepath.Join(cache.Dir(), "partial", "sha256-"+d.Encoded())
			if err := os.WriteFile(partial, begun, 0o644); err != nil {
				t.Fatal(err)
			}
			before := reg.Requests("GET", d.String())
			got, err := quick(cache).Pull(t.Context(), r)
			if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
				t.Fatalf("pulled something else: %v", err)
			}
			if n := reg.Requests("GET", d.String()) - before; name == "complete" && n != 0 {
				t.Errorf("what was complete was asked for %d times", n)
			}
			checkCache(t, cache)
			noPartials(t, cache)
			cache = openCache(t)
			if err := os.WriteFile(filepath.Join(cache.Dir(), "partial", "sha256-"+d.Encoded()), begun, 0o644); err != nil {
				t.Fatal(err)
			}
			got, err = pullToFile(t)(quick(cache), t.Context(), r)
			if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
				t.Fatalf("into a file: something else: %v", err)
			}
			checkCache(t, cache)
			noPartials(t, cache)
		})
	}
}

func TestCache_damagedFilesAreFetchedAgain(t *testing.T) {
	_, r, a := pushed(t, ocitest.Options{})
	cache := openCache(t)
	client := quick(cache)
	for _, pull := range []pull{(*oci.Client).Pull, pullToFile(t), (*oci.Client).Pull} {
		got, err := pull(client, t.Context(), r)
		if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
			t.Fatalf("pulled something else: %v", err)
		}
		blobs, err := filepath.Glob(filepath.Join(cache.Dir(), "blobs", "sha256", "*"))
		if err != nil || len(blobs) != 2 {
			t.Fatalf("the cache has %v, %v, want manifest and layer", blobs, err)
		}
		for _, b := range blobs {
			if err := os.WriteFile(b, []byte("damaged"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	client.Offline = true
	_, err := client.Pull(t.Context(), r)
	if off := (*oci.OfflineError)(nil); !errors.As(err, &off) {
		t.Errorf("damaged and offline: %v", err)
	}
	if _, ok := cache.Read(a.Layer().Digest); ok {
		t.Error("the cache gives damaged content")
	}
	checkCache(t, cache) // what is damaged is removed when it is seen
}

func TestCache_warmAsksOnlyForTheTag(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	cache := openCache(t)
	if _, err := quick(cache).Pull(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	before := reg.Requests("")
	if _, err := quick(cache).Pull(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if n := reg.Requests("") - before; n != 1 {
		t.Errorf("a tag took %d requests, want 1", n)
	}
	before = reg.Requests("")
	if _, err := quick(cache).Pull(t.Context(), r.WithDigest(a.Descriptor.Digest)); err != nil {
		t.Fatal(err)
	}
	if n := reg.Requests("") - before; n != 0 {
		t.Errorf("a digest took %d requests, want 0", n)
	}
}

func TestCache_offline(t *testing.T) {
	_, r, a := pushed(t, ocitest.Options{})
	cache := openCache(t)
	offline := quick(cache)
	offline.Offline = true
	_, err := offline.Pull(t.Context(), r)
	want := r.String() + ": the tag is not in the cache, and nothing may be fetched offline"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if _, err := quick(cache).Pull(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	got, err := offline.Pull(t.Context(), r)
	if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
		t.Errorf("offline: %v", err)
	}
	tags, err := offline.Tags(t.Context(), r)
	if err != nil || len(tags) != 1 || tags[0] != "1.0.0" {
		t.Errorf("tags offline: %v, %v", tags, err)
	}
	if _, err := offline.Push(t.Context(), a, r); !errors.As(err, new(*oci.OfflineError)) {
		t.Errorf("push offline: %v", err)
	}
}

func TestCache_isBounded(t *testing.T) {
	dir := t.TempDir()
	cache, err := oci.OpenCache(dir, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var digests []digest.Digest
	for i := range 5 {
		b := bytes.Repeat([]byte{byte(i)}, 300)
		d := digest.FromBytes(b)
		digests = append(digests, d)
		if err := cache.Write(d, b); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, "blobs", "sha256", d.Encoded()), at, at); err != nil {
			t.Fatal(err)
		}
		cache.Read(digests[0]) // keeps the first one fresh
	}
	kept := ""
	for i, d := range digests {
		if _, ok := cache.Read(d); ok {
			kept += fmt.Sprint(i)
		}
	}
	if kept != "034" {
		t.Errorf("of five pieces there are left %s, want 034: the one in use and the last two", kept)
	}
}

func TestOpenCache_whereNoneCanBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := oci.OpenCache(filepath.Join(file, "cache"), 0)
	if c := (*oci.CacheError)(nil); !errors.As(err, &c) {
		t.Errorf("%v, want a CacheError", err)
	}
}
