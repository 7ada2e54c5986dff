package wit

import (
	"fmt"
	"strings"
)

// ID is the full name of an interface or world, such as wasi:io/streams@0.2.0.
type ID struct {
	Package PackageName
	Name    string
}

// String returns the ID as component binaries have it.
func (id ID) String() string {
	s := id.Package.Namespace + ":" + id.Package.Name + "/" + id.Name
	if id.Package.Version != "" {
		s += "@" + id.Package.Version
	}
	return s
}

// IsID reports whether the name of an import or export is that of an interface, and not a plain
// name.
func IsID(s string) bool { return strings.Contains(s, ":") }

// ParseID parses the full name of an interface or world. The version is not looked into.
func ParseID(s string) (ID, error) {
	path, version, versioned := strings.Cut(s, "@")
	slash := strings.LastIndexByte(path, '/')
	if slash < 0 {
		return ID{}, fmt.Errorf("%q: no interface (want namespace:package/interface)", s)
	}
	name, err := ParsePackageName(path[:slash])
	if err != nil {
		return ID{}, fmt.Errorf("%q: %w", s, err)
	}
	id := ID{Package: name, Name: path[slash+1:]}
	if !IsLabel(id.Name) {
		return ID{}, fmt.Errorf("%q: %w", s, &LabelError{id.Name})
	}
	if versioned && version == "" {
		return ID{}, fmt.Errorf("%q: empty version", s)
	}
	id.Package.Version = version
	return id, nil
}

// ParsePackageName parses the name of a package, such as wasi:io or wasi:io@0.2.0. The version is
// not looked into.
func ParsePackageName(s string) (PackageName, error) {
	path, version, versioned := strings.Cut(s, "@")
	first, rest, _ := strings.Cut(path, "/")
	colon := strings.LastIndexByte(first, ':')
	if colon < 0 {
		return PackageName{}, fmt.Errorf("%q: no namespace (want namespace:package)", s)
	}
	if versioned && version == "" {
		return PackageName{}, fmt.Errorf("%q: empty version", s)
	}
	n := PackageName{Namespace: first[:colon], Name: path[colon+1:], Version: version}
	labels := append(strings.Split(n.Namespace, ":"), first[colon+1:])
	if rest != "" || strings.HasSuffix(path, "/") {
		labels = append(labels, strings.Split(rest, "/")...)
	}
	for _, l := range labels {
		if !IsLabel(l) {
			return PackageName{}, fmt.Errorf("%q: %w", s, &LabelError{l})
		}
	}
	return n, nil
}
