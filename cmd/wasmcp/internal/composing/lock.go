package composing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server/config"
	"github.com/wasmcp/wasmcp-go/server/introspect"
	contract "github.com/wasmcp/wasmcp-go/wit/mcp"
)

// locking is what a composition has to do with wasmcp.lock. Compositions of what the command line
// names have nothing to do with it: for them it is nil.
type locking struct {
	// Old is the lock that was there; nil where there was none.
	Old *lock.File
	// locked refuses whatever the lock does not have.
	locked bool
	// Forget tells which entries are to be found out anew; nil for none.
	Forget func(lock.Input) bool
	// Named are what wasmcp.toml asks for in one of its profiles.
	Named []NamedInput
	// inputs are those of this composition, its components first, and asked says which of them have
	// told what they offer.
	inputs []lock.Input
	asked  []bool
}

// LockedContract is how a lock names the contract.
const LockedContract = contract.Package + "@" + contractVersion

// openLock reads the lock beside wasmcp.toml.
func openLock(locked bool) (*locking, error) {
	l := &locking{locked: locked}
	if err := l.read(); err != nil {
		return nil, err
	}
	if l.Old == nil && locked {
		return nil, &noLockError{}
	}
	variants, err := config.Variants(".")
	if err != nil {
		return nil, err
	}
	for _, f := range variants {
		l.Named = append(l.Named, namedInputs(f)...)
	}
	return l, nil
}

// read reads the lock that is there.
func (l *locking) read() error {
	text, err := os.ReadFile(lock.FileName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.Old = nil
		return nil
	case err != nil:
		return cli.FileError(lock.FileName, err)
	}
	l.Old, err = lock.Parse(lock.FileName, text)
	return err
}

// NamedInput is an entry that a lock has for something in wasmcp.toml.
type NamedInput struct {
	Part, Spec string
	// Framework says that it is a component of the framework itself.
	Framework bool
}

// namedInputs are what one variant of wasmcp.toml asks for.
func namedInputs(f *config.File) []NamedInput {
	var all []NamedInput
	for _, spec := range f.Components {
		all = append(all, NamedInput{Spec: spec})
	}
	for _, part := range sortedKeys(f.Overrides) {
		all = append(all, NamedInput{Part: part, Spec: f.Overrides[part]})
	}
	o := FrameworkOptions{Sessions: f.Server.Sessions, stateKeyEnv: f.Server.StateKeyEnv}
	for _, name := range o.names(hostFor(f.Runtime)) {
		all = append(all, NamedInput{name, cmp.Or(f.Framework.From, embeddedSpec), true})
	}
	return all
}

// file is the lock by which references are fetched.
func (l *locking) file() *lock.File {
	if l == nil || l.Old == nil {
		return nil
	}
	kept := *l.Old
	if l.Forget != nil {
		kept.Inputs = slices.DeleteFunc(slices.Clone(kept.Inputs), l.Forget)
	}
	return &kept
}

// expect refuses, before anything is fetched, what should be locked and is not.
func (l *locking) expect(requests []load.Request) error {
	if l == nil || !l.locked {
		return nil
	}
	var missing []error
	for _, r := range requests {
		if _, ok := l.Old.Find(r.Part, r.Spec); !ok {
			missing = append(missing, &lock.NotLockedError{Spec: lock.Input{Part: r.Part, Spec: r.Spec}.Label()})
		}
	}
	if missing != nil {
		return &lockedError{missing}
	}
	return nil
}

// loaded notes what the composition is made of: its components in their order, then the rest.
func (l *locking) loaded(components []load.Component) {
	if l == nil {
		return
	}
	for _, c := range components {
		l.inputs = append(l.inputs, c.Input())
	}
	l.asked = make([]bool, len(l.inputs))
}

// define notes what a component says that it offers.
func (l *locking) define(component int, d *introspect.Definitions) error {
	if l == nil {
		return nil
	}
	i := &l.inputs[component]
	for _, kind := range mcp.Kinds() {
		for _, one := range d.Of(kind) {
			defined, err := lock.Define(lockedKinds[kind], one.Name, one.JSON)
			if err != nil {
				return fmt.Errorf("%s: %s %q: %w", i.Spec, lockedKinds[kind], one.Name, err)
			}
			i.Definitions = append(i.Definitions, defined)
		}
	}
	l.asked[component] = true
	return nil
}

// stretch notes what a stretch of chain offers, for which it is asked as a provider is. One that cannot
// be asked alone is locked by its digest.
func (l *locking) stretch(ctx context.Context, asker *introspect.Asker, component int, s chain.Source, libraries []chain.Source) error {
	if l == nil {
		return nil
	}
	if owned, err := inside(s); err != nil || owned == nil {
		return err
	}
	d, err := asker.Ask(ctx, s, libraries)
	if err != nil {
		return ctx.Err()
	}
	return l.define(component, d)
}

var lockedKinds = map[mcp.Kind]string{
	mcp.Tools: lock.Tool, mcp.Resources: lock.Resource, mcp.Templates: lock.ResourceTemplate, mcp.Prompts: lock.Prompt,
}

// now are the inputs of this composition, but for those that an update leaves alone. One that was not
// asked offers what it did when it was locked, if it is the same.
func (l *locking) now() []lock.Input {
	all := slices.Clone(l.inputs)
	for i := range all {
		before, ok := lock.Input{}, false
		if l.Old != nil {
			before, ok = l.Old.Find(all[i].Part, all[i].Spec)
		}
		switch {
		case ok && l.Forget != nil && !l.Forget(before):
			all[i] = before
		case !l.asked[i] && ok && before.Layer == all[i].Layer:
			all[i].Definitions = before.Definitions
		default:
			all[i].Unasked = !l.asked[i]
		}
	}
	return all
}

// others are the entries of the old lock that only other profiles ask for.
func (l *locking) others() []lock.Input {
	if l.Old == nil {
		return nil
	}
	var all []lock.Input
	for _, i := range l.Old.Inputs {
		used := slices.ContainsFunc(l.inputs, func(j lock.Input) bool { return i.Part == j.Part && i.Spec == j.Spec })
		named := slices.ContainsFunc(l.Named, func(n NamedInput) bool { return i.Part == n.Part && i.Spec == n.Spec })
		if named && !used {
			all = append(all, i)
		}
	}
	return all
}

// check compares what was planned with the lock, if only that may be composed. planning is what went
// wrong before: components that changed may be the reason, which is then told first.
func (l *locking) check(planning error) error {
	if l == nil || !l.locked || errors.Is(planning, context.Canceled) {
		return planning
	}
	inputs := append(l.now(), l.others()...)
	if err := l.Old.Check(LockedContract, inputs); err != nil {
		return errors.Join(&lockedError{errlist.Flatten(err)}, planning)
	}
	return planning
}

// Next is the lock that says what was composed.
func (l *locking) Next() *lock.File {
	return lock.New(LockedContract, append(l.now(), l.others()...))
}
