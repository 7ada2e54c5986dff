package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// prefers reports whether the version of a is to be imported rather than that of b.
func (h *host) prefers(a, b component.Name) bool {
	c := compareVersions(a, b)
	return c > 0 && h.options.ImportVersion == ImportHighest || c < 0 && h.options.ImportVersion == ImportLowest
}

// moveTogether gives the interfaces of one package that are on one track the same version, since they
// use one another's types.
func (h *host) moveTogether() {
	if h.options.ImportVersion == ImportExact {
		return
	}
	best := make(map[string]component.Name) // by the track of the package
	for _, i := range h.imports {
		if t := packageTrack(i.name.Name); !i.inside && t != "" {
			if b, ok := best[t]; !ok || h.prefers(versionOnly(i.name), versionOnly(b)) {
				best[t] = i.name
			}
		}
	}
	for _, i := range h.imports {
		if b, ok := best[packageTrack(i.name.Name)]; ok && !i.inside {
			_, v, _ := strings.Cut(b.Name, "@")
			i.name.Name, i.name.VersionSuffix = unversioned(i.name.Name)+"@"+v, b.VersionSuffix
		}
	}
}

// packageTrack returns what stands for the package of an interface and all versions of it that are
// compatible; empty for a name without a version.
func packageTrack(name string) string {
	path, v, ok := strings.Cut(name, "@")
	pkg, _, isInterface := strings.Cut(path, "/")
	if !ok || !isInterface {
		return ""
	}
	return Track(pkg + "@" + v)
}

func versionOnly(n component.Name) component.Name {
	_, v, _ := strings.Cut(n.Name, "@")
	return component.Name{Name: "@" + v, VersionSuffix: n.VersionSuffix}
}

// plainNames returns an error for each plain name that several imports of the result have, or gives
// them others.
func (h *host) plainNames() (errs []error) {
	byName := make(map[string][]*hostImport)
	var names []string
	for _, i := range h.imports {
		// Names that differ in nothing but case are the same to the standard.
		name := strings.ToLower(i.name.Name)
		if i.inside || IsInterface(name) {
			continue
		}
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], i)
	}
	rename := make(map[use]bool) // of what goes by a name that is not unique
	for _, name := range names {
		same := byName[name]
		if len(same) == 1 {
			continue
		}
		if h.options.PlainNames != PlainNamesRename || slices.ContainsFunc(same, (*hostImport).isRenamed) {
			errs = append(errs, plainNameError(same))
		}
		for _, i := range same {
			rename[i.users[0]] = true
		}
	}
	prefixes := make(map[*Node]string)
	for _, i := range h.imports {
		n := i.users[0].node
		annotation, label, member := splitPlain(i.name.Name)
		if i.inside || IsInterface(i.name.Name) || !rename[use{n, i.name.Name}] && !rename[use{n, label}] {
			continue
		}
		if prefixes[n] == "" {
			prefixes[n] = unusedPrefix(kebab(n.label), byName, prefixes)
		}
		i.name.Name = annotation + prefixes[n] + label + member
	}
	return errs
}

// unusedPrefix returns what names of an instance get before them: its label, with a number if it
// takes one to make names unlike all others.
func unusedPrefix(label string, names map[string][]*hostImport, prefixes map[*Node]string) string {
	used := make(map[string]bool)
	for _, p := range prefixes {
		used[p] = true
	}
	for name := range names {
		_, name, _ = splitPlain(name)
		for i, r := range name {
			if r == '-' {
				used[name[:i+1]] = true
			}
		}
	}
	prefix := label + "-"
	for n := 2; used[prefix]; n++ {
		prefix = fmt.Sprintf("%s%d-", label, n)
	}
	return prefix
}

// splitPlain splits a plain name such as [method]r.f into [method], r and .f.
func splitPlain(name string) (annotation, label, member string) {
	if end := strings.LastIndexByte(name, ']'); end >= 0 {
		annotation, name = name[:end+1], name[end+1:]
	}
	if dot := strings.IndexByte(name, '.'); dot >= 0 {
		name, member = name[:dot], name[dot:]
	}
	return annotation, name, member
}

// kebab returns the part of a label that can stand in a plain name, in lower case.
func kebab(label string) string {
	label = strings.TrimSuffix(strings.ToLower(label), ".wasm")
	words := strings.FieldsFunc(label, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(words) == 0 || words[0][0] < 'a' {
		words = append([]string{"component"}, words...)
	}
	return strings.Join(words, "-")
}

func plainNameError(same []*hostImport) *PlainNameError {
	e := &PlainNameError{Name: same[0].name.Name}
	for _, i := range same {
		e.Nodes = append(e.Nodes, i.users[0].node.label)
		e.Attributes = append(e.Attributes, attributes(i.name))
	}
	return e
}

func attributes(n component.Name) string {
	var out []string
	for _, a := range []struct{ what, value string }{
		{"implements", n.Implements}, {"version suffix", n.VersionSuffix}, {"external id", n.ExternalID},
	} {
		if a.value != "" {
			out = append(out, fmt.Sprintf("%s %s", a.what, a.value))
		}
	}
	return strings.Join(out, ", ")
}
