package policy

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/wasmcp/wasmcp-go/oci"
)

// checkPattern refuses patterns that match nothing: a rule that denies must not be without effect.
func checkPattern(pattern string) error {
	if pattern == "" {
		return errors.New("it is empty (want such as ghcr.io/acme/*)")
	}
	elements := strings.Split(pattern, "/")
	for i, e := range elements {
		if e == "**" && i != len(elements)-1 {
			return errors.New("** is not at the end")
		}
		if _, err := path.Match(e, ""); err != nil {
			return fmt.Errorf("%q has a bracket without its other", e)
		}
	}
	if pattern == oci.LayoutScheme {
		return errors.New("it names no directory (want such as oci-layout://build)")
	}
	if strings.HasPrefix(pattern, oci.LayoutScheme) || pattern == "**" {
		return nil
	}
	if scheme, _, ok := strings.Cut(pattern, "://"); ok {
		return fmt.Errorf("it begins with %s:// (want a host, such as ghcr.io/acme/*)", scheme)
	}
	if len(elements) == 1 {
		return errors.New("it is a host alone (want such as " + pattern + "/**)")
	}
	if c := strings.IndexFunc(pattern, unnamed); c >= 0 {
		return fmt.Errorf("%q is in no name of a repository", []rune(pattern[c:])[0])
	}
	for _, e := range elements[1:] {
		switch {
		case e == "":
			return errors.New("it has nothing after a slash (want such as ghcr.io/acme/*)")
		case strings.ContainsAny(e, ":@"):
			return fmt.Errorf("%q has a tag or a digest (want a repository)", e)
		case e != strings.ToLower(e):
			return fmt.Errorf("%q is no name of a repository (want lower-case letters)", e)
		}
	}
	return nil
}

// unnamed tells whether a character is neither in names of hosts and repositories nor has a meaning in
// patterns. Those that are not wanted at their place are told by others.
func unnamed(c rune) bool {
	return !strings.ContainsRune("/._-:@*?[]^\\", c) && (c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c))
}

var portPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:0*([0-9]+)$`) })

// canonical writes a repository in one way: whoever writes a host in capitals, or a directory by a link
// to it, means the same, and a rule is about that.
func canonical(name string) string {
	if dir, ok := strings.CutPrefix(name, oci.LayoutScheme); ok {
		return oci.LayoutScheme + located(dir)
	}
	return canonicalHost(name)
}

// canonicalPattern does so for a pattern of repositories.
func canonicalPattern(pattern string) string {
	if dir, ok := strings.CutPrefix(pattern, oci.LayoutScheme); ok {
		return oci.LayoutScheme + locatedPattern(dir)
	}
	return canonicalHost(pattern)
}

func canonicalHost(name string) string {
	host, rest, ok := strings.Cut(name, "/")
	if !ok {
		return name
	}
	host = portPattern().ReplaceAllString(strings.ToLower(host), ":$1")
	host, port, ok := strings.Cut(strings.TrimSuffix(host, ":443"), ":")
	host = strings.TrimSuffix(host, ".")
	if oci.IsDockerHub(host) {
		host = "docker.io"
	}
	if ok {
		host += ":" + port
	}
	return host + "/" + rest
}
