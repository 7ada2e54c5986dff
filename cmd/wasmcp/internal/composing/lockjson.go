package composing

import (
	"github.com/wasmcp/wasmcp-go/oci/lock"
)

// Updated is what update prints as JSON.
type Updated struct {
	Lock     string          `json:"lock"`
	Written  bool            `json:"written"`
	Contract contractChange  `json:"contract"`
	Changes  []changedInputs `json:"changes"`
}

type contractChange struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// changedInputs is an input that was added, removed or changed.
type changedInputs struct {
	Part        string              `json:"part,omitempty"`
	Spec        string              `json:"spec"`
	Old         *lockedInput        `json:"old"`
	New         *lockedInput        `json:"new"`
	Definitions []changedDefinition `json:"definitions,omitempty"`
}

type lockedInput struct {
	Reference string `json:"reference,omitempty"`
	Manifest  string `json:"manifest,omitempty"`
	Layer     string `json:"layer"`
}

// changedDefinition has a digest on each side that there is, and the places where they differ.
type changedDefinition struct {
	Kind    string          `json:"kind"`
	Name    string          `json:"name"`
	Old     string          `json:"old,omitempty"`
	New     string          `json:"new,omitempty"`
	Changes []changedMember `json:"changes,omitempty"`
}

// changedMember has JSON on each side that there is.
type changedMember struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

func UpdatedJSON(old, next *lock.File, written bool) *Updated {
	u := &Updated{lock.FileName, written, contractChange{old.Contract, next.Contract}, []changedInputs{}}
	for _, d := range lock.Diff(old, next) {
		c := changedInputs{Old: inputJSON(d.Old), New: inputJSON(d.New)}
		if d.New != nil {
			c.Part, c.Spec = d.New.Part, d.New.Spec
		} else {
			c.Part, c.Spec = d.Old.Part, d.Old.Spec
		}
		for _, x := range d.Definitions {
			c.Definitions = append(c.Definitions, definitionJSON(x))
		}
		u.Changes = append(u.Changes, c)
	}
	return u
}

func inputJSON(i *lock.Input) *lockedInput {
	if i == nil {
		return nil
	}
	return &lockedInput{i.Reference, i.Manifest.String(), i.Layer.String()}
}

func definitionJSON(d lock.DefinitionDifference) changedDefinition {
	var c changedDefinition
	if d.Old != nil {
		c.Kind, c.Name, c.Old = d.Old.Kind, d.Old.Name, d.Old.Digest().String()
	}
	if d.New != nil {
		c.Kind, c.Name, c.New = d.New.Kind, d.New.Name, d.New.Digest().String()
	}
	for _, m := range d.Changes {
		c.Changes = append(c.Changes, changedMember{m.Path, m.Old, m.New})
	}
	return c
}
