package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit"
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
	byName := make(map[string][]*hostImport) // by what must differ
	var names []string
	for _, i := range h.imports {
		if i.inside {
			continue
		}
		name := wit.UniqueName(i.name.Name)
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
		if IsInterface(name) || h.options.PlainNames != PlainNamesRename || slices.ContainsFunc(same, (*hostImport).isRenamed) {
			errs = append(errs, sameNameError(same))
		}
		for _, i := range same {
			rename[i.users[0]] = true
		}
	}
	h.prefix(rename, byName)
	return errs
}

// prefix puts the label of its instance before each name to change, and before that of the resource
// which a name to change is called after.
func (h *host) prefix(rename map[use]bool, byName map[string][]*hostImport) {
	var nodes []*Node
	of := make(map[*Node][]*hostImport)
	for _, i := range h.imports {
		n := i.users[0].node
		_, label, _ := splitPlain(i.name.Name)
		if i.inside || IsInterface(i.name.Name) || !rename[use{n, i.name.Name}] && !rename[use{n, label}] {
			continue
		}
		if of[n] == nil {
			nodes = append(nodes, n)
		}
		of[n] = append(of[n], i)
	}
	taken := make(map[string]bool)    // names
	prefixes := make(map[string]bool) // what stands before a hyphen in a name
	for name, same := range byName {
		taken[name] = true
		for _, i := range same {
			_, label, _ := splitPlain(strings.ToLower(i.name.Name))
			for at, r := range label {
				if r == '-' {
					prefixes[label[:at+1]] = true
				}
			}
		}
	}
	for _, n := range nodes {
		label := kebab(n.label)
		prefix := label + "-"
		for number := 2; prefixes[prefix] || slices.ContainsFunc(of[n], func(i *hostImport) bool { return taken[wit.UniqueName(prefixed(i.name.Name, prefix))] }); number++ {
			prefix = fmt.Sprintf("%s%d-", label, number)
		}
		prefixes[prefix] = true
		for _, i := range of[n] {
			i.name.Name = prefixed(i.name.Name, prefix)
			taken[wit.UniqueName(i.name.Name)] = true
		}
	}
}

// prefixed returns a plain name with something before its label.
func prefixed(name, prefix string) string {
	annotation, label, member := splitPlain(name)
	return annotation + prefix + label + member
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

// resourceOf returns the name of the resource that a plain name is called after, such as r for
// [static]r.f; empty where there is none.
func resourceOf(name string) string {
	annotation, label, member := splitPlain(name)
	if annotation == "" || member == "" && annotation != "[constructor]" {
		return ""
	}
	return label
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

// sameNameError returns what is wrong with imports whose names do not differ in what counts.
func sameNameError(same []*hostImport) error {
	first := same[0]
	for _, i := range same {
		if i.name.Name != first.name.Name {
			a, b := first.users[0], i.users[0]
			return &CollisionError{a.node.label, first.name.Name, b.node.label, i.name.Name, ""}
		}
	}
	e := &PlainNameError{Name: first.name.Name}
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
