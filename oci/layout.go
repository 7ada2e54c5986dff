package oci

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"

	"github.com/gofrs/flock"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content/oci"
	"oras.land/oras-go/v2/errdef"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// layoutStore is an OCI image layout. Its index lists manifests with tags, and referrers without;
// it is rewritten as a whole, in a fixed order, by one process at a time.
type layoutStore struct {
	dir     string
	maxSize int64
}

func (s *layoutStore) error(problem string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return &LayoutError{Dir: s.dir, Problem: problem, Err: err}
}

func (s *layoutStore) index() (ocispec.Index, error) {
	var index ocispec.Index
	b, err := s.small(ocispec.ImageIndexFile)
	if err != nil {
		return index, err
	}
	var layout ocispec.ImageLayout
	text, err := s.small(ocispec.ImageLayoutFile)
	if err != nil {
		return index, err
	}
	if json.Unmarshal(text, &layout) != nil || layout.Version != ocispec.ImageLayoutVersion {
		return index, &LayoutError{Dir: s.dir, Problem: "the layout's version is " + quote(layout.Version) + " (want " + ocispec.ImageLayoutVersion + ")"}
	}
	if json.Unmarshal(b, &index) != nil {
		return index, &LayoutError{Dir: s.dir, Problem: "index.json is not an image index"}
	}
	return index, nil
}

// small reads a file that is not named by its digest, and may be anything.
func (s *layoutStore) small(name string) ([]byte, error) {
	const most = 64 << 20
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if len(b) > most {
		return nil, &LayoutError{Dir: s.dir, Problem: fmt.Sprintf("%s has more than %d bytes", name, most)}
	}
	return b, err
}

// read returns the index of a layout that must exist.
func (s *layoutStore) read(r Reference) (ocispec.Index, error) {
	index, err := s.index()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return index, &NotFoundError{Reference: r, What: "layout"}
	case err != nil && !errors.As(err, new(*LayoutError)):
		return index, s.error("cannot be read", err)
	}
	return index, err
}

func (s *layoutStore) resolve(ctx context.Context, r Reference) (Descriptor, error) {
	d, _, err := s.manifest(ctx, r)
	return d, err
}

func (s *layoutStore) manifest(ctx context.Context, r Reference) (Descriptor, []byte, error) {
	index, err := s.read(r)
	if err != nil {
		return Descriptor{}, nil, err
	}
	want := r.Digest
	if want == "" {
		want = named(index.Manifests, r.Tag)
		if want == "" {
			tags, _ := s.tags(ctx, r)
			return Descriptor{}, nil, &NotFoundError{Reference: r, What: "tag", Tags: NewestFirst(tags)}
		}
	}
	b, err := s.content(ctx, r, "manifest", Descriptor{Digest: want, Size: -1})
	if err != nil {
		return Descriptor{}, nil, err
	}
	return describe(want, b), b, nil
}

// named is the manifest that a tag stands for. Without a tag it is the latest one, or the only one; what
// is about others does not count then. It is empty where there is none.
func named(manifests []Descriptor, tag string) digest.Digest {
	var tagged []digest.Digest
	for _, m := range manifests {
		name := m.Annotations[ocispec.AnnotationRefName]
		if name != "" && (name == tag || tag == "" && name == DefaultTag) {
			return m.Digest
		}
		if name != "" && !isReferrersTag(name) {
			tagged = append(tagged, m.Digest)
		}
	}
	switch {
	case tag != "":
	case len(manifests) == 1:
		return manifests[0].Digest
	case len(tagged) == 1:
		return tagged[0]
	}
	return ""
}

func (s *layoutStore) blob(ctx context.Context, r Reference, what string, d Descriptor) ([]byte, error) {
	return s.content(ctx, r, what, d)
}

func (s *layoutStore) writeBlob(ctx context.Context, r Reference, what string, d Descriptor, out Output) error {
	b, err := s.content(ctx, r, what, d)
	if err != nil {
		return err
	}
	if _, err := out.Write(b); err != nil {
		return &OutputError{r, err}
	}
	return nil
}

// content reads a file of the layout. The size of a manifest is not known.
func (s *layoutStore) content(_ context.Context, r Reference, what string, d Descriptor) ([]byte, error) {
	if err := checkDigest(r, what, d.Digest); err != nil {
		return nil, err
	}
	limit := int64(maxManifest)
	if what != "manifest" {
		if err := checkSize(r, what, d.Size, s.maxSize); err != nil {
			return nil, err
		}
		limit = d.Size
	}
	f, err := os.Open(s.path(d.Digest))
	switch {
	case errors.Is(err, fs.ErrNotExist) && what == "manifest":
		return nil, &NotFoundError{Reference: r, What: what}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &NotFoundError{Reference: r, What: "blob"}
	case err != nil:
		return nil, s.error("cannot be read", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch n := int64(len(b)); {
	case err != nil:
		return nil, s.error("cannot be read", err)
	case what == "manifest" && n > limit:
		return nil, &SizeError{r, what, n, limit, true}
	case what != "manifest" && n != d.Size:
		return nil, &SizeError{r, what, n, d.Size, false}
	}
	if found := d.Digest.Algorithm().FromBytes(b); found != d.Digest {
		return nil, &DigestError{r, what, found, d.Digest, false}
	}
	return b, nil
}

func (s *layoutStore) path(d digest.Digest) string {
	return filepath.Join(s.dir, ocispec.ImageBlobsDir, d.Algorithm().String(), d.Encoded())
}

func (s *layoutStore) hasBlob(_ context.Context, _ Reference, d Descriptor) (bool, error) {
	return s.intact(d.Digest), nil
}

// intact tells whether content is there, and is what its name says.
func (s *layoutStore) intact(d digest.Digest) bool {
	if d.Validate() != nil {
		return false
	}
	found, err, _ := copyAndDigest(s.path(d), d.Algorithm(), io.Discard)
	return err == nil && found == d
}

func (s *layoutStore) pushBlob(ctx context.Context, _ Reference, _ string, d Descriptor, b []byte) error {
	if d.Digest.Validate() == nil && !s.intact(d.Digest) {
		os.Remove(s.path(d.Digest)) // which is damaged, if it is there
	}
	storage, err := oci.NewStorage(s.dir)
	if err == nil {
		err = storage.Push(ctx, d, bytes.NewReader(b))
	}
	if err != nil && !errors.Is(err, errdef.ErrAlreadyExists) {
		s.forget(d)
		return s.error("cannot be written", err)
	}
	return nil
}

// forget removes what was written of content for which there was no room.
func (s *layoutStore) forget(d Descriptor) {
	dir := filepath.Join(s.dir, "ingest")
	begun, _ := os.ReadDir(dir)
	for _, file := range begun {
		if strings.HasPrefix(file.Name(), d.Digest.Encoded()+"_") {
			os.Remove(filepath.Join(dir, file.Name()))
		}
	}
}

func (s *layoutStore) pushManifest(ctx context.Context, r Reference, d Descriptor, b []byte) error {
	if err := s.pushBlob(ctx, r, "manifest", d, b); err != nil {
		return err
	}
	const poll = 20 * time.Millisecond
	l := flock.New(filepath.Join(s.dir, ".lock"))
	if _, err := l.TryLockContext(ctx, poll); err != nil {
		return s.error("cannot be locked", err)
	}
	defer func() { _ = l.Unlock() }()
	index, err := s.index()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		index = ocispec.Index{Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: MediaTypeIndex}
		layout := jsontext.Encode(ocispec.ImageLayout{Version: ocispec.ImageLayoutVersion})
		if err := s.replace(ocispec.ImageLayoutFile, layout); err != nil {
			return err
		}
	case err != nil:
		return s.error("cannot be read", err)
	}
	entry := Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size: d.Size, ArtifactType: d.ArtifactType}
	if r.Tag != "" {
		entry.Annotations = map[string]string{ocispec.AnnotationRefName: r.Tag}
	}
	index.Manifests = slices.DeleteFunc(index.Manifests, func(old Descriptor) bool {
		name := old.Annotations[ocispec.AnnotationRefName]
		return name != "" && name == r.Tag || name == "" && old.Digest == d.Digest
	})
	index.Manifests = append(index.Manifests, entry)
	slices.SortStableFunc(index.Manifests, func(a, b Descriptor) int {
		if c := strings.Compare(a.Annotations[ocispec.AnnotationRefName], b.Annotations[ocispec.AnnotationRefName]); c != 0 {
			return c
		}
		return strings.Compare(a.Digest.String(), b.Digest.String())
	})
	return s.replace(ocispec.ImageIndexFile, jsontext.Encode(index))
}

// replace writes a file that all may read, which appears when it is whole.
func (s *layoutStore) replace(name string, b []byte) error {
	err := atomicfile.Write(filepath.Join(s.dir, name), 0o600, func(f *os.File) error {
		if _, err := f.Write(b); err != nil {
			return err
		}
		return f.Chmod(0o644)
	})
	if err != nil {
		return s.error("cannot be written", err)
	}
	return nil
}

func (s *layoutStore) tags(_ context.Context, r Reference) ([]string, error) {
	index, err := s.read(r)
	if err != nil {
		return nil, err
	}
	var tags []string
	for _, m := range index.Manifests {
		if name := m.Annotations[ocispec.AnnotationRefName]; name != "" {
			tags = append(tags, name)
		}
	}
	return sortTags(tags), nil
}

func (s *layoutStore) referrers(ctx context.Context, r Reference, d Descriptor, artifactType string) ([]Descriptor, error) {
	index, err := s.read(r)
	if err != nil {
		return nil, err
	}
	found := []Descriptor{}
	seen := map[digest.Digest]bool{}
	for _, entry := range index.Manifests {
		if seen[entry.Digest] || entry.MediaType != MediaTypeManifest {
			continue
		}
		seen[entry.Digest] = true
		b, err := s.content(ctx, r, "manifest", Descriptor{Digest: entry.Digest, Size: -1})
		if err != nil {
			return nil, err
		}
		var m Manifest
		if json.Unmarshal(b, &m) != nil || m.Subject == nil || m.Subject.Digest != d.Digest {
			continue
		}
		if t := referrerType(m); artifactType == "" || t == artifactType {
			found = append(found, Descriptor{MediaType: entry.MediaType, Digest: entry.Digest,
				Size: int64(len(b)), ArtifactType: t, Annotations: m.Annotations})
		}
	}
	slices.SortFunc(found, func(a, b Descriptor) int { return strings.Compare(a.Digest.String(), b.Digest.String()) })
	return found, nil
}

// referrerType is the type by which registries list a referrer.
func referrerType(m Manifest) string {
	if m.ArtifactType != "" {
		return m.ArtifactType
	}
	return m.Config.MediaType
}
