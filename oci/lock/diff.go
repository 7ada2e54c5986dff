package lock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// DefinitionDifference is a definition that was added, removed or changed.
type DefinitionDifference struct {
	// Old and New are nil where there is none.
	Old, New *Definition
	// Changes are where they differ, if both are there.
	Changes []Change
}

// Lines says it in words: what it is about, then the two texts of each place, indented.
func (d DefinitionDifference) Lines() []string {
	switch {
	case d.Old == nil:
		return []string{fmt.Sprintf("%s %q is new", d.New.Kind, d.New.Name), "  " + d.New.JSON}
	case d.New == nil:
		return []string{fmt.Sprintf("%s %q is gone", d.Old.Kind, d.Old.Name)}
	}
	lines := []string{fmt.Sprintf("%s %q has changed", d.New.Kind, d.New.Name)}
	for _, c := range d.Changes {
		lines = append(lines, "  "+c.Path)
		if c.Old != "" {
			lines = append(lines, "    - "+c.Old)
		}
		if c.New != "" {
			lines = append(lines, "    + "+c.New)
		}
	}
	return lines
}

// differences are those between the definitions of an input, if both are known.
func differences(before, after Input) []DefinitionDifference {
	if before.Unasked || after.Unasked {
		return nil
	}
	old, new := before.Definitions, after.Definitions
	find := func(in []Definition, d Definition) *Definition {
		for i := range in {
			if in[i].Kind == d.Kind && in[i].Name == d.Name {
				return &in[i]
			}
		}
		return nil
	}
	var all []DefinitionDifference
	for _, o := range old {
		n := find(new, o)
		if n == nil {
			all = append(all, DefinitionDifference{Old: &o})
		} else if c := Changes(o, *n); len(c) > 0 {
			all = append(all, DefinitionDifference{Old: &o, New: n, Changes: c})
		}
	}
	for _, n := range new {
		if find(old, n) == nil {
			all = append(all, DefinitionDifference{New: &n})
		}
	}
	slices.SortStableFunc(all, func(a, b DefinitionDifference) int {
		x, y := cmp.Or(a.New, a.Old), cmp.Or(b.New, b.Old)
		return cmp.Or(strings.Compare(x.Kind, y.Kind), strings.Compare(x.Name, y.Name))
	})
	return all
}

// Difference is an input that was added, removed or changed.
type Difference struct {
	// Old and New are nil where there is none.
	Old, New    *Input
	Definitions []DefinitionDifference
}

// Lines says it in words.
func (d Difference) Lines() []string {
	switch {
	case d.Old == nil:
		return []string{d.New.Label() + " is new: " + stood(*d.New)}
	case d.New == nil:
		return []string{d.Old.Label() + " is gone"}
	}
	lines := []string{d.New.Label() + d.what()}
	if d.Old.Layer != d.New.Layer {
		lines = append(lines, "  - "+d.Old.Layer.String(), "  + "+d.New.Layer.String())
	} else if d.Old.Manifest != d.New.Manifest {
		lines = append(lines, "  - "+orNone(d.Old.Manifest.String()), "  + "+orNone(d.New.Manifest.String()))
	}
	for _, x := range d.Definitions {
		for _, l := range x.Lines() {
			lines = append(lines, "  "+l)
		}
	}
	return lines
}

// what says what kind of change it is, after the input's name.
func (d Difference) what() string {
	old, new := d.Old, d.New
	is := ": " + new.Reference + " is "
	if new.Reference == new.Label() {
		is = " is "
	}
	switch {
	case old.Reference != new.Reference:
		return ": " + stood(*old) + " is now " + stood(*new)
	case new.Reference == "" && old.Layer != new.Layer:
		return " has changed"
	case old.Layer != new.Layer:
		return is + "another component now"
	case old.Manifest != new.Manifest:
		return is + "the same component with another manifest"
	}
	return " says other things of itself"
}

// stood is what an input was called: its reference, or a file's digest.
func stood(i Input) string {
	if i.Reference != "" {
		return i.Reference
	}
	return i.Layer.String()
}

// Diff lists what an update changed, in the order of the inputs.
func Diff(old, new *File) []Difference {
	var all []Difference
	a, b := New(old.Contract, old.Inputs), New(new.Contract, new.Inputs)
	for i := range a.Inputs {
		o := &a.Inputs[i]
		n, ok := b.Find(o.Part, o.Spec)
		if !ok {
			all = append(all, Difference{Old: o})
			continue
		}
		d := Difference{Old: o, New: &n, Definitions: differences(*o, n)}
		if len(d.Definitions) > 0 || stood(*o) != stood(n) || o.Layer != n.Layer || o.Manifest != n.Manifest {
			all = append(all, d)
		}
	}
	for i := range b.Inputs {
		n := &b.Inputs[i]
		if _, ok := a.Find(n.Part, n.Spec); !ok {
			all = append(all, Difference{New: n})
		}
	}
	return all
}
