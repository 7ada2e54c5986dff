package link

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
)

// Plan is what is connected with what. It is data: everything about it can be printed.
type Plan struct {
	Instances []Planned `json:"instances"`
	// Imports and Exports are those of the result.
	Imports []string   `json:"imports"`
	Exports []Exported `json:"exports"`
	// Warnings say what is allowed and may not be meant.
	Warnings []string `json:"warnings,omitempty"`
}

// Planned is an instance with where its imports come from.
type Planned struct {
	Name   string `json:"name"`
	Source string `json:"source"`
	Size   int    `json:"size"`
	Digest string `json:"digest,omitempty"`
	Wires  []Wire `json:"imports"`
	// Unused are the exports that neither another instance nor the result has a use for.
	Unused []string `json:"unused"`
}

// Wire is an import of an instance and where it comes from: the export of another instance, the
// import of the result called Host, or neither: an interface that holds types alone is made inside.
type Wire struct {
	Import string `json:"import"`
	From   string `json:"from,omitempty"`
	Export string `json:"export,omitempty"`
	Host   string `json:"host,omitempty"`
	// Chosen is whether that was asked for, and not found.
	Chosen bool `json:"chosen,omitempty"`
}

// Exported is an export of the result and the export of an instance that it is. Both are empty for
// types that the engine had to give a name.
type Exported struct {
	Name     string `json:"name"`
	Instance string `json:"instance,omitempty"`
	Export   string `json:"export,omitempty"`
}

// plan returns what was decided, with the names that the result came to have.
func (l *linker) plan(out *compose.Output) *Plan {
	p := &Plan{Imports: nonNil(out.Imports), Exports: []Exported{}, Warnings: append(l.warnings(), out.Warnings...)}
	hosts := newHostNames(out.Imports)
	used := make(map[Item]bool)
	for _, n := range l.nodes {
		for _, w := range n.wires {
			used[Item{w.From, w.Export}] = true
		}
	}
	as := make(map[string]Item)
	for _, x := range l.exports {
		as[x.As] = x.Item
	}
	for _, name := range out.Exports {
		i, ok := as[name]
		if !ok {
			i = l.owner(name)
		}
		used[i] = true
		p.Exports = append(p.Exports, Exported{name, i.Instance, i.Name})
	}
	for _, n := range l.nodes {
		planned := Planned{Name: n.Name, Source: n.Source, Size: len(n.Bytes), Digest: n.Digest, Wires: []Wire{}, Unused: []string{}}
		for _, w := range n.wires {
			if w.From == "" {
				w.Host = hosts.of(n.Name, n.ImportedAs(w.Import))
			}
			planned.Wires = append(planned.Wires, w)
		}
		for _, e := range n.typ().Exports {
			if !used[Item{n.Name, e.Name.Name}] {
				planned.Unused = append(planned.Unused, e.Name.Name)
			}
		}
		p.Instances = append(p.Instances, planned)
	}
	return p
}

// owner returns the export that the engine has added under its own name, since an export needs its
// types.
func (l *linker) owner(name string) Item {
	for _, n := range l.nodes {
		if _, ok := n.typ().Export(name); ok {
			return Item{n.Name, name}
		}
	}
	return Item{}
}

// hostNames finds the imports of a result.
type hostNames struct {
	imports        []string
	named, onTrack map[string]string
}

func newHostNames(imports []string) hostNames {
	h := hostNames{imports, make(map[string]string), make(map[string]string)}
	for _, i := range imports {
		h.named[i], h.onTrack[compose.Track(i)] = i, i
	}
	return h
}

// of returns which of the result's imports an instance's is part of, or "".
func (h hostNames) of(instance, name string) string {
	switch {
	case h.named[name] != "":
		return name
	case compose.IsInterface(name):
		return h.onTrack[compose.Track(name)]
	}
	// A plain name that others have too has got the instance's before it.
	for _, i := range h.imports {
		if prefix, ok := prefixed(i, name); ok && strings.HasPrefix(plainRunes(prefix), plainRunes(instance)) {
			return i
		}
	}
	return ""
}

// prefixed returns what stands in a plain name before the label of another one that is the same
// otherwise: for [method]a-r.f and [method]r.f it is a.
func prefixed(name, of string) (string, bool) {
	annotation := of[:strings.LastIndexByte(of, ']')+1]
	label := "-" + of[len(annotation):]
	rest, ok := strings.CutPrefix(name, annotation)
	if !ok || !strings.HasSuffix(rest, label) {
		return "", false
	}
	return rest[:len(rest)-len(label)], true
}

// plainRunes returns the letters and digits of a name, in lower case.
func plainRunes(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
