package oci

import (
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/wasmcp/wasmcp-go/wit"
)

// Spec is what a person types for a component: exactly one of its fields is set.
type Spec struct {
	// Path is a file.
	Path string
	// Reference is an artifact in a registry or layout.
	Reference *Reference
	// Package is a package that a registry's configuration maps to a reference.
	Package *PackageSpec
}

// PackageSpec is ns:name[@range].
type PackageSpec struct {
	// Name has no version.
	Name wit.PackageName
	// Range is a version or a range of them; empty is the newest.
	Range string
}

// String returns the package as it is typed.
func (p PackageSpec) String() string {
	if p.Range == "" {
		return p.Name.String()
	}
	return p.Name.String() + "@" + p.Range
}

// hostPattern matches first elements of a path that can only be meant as a host.
var hostPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(localhost|\[[0-9a-fA-F:.]+\]|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)(:[0-9]+)?$|^[A-Za-z0-9.-]+:[0-9]+$`)
})

// ParseSpec tells paths, references and packages apart:
//
//   - with oci:// or oci-layout:// before it, it is a reference;
//   - beginning with /, ./, ../ or a drive letter, with a backslash in it or .wasm at its end, it
//     is a path;
//   - beginning with a host (a name with a dot or port, or localhost) and a slash, it is a
//     reference; where it has neither tag nor digest and exists is true of it, a path;
//   - of the form ns:name or ns:name@range, it is a package unless exists is true of it;
//   - everything else is a path.
//
// exists says whether there is a file of that name; nil asks the file system.
func ParseSpec(s string, exists func(string) bool) (Spec, error) {
	if exists == nil {
		exists = func(path string) bool { _, err := os.Stat(path); return err == nil }
	}
	switch {
	case strings.HasPrefix(s, RegistryScheme), strings.HasPrefix(s, LayoutScheme):
		return referenceSpec(s)
	case looksLikePath(s):
		return Spec{Path: s}, nil
	}
	if host, path, ok := strings.Cut(s, "/"); ok && hostPattern().MatchString(host) {
		if !strings.ContainsAny(path, ":@") && exists(s) {
			return Spec{Path: s}, nil
		}
		return referenceSpec(s)
	}
	if p, ok := parsePackage(s); ok && !exists(s) {
		return Spec{Package: p}, nil
	}
	return Spec{Path: s}, nil
}

func referenceSpec(s string) (Spec, error) {
	r, err := ParseReference(s)
	if err != nil {
		return Spec{}, err
	}
	return Spec{Reference: &r}, nil
}

func looksLikePath(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") ||
		s == "." || s == ".." || s == "-" || strings.Contains(s, `\`) || hasDrive(s) ||
		strings.HasSuffix(s, ".wasm")
}

// hasDrive reports whether s begins as absolute paths on Windows do.
func hasDrive(s string) bool {
	letter := func(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }
	return len(s) > 2 && letter(s[0]) && s[1] == ':' && (s[2] == '/' || s[2] == '\\')
}

func parsePackage(s string) (*PackageSpec, bool) {
	name, version, versioned := strings.Cut(s, "@")
	n, err := wit.ParsePackageName(name)
	if err != nil || strings.Contains(name, "/") || versioned && version == "" {
		return nil, false
	}
	return &PackageSpec{Name: n, Range: version}, true
}
