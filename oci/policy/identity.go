package policy

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/oci"
)

// Identity is a pattern of what artifacts are signed as: repositories, as [Rule.Match] has them, and
// after a colon tags, in which * stands for any text.
type Identity struct {
	text string
	// repository is a pattern; tag is one too, and empty where tags do not matter.
	repository, tag string
}

// IdentityError is a pattern that is not valid.
type IdentityError struct {
	Pattern string
	Err     error
}

func (e *IdentityError) Error() string {
	return fmt.Sprintf("the identity %q is not valid: %v", e.Pattern, e.Err)
}

func (e *IdentityError) Unwrap() error { return e.Err }

// ParseIdentity reads a pattern such as ghcr.io/acme/weather:1.*.
func ParseIdentity(text string) (Identity, error) {
	i := Identity{text: text, repository: text}
	if at := strings.LastIndexByte(text, ':'); at > strings.LastIndexByte(text, '/') {
		i.repository, i.tag = text[:at], oci.TagOf(text[at+1:])
		if i.tag == "" {
			return i, &IdentityError{text, errors.New("it has nothing after the colon (want a tag, such as 1.*)")}
		}
	}
	if strings.Contains(text, "@") {
		return i, &IdentityError{text, errors.New("it has a digest (want a tag, such as ghcr.io/acme/weather:1.*)")}
	}
	if err := checkPattern(i.repository); err != nil {
		return i, &IdentityError{text, err}
	}
	if _, err := path.Match(i.tag, ""); err != nil {
		return i, &IdentityError{text, fmt.Errorf("%q has a bracket without its other", i.tag)}
	}
	return i, nil
}

// String is the pattern as it was written.
func (i Identity) String() string { return i.text }

// covers tells whether a repository is one of the pattern's.
func (i Identity) covers(repository string) bool {
	return matches(official(i.repository), official(repository))
}

// Identities are patterns of which one has to accept what an artifact is signed as; without any,
// everything is accepted.
type Identities []Identity

// Accept tells whether an artifact that was asked for may be one that is signed as identity. Where the
// repository that was asked is one of a pattern's, only such patterns count, and it has to be signed as
// that very repository: one of them does not pass for another. Otherwise it is a copy. Where a pattern has
// a tag, the tag that was asked for has to be the one that is signed.
func (all Identities) Accept(identity string, asked oci.Reference) bool {
	if len(all) == 0 {
		return true
	}
	signed, err := oci.ParseReference(identity)
	if err != nil || signed.Digest != "" && signed.Digest != asked.Digest {
		return false
	}
	covering := slices.DeleteFunc(slices.Clone(all), func(i Identity) bool { return !i.covers(asked.Name()) })
	if len(covering) > 0 {
		all = covering
		if canonical(official(signed.Name())) != canonical(official(asked.Name())) {
			return false
		}
	}
	return slices.ContainsFunc(all, func(i Identity) bool { return i.covers(signed.Name()) && i.acceptsTag(signed.Tag, asked) })
}

func (i Identity) acceptsTag(signed string, asked oci.Reference) bool {
	if i.tag == "" {
		return true
	}
	if ok, err := path.Match(i.tag, signed); err != nil || !ok {
		return false
	}
	return signed == asked.Tag || asked.Tag == "" && asked.Digest != ""
}

// Expected says what an artifact that was asked for should be signed as.
func (all Identities) Expected(asked oci.Reference) string {
	var texts []string
	for _, i := range all {
		texts = append(texts, i.expected(asked))
	}
	return strings.Join(texts, " or ")
}

// expected is the identity that would be accepted, as far as the pattern tells.
func (i Identity) expected(asked oci.Reference) string {
	s := i.repository
	if i.covers(asked.Name()) {
		s = asked.Name()
	}
	switch ok, _ := path.Match(i.tag, asked.Tag); {
	case i.tag == "":
		return s
	case asked.Tag == "":
		return s + ":" + i.tag
	case !ok:
		return s + ":" + i.tag + " (" + asked.Tag + " is not " + i.tag + ")"
	}
	return s + ":" + asked.Tag
}

// official writes the repositories that Docker's registry has for everybody as cosign does.
func official(repository string) string {
	host, rest, ok := strings.Cut(canonicalHost(repository), "/")
	if ok && host == "docker.io" && !strings.Contains(rest, "/") && rest != "**" {
		return host + "/library/" + rest
	}
	return repository
}
