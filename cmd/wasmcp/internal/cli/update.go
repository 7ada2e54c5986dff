package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/lock"
)

// updateOptions are what update is told.
type updateOptions struct {
	compose      composeOptions
	dryRun, json bool
}

func (a *app) updateCommand() *cobra.Command {
	o := updateOptions{compose: composeOptions{kind: chain.Server}}
	c := &cobra.Command{
		Use:   "update [NAME...]",
		Short: "Update wasmcp.lock to the newest allowed versions",
		Long: `Updates wasmcp.lock: looks up what tags and version ranges in wasmcp.toml resolve to now, and asks the
components what they list. It prints what changed: versions, digests, tools added and removed, and the
old and new text of each changed description or schema.

NAME is a component as wasmcp.toml has it (or its last path element), a part of the framework, or
"framework" for all parts. Without a NAME, everything is updated. A version older than the locked one
is refused.`,
		Example: `  wasmcp update --dry-run
  wasmcp update acme:weather@^1.2`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.compose.set = cmd.Flags().Changed
			return a.update(cmd.Context(), args, &o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.compose.profile, "profile", "", "update the components of the profile `NAME`")
	f.BoolVar(&o.dryRun, "dry-run", false, "show the changes; write nothing")
	f.BoolVar(&o.json, "json", false, "print the changes as JSON")
	f.BoolVar(&o.compose.names.noIntrospect, "no-introspect", false, "do not run components to ask what they list")
	return c
}

// update runs the command.
func (a *app) update(ctx context.Context, names []string, o *updateOptions) error {
	output := ""
	specs, overrides, err := o.compose.resolve(nil, &output)
	if err != nil {
		return err
	}
	l := o.compose.lock
	if l.forget, err = forgetting(names, l.named); err != nil {
		return err
	}
	inputs, err := a.inputs(ctx, specs, overrides, o.compose)
	if err != nil {
		return err
	}
	if _, err := a.plan(ctx, o.compose.kind, specs, inputs, o.compose); err != nil {
		return err
	}
	old, next := l.old, l.next()
	if old == nil {
		old = lock.New(lockedContract, nil)
	}
	if err := lock.Older(old, next); err != nil {
		return err
	}
	written := !o.dryRun && (l.old == nil || !same(old, next))
	if written {
		if _, err := a.writeLock(l); err != nil {
			return err
		}
	}
	if o.json {
		return a.printJSON(updatedJSON(old, next, written))
	}
	for _, line := range changed(old, next) {
		a.out.Line(line)
	}
	switch {
	case a.quiet:
	case same(old, next):
		a.err.Note(lock.FileName + " has what everything stands for")
	case written:
		a.err.Note(lock.FileName + "  written")
	default:
		a.err.Note(lock.FileName + "  not written")
	}
	return nil
}

// forgetting tells which entries are looked up again, of all that wasmcp.toml asks for.
func forgetting(names []string, all []namedInput) (func(lock.Input) bool, error) {
	called := func(name string, i namedInput) bool {
		return name == i.spec || name == i.part || i.part == "" && name == nameFromSpec(i.spec) ||
			name == frameworkName && i.framework
	}
	var errs errorList
	for _, name := range names {
		if !slices.ContainsFunc(all, func(i namedInput) bool { return called(name, i) }) {
			var known []string
			for _, i := range all {
				if !i.framework {
					known = append(known, i.spec)
				}
			}
			errs.add(&unlockedNameError{name, unique(known)})
		}
	}
	return func(i lock.Input) bool {
		return len(names) == 0 || slices.ContainsFunc(all, func(n namedInput) bool {
			return n.part == i.Part && n.spec == i.Spec &&
				slices.ContainsFunc(names, func(name string) bool { return called(name, n) })
		})
	}, errs.err()
}

// frameworkName is what update calls all parts of the framework.
const frameworkName = "framework"

// unlockedNameError is a name that nothing in wasmcp.toml has.
type unlockedNameError struct {
	name  string
	known []string
}

func (e *unlockedNameError) Error() string {
	return quote(e.name) + " is no component of wasmcp.toml, and no part of the framework"
}

// updated is what update prints as JSON.
type updated struct {
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

func updatedJSON(old, next *lock.File, written bool) *updated {
	u := &updated{lock.FileName, written, contractChange{old.Contract, next.Contract}, []changedInputs{}}
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
