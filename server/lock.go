package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/bounded"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/server/config"
	"github.com/wasmcp/wasmcp-go/server/introspect"
	contract "github.com/wasmcp/wasmcp-go/wit/mcp"
)

// Lock is what a composition has to do with wasmcp.lock. A composition of components that wasmcp.toml does
// not name has no lock: for it, the Lock is nil.
type Lock struct {
	dir string
	// Old is the lock file that was there; nil where there was none.
	Old *lock.File
	// Locked refuses whatever the lock file does not have.
	Locked bool
	// Forget tells which entries are looked up again; nil for none.
	Forget func(lock.Input) bool
	// Named are what wasmcp.toml asks for in one of its profiles.
	Named []NamedInput
	// Inputs are those of this composition, its components first.
	Inputs []lock.Input
	asked  []bool // which of them have told what they offer
}

// LockedContract is how a lock file names the contract.
const LockedContract = contract.Package + "@" + contract.Version

// OpenLock reads the lock file beside wasmcp.toml in a directory.
func OpenLock(dir string, locked bool) (*Lock, error) {
	l := &Lock{dir: dir, Locked: locked}
	if err := l.Read(); err != nil {
		return nil, err
	}
	if l.Old == nil && locked {
		return nil, &NoLockError{}
	}
	variants, err := config.Variants(dir)
	if err != nil {
		return nil, err
	}
	for _, f := range variants {
		l.Named = append(l.Named, namedInputs(f)...)
	}
	return l, nil
}

// mostLock is how large a lock file may be: it has the definitions of all components.
const mostLock = 256 << 20

// Read reads the lock file that is there now.
func (l *Lock) Read() (err error) {
	l.Old, err = ReadLock(l.dir)
	return err
}

// ReadLock reads the lock file in a directory, nil where there is none.
func ReadLock(dir string) (*lock.File, error) {
	text, err := bounded.ReadFile(filepath.Join(dir, lock.FileName), mostLock)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		if p := (*fs.PathError)(nil); errors.As(err, &p) {
			err = p.Err
		}
		return nil, fmt.Errorf("%s: %w", lock.FileName, err)
	}
	return lock.Parse(lock.FileName, text)
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
	for _, part := range SortedKeys(f.Overrides) {
		all = append(all, NamedInput{Part: part, Spec: f.Overrides[part]})
	}
	framework := Framework{Sessions: f.Server.Sessions, StateKeyEnv: f.Server.StateKeyEnv, KeyValue: KeyValueOf(f.Runtime)}
	for _, name := range framework.Parts() {
		all = append(all, NamedInput{name, cmp.Or(f.Framework.From, Embedded), true})
	}
	return all
}

// File is the lock file by which references are fetched.
func (l *Lock) File() *lock.File {
	if l == nil || l.Old == nil {
		return nil
	}
	known := *l.Old
	if l.Forget != nil {
		known.Inputs = slices.DeleteFunc(slices.Clone(known.Inputs), l.Forget)
	}
	return &known
}

// Expect refuses, before anything is fetched, what should be locked and is not.
func (l *Lock) Expect(requests []load.Request) error {
	if l == nil || !l.Locked {
		return nil
	}
	var missing []error
	for _, r := range requests {
		if _, ok := l.Old.Find(r.Part, r.Spec); !ok {
			missing = append(missing, &lock.NotLockedError{Spec: lock.Input{Part: r.Part, Spec: r.Spec}.Label()})
		}
	}
	if missing != nil {
		return &LockedError{missing}
	}
	return nil
}

// Loaded notes what the composition is made of: its components in their order, then the rest.
func (l *Lock) Loaded(components []load.Component) {
	if l == nil {
		return
	}
	for _, c := range components {
		l.Inputs = append(l.Inputs, c.Input())
	}
	l.asked = make([]bool, len(l.Inputs))
}

// define notes what a component says that it offers.
func (l *Lock) define(component int, d *mcp.Definitions) error {
	if l == nil {
		return nil
	}
	i := &l.Inputs[component]
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

// composed notes what a middleware offers that was composed of providers, for which it is asked as a
// provider is. One that cannot be asked alone is locked by its digest.
func (l *Lock) composed(ctx context.Context, asker *introspect.Asker, component int, s chain.Source, libraries []chain.Source) error {
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
func (l *Lock) now() []lock.Input {
	all := slices.Clone(l.Inputs)
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
func (l *Lock) others() []lock.Input {
	if l.Old == nil {
		return nil
	}
	var all []lock.Input
	for _, i := range l.Old.Inputs {
		used := slices.ContainsFunc(l.Inputs, func(j lock.Input) bool { return i.Part == j.Part && i.Spec == j.Spec })
		named := slices.ContainsFunc(l.Named, func(n NamedInput) bool { return i.Part == n.Part && i.Spec == n.Spec })
		if named && !used {
			all = append(all, i)
		}
	}
	return all
}

// Check compares what was planned with the lock, if only that may be composed. planning is what went
// wrong before: components that changed may be the reason, which is then told first.
func (l *Lock) Check(planning error) error {
	if l == nil || !l.Locked || errors.Is(planning, context.Canceled) {
		return planning
	}
	inputs := append(l.now(), l.others()...)
	if err := l.Old.Check(LockedContract, inputs); err != nil {
		return errors.Join(&LockedError{errlist.Flatten(err)}, planning)
	}
	return planning
}

// Next is the lock that says what was composed.
func (l *Lock) Next() *lock.File {
	return lock.New(LockedContract, append(l.now(), l.others()...))
}
