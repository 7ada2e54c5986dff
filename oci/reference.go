package oci

import (
	"regexp"
	"strings"
	"sync"

	"github.com/opencontainers/go-digest"
	"oras.land/oras-go/v2/registry"
)

// Schemes that mark a reference as one.
const (
	RegistryScheme = "oci://"
	LayoutScheme   = "oci-layout://"
)

// DefaultTag is the tag of a reference that has neither tag nor digest.
const DefaultTag = "latest"

// Reference names an artifact, or a repository of them, in a registry or in an OCI layout
// directory.
type Reference struct {
	// Layout is the directory of an OCI image layout. Registry and Repository are empty where it
	// is set.
	Layout string
	// Registry is a host, with its port if it has one.
	Registry string
	// Repository is a path in the registry.
	Repository string
	// Tag is a tag as registries have it: without the + that versions may have. See [TagOf].
	Tag string
	// Digest is the digest of a manifest. Where there is a tag too, the digest says what the tag
	// stands for.
	Digest digest.Digest
}

var tagPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
})

// ParseReference parses host/path:tag, host/path@sha256:…, both of them together, either with
// oci:// before it, and oci-layout://dir:tag. A + in a tag is mapped as [TagOf] does.
func ParseReference(s string) (Reference, error) {
	if rest, ok := strings.CutPrefix(s, LayoutScheme); ok {
		return parseLayout(s, rest)
	}
	rest := strings.TrimPrefix(s, RegistryScheme)
	r := Reference{}
	rest, err := r.cutDigest(s, rest)
	if err != nil {
		return Reference{}, err
	}
	host, path, ok := strings.Cut(rest, "/")
	if !ok || host == "" || path == "" {
		return Reference{}, &ReferenceError{s, "no repository", "host/path:tag"}
	}
	if path, tag, ok := strings.Cut(path, ":"); ok {
		if err := r.setTag(s, tag); err != nil {
			return Reference{}, err
		}
		r.Registry, r.Repository = host, path
	} else {
		r.Registry, r.Repository = host, path
	}
	remote := registry.Reference{Registry: r.Registry, Repository: r.Repository}
	if remote.ValidateRegistry() != nil {
		return Reference{}, &ReferenceError{s, "registry " + quote(r.Registry), "a host, such as ghcr.io or localhost:5000"}
	}
	if remote.ValidateRepository() != nil {
		return Reference{}, &ReferenceError{s, "repository " + quote(r.Repository),
			"lower-case letters, digits and . _ - between slashes"}
	}
	return r, nil
}

// parseLayout parses what follows oci-layout://. Directories may have colons in their names, a
// drive letter for one: what follows the last colon is a tag if there is no slash in it.
func parseLayout(s, rest string) (Reference, error) {
	r := Reference{}
	rest, err := r.cutDigest(s, rest)
	if err != nil {
		return Reference{}, err
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.ContainsAny(rest[i:], `/\`) {
		if err := r.setTag(s, rest[i+1:]); err != nil {
			return Reference{}, err
		}
		rest = rest[:i]
	}
	if rest == "" {
		return Reference{}, &ReferenceError{s, "no directory", LayoutScheme + "dir:tag"}
	}
	r.Layout = rest
	return r, nil
}

func (r *Reference) cutDigest(s, rest string) (string, error) {
	rest, text, ok := strings.Cut(rest, "@")
	if !ok {
		return rest, nil
	}
	d, err := digest.Parse(text)
	if err != nil {
		return "", &ReferenceError{s, "digest " + quote(text), "sha256: and 64 hexadecimal digits"}
	}
	r.Digest = d
	return rest, nil
}

func (r *Reference) setTag(s, tag string) error {
	r.Tag = TagOf(tag)
	if !tagPattern().MatchString(r.Tag) {
		return &ReferenceError{s, "tag " + quote(tag), "up to 128 letters, digits and . _ -"}
	}
	return nil
}

// String returns the reference in the form that [ParseReference] reads.
func (r Reference) String() string {
	s := r.Name()
	if r.Tag != "" {
		s += ":" + r.Tag
	}
	if r.Digest != "" {
		s += "@" + r.Digest.String()
	}
	return s
}

// Name returns the reference without tag and digest.
func (r Reference) Name() string {
	if r.Layout != "" {
		return LayoutScheme + r.Layout
	}
	if r.Repository == "" { // errors about a registry as a whole
		return r.Registry
	}
	return r.Registry + "/" + r.Repository
}

// WithTag returns the reference of another tag in the same repository.
func (r Reference) WithTag(tag string) Reference {
	r.Tag, r.Digest = TagOf(tag), ""
	return r
}

// WithDefaultTag returns the reference with the tag that a registry is asked for: [DefaultTag] where it
// has neither tag nor digest. A layout without a tag is asked for what it has.
func (r Reference) WithDefaultTag() Reference {
	if r.Layout == "" && r.Tag == "" && r.Digest == "" {
		r.Tag = DefaultTag
	}
	return r
}

// WithDigest returns the reference with its digest; the tag stays for people to read.
func (r Reference) WithDigest(d digest.Digest) Reference {
	r.Digest = d
	return r
}

// ByDigest returns the reference of a manifest in the same repository that needs no tag.
func (r Reference) ByDigest(d digest.Digest) Reference {
	r.Tag, r.Digest = "", d
	return r
}

// target is what a registry is asked for: the digest if there is one, else the tag.
func (r Reference) target() string {
	switch {
	case r.Digest != "":
		return r.Digest.String()
	case r.Tag != "":
		return r.Tag
	}
	return DefaultTag
}

// TagOf returns the tag for a version. Tags have no +, so build metadata follows an underscore, as
// Helm and others write it.
func TagOf(version string) string { return strings.ReplaceAll(version, "+", "_") }

// VersionOf returns the version that a tag stands for; see [TagOf]. Semantic versions have no
// underscore, so nothing is lost between the two.
func VersionOf(tag string) string { return strings.Replace(tag, "_", "+", 1) }
