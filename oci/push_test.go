package oci_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

func TestPush_severalTagsAndRepositories(t *testing.T) {
	reg, r, a := pushed(t, ocitest.Options{})
	client := quick(nil)
	other := parse(t, reg.Host+"/acme/elsewhere:1.0.0+build.7")
	before := reg.Requests("PUT", "/blobs/")
	for range 2 {
		d, err := client.Push(t.Context(), a, r, r.WithTag("latest"), other)
		if err != nil || d.Digest != a.Descriptor.Digest {
			t.Fatalf("Push = %s, %v, want %s", d.Digest, err, a.Descriptor.Digest)
		}
	}
	// The in-process registry shares blobs between repositories.
	if n := reg.Requests("PUT", "/blobs/") - before; n != 0 {
		t.Errorf("%d blobs were sent again", n)
	}
	for _, r := range []oci.Reference{r, r.WithTag("latest"), other, r.ByDigest(a.Descriptor.Digest)} {
		got, err := client.Pull(t.Context(), r)
		if err != nil || !bytes.Equal(got.Bytes, a.Bytes) || got.Descriptor.Digest != a.Descriptor.Digest {
			t.Errorf("%s: %v", r, err)
		}
	}
	got, err := client.Pull(t.Context(), other)
	if err != nil || got.Version() != "1.0.0+build.7" {
		t.Errorf("the version of %s is %q, %v", other, got.Version(), err)
	}
	tags, err := client.Tags(t.Context(), r)
	if want := []string{"1.0.0", "latest"}; err != nil || !slices.Equal(tags, want) {
		t.Errorf("Tags = %v, %v, want %v", tags, err, want)
	}
}

func TestPush_isTriedAgain(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	puts := func(r *http.Request) bool { return r.Method == http.MethodPut }
	reg.Inject(ocitest.Times(2, puts, ocitest.Status(puts, 503, "busy")))
	a := build(t, provider(t, "text"), oci.BuildOptions{})
	var last oci.Progress
	client := quick(nil)
	client.Progress = func(p oci.Progress) { last = p }
	r := parse(t, reg.Host+"/a/b:1")
	if _, err := client.Push(t.Context(), a, r); err != nil {
		t.Fatal(err)
	}
	if want := (oci.Progress{Reference: r, Digest: a.Layer().Digest, Push: true, Done: a.Layer().Size, Total: a.Layer().Size}); last != want {
		t.Errorf("the last progress is %+v, want %+v", last, want)
	}
	reg.Inject(ocitest.Status(puts, 507, "full"))
	_, err := client.Push(t.Context(), a, r.WithTag("2"))
	if e := (*oci.RegistryError)(nil); !errors.As(err, &e) || e.Status != 507 {
		t.Errorf("%v, want status 507", err)
	}
}

func TestConfig(t *testing.T) {
	_, r, a := pushed(t, ocitest.Options{})
	client := quick(nil)
	got, err := client.Pull(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	config, err := client.Config(t.Context(), got)
	if err != nil {
		t.Fatal(err)
	}
	if config.OS != "wasip2" || config.Component == nil || !slices.Equal(config.Component.Exports, []string{"wasmcp:mcp/tools@0.1.0"}) {
		t.Errorf("config = %+v", config)
	}
	other := build(t, provider(t, "text"), oci.BuildOptions{})
	other.Manifest.Config = a.Manifest.Config
	other.Reference = r
	if _, err := client.Config(t.Context(), other); !errors.As(err, new(*oci.ManifestError)) {
		t.Errorf("a config about another layer: %v", err)
	}
}

// TestPull_asOthersPush pulls what other tools write: wkg, with a time in fractions of seconds and
// no labels, and oras, with an empty configuration.
func TestPull_asOthersPush(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	client := quick(nil)
	b := provider(t, "text")
	layer := oci.Descriptor{MediaType: oci.MediaTypeLayer, Digest: digest.FromBytes(b), Size: int64(len(b)),
		Annotations: map[string]string{oci.AnnotationTitle: "text.wasm"}}
	config := []byte(`{"created":"2026-01-02T03:04:05.123456789Z","author":null,"architecture":"wasm","os":"wasip2","layerDigests":["` +
		layer.Digest.String() + `"],"component":{"exports":["wasmcp:mcp/tools@0.1.0"],"imports":[],"target":null},"later":1}`)
	m := oci.Manifest{Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: oci.MediaTypeManifest, Layers: []oci.Descriptor{layer},
		Config: oci.Descriptor{MediaType: oci.MediaTypeConfig, Digest: digest.FromBytes(config), Size: int64(len(config))}}
	r := parse(t, reg.Host+"/others/wkg:1.0.0")
	if err := client.PushManifest(t.Context(), r, m, map[digest.Digest][]byte{layer.Digest: b, m.Config.Digest: config}); err != nil {
		t.Fatal(err)
	}
	got, err := client.Pull(t.Context(), r)
	if err != nil || !bytes.Equal(got.Bytes, b) {
		t.Fatalf("as wkg pushes: %v", err)
	}
	if c, err := client.Config(t.Context(), got); err != nil || c.OS != "wasip2" || c.Component.Target != nil {
		t.Errorf("config as wkg writes it: %+v, %v", c, err)
	}
	r = parse(t, reg.Host+"/others/oras:1.0.0")
	a := oci.Data{MediaType: oci.MediaTypeLayer, Bytes: b, ArtifactType: "application/vnd.example"}.Artifact()
	if _, err := client.Push(t.Context(), a, r); err != nil {
		t.Fatal(err)
	}
	if got, err := client.Pull(t.Context(), r); err != nil || !bytes.Equal(got.Bytes, b) {
		t.Errorf("as oras pushes: %v", err)
	}
}

func TestAttach_andCopyWithReferrers(t *testing.T) {
	for name, o := range map[string]ocitest.Options{"API": {}, "tags": {NoReferrers: true}} {
		t.Run(name, func(t *testing.T) {
			_, r, a := pushed(t, o)
			client := quick(openCache(t))
			note := oci.Data{ArtifactType: "application/vnd.example.note", MediaType: "text/plain", Bytes: []byte("hello")}
			d, err := client.Attach(t.Context(), r, note)
			if err != nil {
				t.Fatal(err)
			}
			remark := oci.Data{ArtifactType: "application/vnd.example.remark", MediaType: "text/plain", Bytes: []byte("world")}
			if _, err := client.Attach(t.Context(), r.ByDigest(d.Digest), remark); err != nil {
				t.Fatal(err)
			}
			sig := oci.Data{MediaType: "text/plain", Bytes: []byte("signature")}.Artifact()
			if _, err := client.Push(t.Context(), sig, r.WithTag(oci.CosignTag(a.Descriptor.Digest, "sig"))); err != nil {
				t.Fatal(err)
			}
			layout := parse(t, "oci-layout://"+filepath.Join(t.TempDir(), "layout")+":kept")
			other, _ := ocitest.Start(t, ocitest.Options{NoReferrers: !o.NoReferrers})
			last := parse(t, other.Host+"/copied/calculator:1.0.0")
			for _, step := range [][2]oci.Reference{{r, layout}, {layout, last}} {
				got, err := client.Copy(t.Context(), step[0], step[1], oci.CopyOptions{})
				if err != nil || got.Digest != a.Descriptor.Digest {
					t.Fatalf("Copy(%s, %s) = %s, %v, want %s", step[0], step[1], got.Digest, err, a.Descriptor.Digest)
				}
				to := step[1]
				found, err := client.Referrers(t.Context(), to, note.ArtifactType)
				if err != nil || len(found) != 1 || found[0].Digest != d.Digest {
					t.Fatalf("referrers of %s: %v, %v, want %s", to, found, err, d.Digest)
				}
				data, err := client.PullAs(t.Context(), to.ByDigest(found[0].Digest), "text/plain")
				if err != nil || string(data.Bytes) != "hello" {
					t.Errorf("referrer at %s: %v", to, err)
				}
				found, err = client.Referrers(t.Context(), to.ByDigest(d.Digest), "")
				if err != nil || len(found) != 1 {
					t.Errorf("referrers of the referrer at %s: %v, %v", to, found, err)
				}
				if _, err := client.PullAs(t.Context(), to.WithTag(oci.CosignTag(a.Descriptor.Digest, "sig")), "text/plain"); err != nil {
					t.Errorf("signature by tag at %s: %v", to, err)
				}
				if got, err := client.Pull(t.Context(), to); err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
					t.Errorf("%s: %v", to, err)
				}
			}
			bare := parse(t, other.Host+"/bare/calculator:2")
			if _, err := client.Copy(t.Context(), r, bare, oci.CopyOptions{NoReferrers: true}); err != nil {
				t.Fatal(err)
			}
			if found, err := client.Referrers(t.Context(), bare, ""); err != nil || len(found) != 0 {
				t.Errorf("referrers that were left behind: %v, %v", found, err)
			}
		})
	}
}

func TestLayout(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "layout")
	r := parse(t, "oci-layout://"+dir+":1.0.0")
	client := quick(nil)
	_, err := client.Pull(t.Context(), r)
	if e := (*oci.NotFoundError)(nil); !errors.As(err, &e) || e.What != "layout" {
		t.Errorf("a layout that is not there: %v", err)
	}
	calculator := build(t, provider(t, "calculator"), oci.BuildOptions{})
	text := build(t, provider(t, "text"), oci.BuildOptions{})
	for range 2 {
		for _, p := range []struct {
			a   *oci.Artifact
			tag string
		}{{text, "2.0.0"}, {calculator, "1.0.0"}, {text, "latest"}} {
			if _, err := client.Push(t.Context(), p.a, r.WithTag(p.tag)); err != nil {
				t.Fatal(err)
			}
		}
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[` +
		entry(calculator, "1.0.0") + "," + entry(text, "2.0.0") + "," + entry(text, "latest") + `]}`
	if diff := cmp.Diff(want, string(index)); diff != "" {
		t.Errorf("index.json: %s", diff)
	}
	got, err := client.Pull(t.Context(), parse(t, "oci-layout://"+dir))
	if err != nil || !bytes.Equal(got.Bytes, text.Bytes) {
		t.Errorf("without a tag: %v", err)
	}
	_, err = client.Pull(t.Context(), r.WithTag("3"))
	if want := r.WithTag("3").String() + ": no such tag\n  the layout has: 2.0.0, 1.0.0, latest"; err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	blob := filepath.Join(dir, "blobs", "sha256", calculator.Layer().Digest.Encoded())
	if err := os.Chmod(blob, 0o644); err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(calculator.Bytes)
	damaged[100] ^= 1
	if err := os.WriteFile(blob, damaged, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err = client.Pull(t.Context(), r); !errors.As(err, new(*oci.DigestError)) {
		t.Errorf("a damaged layout: %v", err)
	}
	if _, err := client.Push(t.Context(), calculator, r); err != nil {
		t.Fatal(err)
	}
	if got, err := client.Pull(t.Context(), r); err != nil || !bytes.Equal(got.Bytes, calculator.Bytes) {
		t.Errorf("pushed again: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, "index.json"), 65<<20); err != nil {
		t.Fatal(err)
	}
	if _, err = client.Pull(t.Context(), r); err == nil || !strings.HasSuffix(err.Error(), ": index.json has more than 67108864 bytes") {
		t.Errorf("an index that is too large: %v", err)
	}
}

func entry(a *oci.Artifact, tag string) string {
	return `{"mediaType":"` + oci.MediaTypeManifest + `","digest":"` + a.Descriptor.Digest.String() + `","size":` +
		itoa(a.Descriptor.Size) + `,"annotations":{"org.opencontainers.image.ref.name":"` + tag + `"}}`
}

func TestPullAll(t *testing.T) {
	_, r, a := pushed(t, ocitest.Options{})
	refs := []oci.Reference{r, r.WithTag("none"), r, r.ByDigest(a.Descriptor.Digest)}
	got, err := quick(openCache(t)).PullAll(t.Context(), refs)
	if missing := (*oci.NotFoundError)(nil); !errors.As(err, &missing) || missing.Reference.Tag != "none" {
		t.Errorf("%v, want that one tag is missing", err)
	}
	for i, g := range got {
		if (g == nil) != (i == 1) {
			t.Errorf("result %d is %v", i, g)
		}
	}
}

// TestLayout_leavesNothingBehind is content that cannot be stored, here because it is other content.
func TestLayout_leavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	right := digest.FromString("right")
	m := oci.Manifest{MediaType: oci.MediaTypeManifest, Layers: []oci.Descriptor{{MediaType: "text/plain", Digest: right, Size: 5}}}
	err := (&oci.Client{}).PushManifest(t.Context(), oci.Reference{Layout: dir, Tag: "1"}, m, map[digest.Digest][]byte{right: []byte("wrong")})
	if !errors.As(err, new(*oci.LayoutError)) {
		t.Errorf("wrong content: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "ingest", "*")); err != nil || left != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestTags_thatCanBeNone are names that a registry lists and nobody can ask for.
func TestTags_thatCanBeNone(t *testing.T) {
	reg, _ := ocitest.Start(t, ocitest.Options{})
	reg.Inject(func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if !strings.HasSuffix(r.URL.Path, "/tags/list") {
			return false
		}
		_, _ = w.Write([]byte(`{"name": "a/b", "tags": ["1.0\nwasmcp: verified", "../../etc", "2.0", "", "\u001b[2J"]}`))
		return true
	})
	tags, err := quick(nil).Tags(t.Context(), parse(t, reg.Host+"/a/b"))
	if err != nil || !slices.Equal(tags, []string{"2.0"}) {
		t.Errorf("%q, %v", tags, err)
	}
}

// TestCopy_tagsWhatHasItsReferrers is a registry that takes no referrers: no tag stands for an artifact
// whose signatures could not be copied.
func TestCopy_tagsWhatHasItsReferrers(t *testing.T) {
	_, from, _ := pushed(t, ocitest.Options{})
	data := oci.Data{ArtifactType: "text/plain", MediaType: "text/plain", Bytes: []byte("signed")}
	if _, err := quick(nil).Attach(t.Context(), from, data); err != nil {
		t.Fatal(err)
	}
	reg, _ := ocitest.Start(t, ocitest.Options{})
	var put []string
	reg.Inject(func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		if r.Method != http.MethodPut || !strings.Contains(r.URL.Path, "/manifests/") {
			return false
		}
		put = append(put, path.Base(r.URL.Path)) // one request after the other
		if len(put) < 2 {
			return false
		}
		w.WriteHeader(http.StatusBadRequest)
		return true
	})
	to := parse(t, reg.Host+"/copied/calculator:1.0.0")
	if _, err := quick(nil).Copy(t.Context(), from, to, oci.CopyOptions{}); err == nil {
		t.Error("copied")
	}
	if slices.Contains(put, "1.0.0") {
		t.Errorf("the tag was set: %v", put)
	}
	reg.Heal()
	d, err := quick(nil).Copy(t.Context(), from, to, oci.CopyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if tagged, _, err := quick(nil).Resolve(t.Context(), to); err != nil || tagged.Digest != d.Digest {
		t.Errorf("the tag stands for %v, %v", tagged, err)
	}
}

// TestDigests_thatAreNone are what a registry calls digests in a list and in a manifest: nothing is asked
// of them.
func TestDigests_thatAreNone(t *testing.T) {
	none := oci.Descriptor{MediaType: oci.MediaTypeManifest, Digest: "garbage", Size: 3, ArtifactType: "a/b"}
	list := map[string]any{"schemaVersion": 2, "mediaType": oci.MediaTypeIndex, "manifests": []any{none}}
	serve := func(what func(*http.Request) bool, v any) ocitest.Fault {
		return func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
			if !what(r) {
				return false
			}
			text, _ := json.Marshal(v)
			w.Header().Set("Content-Type", oci.MediaTypeIndex)
			_, _ = w.Write(text)
			return true
		}
	}
	referrers := func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/referrers/") }
	tagged := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/manifests/1.0.0") }
	for name, fault := range map[string]ocitest.Fault{
		"a referrer": serve(referrers, list),
		"a child":    serve(tagged, list),
		"a layer": editManifest(func(m map[string]any) {
			m["layers"].([]any)[0].(map[string]any)["digest"] = "garbage"
		}),
	} {
		reg, from, _ := pushed(t, ocitest.Options{})
		reg.Inject(fault)
		other, _ := ocitest.Start(t, ocitest.Options{})
		for _, to := range []string{"oci-layout://" + t.TempDir() + ":1", other.Host + "/a/b:1"} {
			_, err := quick(nil).Copy(t.Context(), from, parse(t, to), oci.CopyOptions{})
			if e := (*oci.ManifestError)(nil); !errors.As(err, &e) || e.Found != `"garbage"` {
				t.Errorf("%s, to %s: %v", name, to, err)
			}
		}
	}
}
