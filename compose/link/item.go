package link

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Item is an import or export of an instance. Either part may be empty: [Options] say what that
// means.
type Item struct{ Instance, Name string }

// ParseItem reads an item as people write it, such as geo.acme:geo/lookup@1.2.0 or
// acme:geo/lookup. Names of instances have no dots, so that the first one ends such a name unless
// what comes before could not be one.
func ParseItem(s string) Item {
	if instance, name, ok := strings.Cut(s, "."); ok && IsName(instance) {
		return Item{instance, name}
	}
	return Item{Name: s}
}

// String returns the item as [ParseItem] reads it.
func (i Item) String() string {
	if i.Instance == "" {
		return i.Name
	}
	return i.Instance + "." + i.Name
}

// IsName reports whether s can be the name of an instance: letters, digits, - and _.
func IsName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !isNameRune(r) }) < 0
}

// Name makes a name for an instance of what its component is called.
func Name(s string) string {
	s = strings.Map(func(r rune) rune {
		if isNameRune(r) {
			return r
		}
		return '-'
	}, s)
	if s == "" {
		return "component"
	}
	return s
}

func isNameRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_'
}

// find returns the one of externs that is meant by name: the one of that name, or of that interface
// on the same semver track, or of that interface where no version is given and only one is there.
func find(externs []types.Extern, name string) (types.Extern, bool) {
	var onTrack, ofInterface []types.Extern
	for _, e := range externs {
		switch {
		case e.Name.Name == name:
			return e, true
		case !compose.IsInterface(name):
		case compose.Track(e.Name.Name) == compose.Track(name):
			onTrack = append(onTrack, e)
		case unversioned(e.Name.Name) == name:
			ofInterface = append(ofInterface, e)
		}
	}
	for _, found := range [][]types.Extern{onTrack, ofInterface} {
		if len(found) == 1 {
			return found[0], true
		}
	}
	return types.Extern{}, false
}

// unversioned returns the name of an interface without its version.
func unversioned(name string) string {
	base, _, _ := strings.Cut(name, "@")
	return base
}

func names(externs []types.Extern) []string {
	out := make([]string, len(externs))
	for i, e := range externs {
		out[i] = e.Name.Name
	}
	return out
}
