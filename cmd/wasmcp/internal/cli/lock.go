package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain"
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
	// old is the lock that was there; nil where there was none.
	old *lock.File
	// locked refuses whatever the lock does not have.
	locked bool
	// forget tells which entries are to be found out anew; nil for none.
	forget func(lock.Input) bool
	// named are what wasmcp.toml asks for in one of its profiles.
	named []namedInput
	// inputs are those of this composition, its components first, and asked says which of them have
	// told what they offer.
	inputs []lock.Input
	asked  []bool
}

// lockedContract is how a lock names the contract.
const lockedContract = contract.Package + "@" + contractVersion

// openLock reads the lock beside wasmcp.toml.
func openLock(locked bool) (*locking, error) {
	l := &locking{locked: locked}
	if err := l.read(); err != nil {
		return nil, err
	}
	if l.old == nil && locked {
		return nil, &noLockError{}
	}
	variants, err := config.Variants(".")
	if err != nil {
		return nil, err
	}
	for _, f := range variants {
		l.named = append(l.named, namedInputs(f)...)
	}
	return l, nil
}

// read reads the lock that is there.
func (l *locking) read() error {
	text, err := os.ReadFile(lock.FileName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.old = nil
		return nil
	case err != nil:
		return fileError(lock.FileName, err)
	}
	l.old, err = lock.Parse(lock.FileName, text)
	return err
}

// namedInput is an entry that a lock has for something in wasmcp.toml.
type namedInput struct {
	part, spec string
	// framework says that it is a component of the framework itself.
	framework bool
}

// namedInputs are what one variant of wasmcp.toml asks for.
func namedInputs(f *config.File) []namedInput {
	var all []namedInput
	for _, spec := range f.Components {
		all = append(all, namedInput{spec: spec})
	}
	for _, part := range sortedKeys(f.Overrides) {
		all = append(all, namedInput{part: part, spec: f.Overrides[part]})
	}
	o := frameworkOptions{sessions: f.Server.Sessions, stateKeyEnv: f.Server.StateKeyEnv}
	for _, name := range o.names(hostFor(f.Runtime)) {
		all = append(all, namedInput{name, cmp.Or(f.Framework.From, embeddedSpec), true})
	}
	return all
}

// file is the lock by which references are fetched.
func (l *locking) file() *lock.File {
	if l == nil || l.old == nil {
		return nil
	}
	kept := *l.old
	if l.forget != nil {
		kept.Inputs = slices.DeleteFunc(slices.Clone(kept.Inputs), l.forget)
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
		if _, ok := l.old.Find(r.Part, r.Spec); !ok {
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
		if l.old != nil {
			before, ok = l.old.Find(all[i].Part, all[i].Spec)
		}
		switch {
		case ok && l.forget != nil && !l.forget(before):
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
	if l.old == nil {
		return nil
	}
	var all []lock.Input
	for _, i := range l.old.Inputs {
		used := slices.ContainsFunc(l.inputs, func(j lock.Input) bool { return i.Part == j.Part && i.Spec == j.Spec })
		named := slices.ContainsFunc(l.named, func(n namedInput) bool { return i.Part == n.part && i.Spec == n.spec })
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
	if err := l.old.Check(lockedContract, inputs); err != nil {
		return errors.Join(&lockedError{flatten(err)}, planning)
	}
	return planning
}

// next is the lock that says what was composed.
func (l *locking) next() *lock.File {
	return lock.New(lockedContract, append(l.now(), l.others()...))
}
