package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/client"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/config"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/introspect"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
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
const lockedContract = mcp.Package + "@" + contractVersion

// noLockError is a lock that should be there.
type noLockError struct{}

func (*noLockError) Error() string { return lock.FileName + " does not exist, and --locked needs it" }

// lockedError is a composition that is not what was locked.
type lockedError struct{ differences []error }

func (e *lockedError) Error() string {
	lines := []string{"what is composed is not what " + lock.FileName + " has"}
	for _, d := range e.differences {
		for l := range strings.SplitSeq(d.Error(), "\n") {
			lines = append(lines, "  "+l)
		}
	}
	return strings.Join(lines, "\n")
}

// onlyEmbedded tells whether nothing but parts of the embedded framework differs.
func (e *lockedError) onlyEmbedded() bool {
	for _, d := range e.differences {
		c := (*lock.ChangedError)(nil)
		if !errors.As(d, &c) || !strings.HasSuffix(c.Spec, " ("+embeddedSpec+")") {
			return false
		}
	}
	return true
}

// openLock reads the lock beside wasmcp.toml.
func openLock(locked bool) (*locking, error) {
	l := &locking{locked: locked}
	text, err := os.ReadFile(lock.FileName)
	switch {
	case errors.Is(err, fs.ErrNotExist) && locked:
		return nil, &noLockError{}
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fileError(lock.FileName, err)
	default:
		if l.old, err = lock.Parse(lock.FileName, text); err != nil {
			return nil, err
		}
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
	host, ok := runtimes[f.Runtime]
	if !ok {
		host = runtimes[defaultRuntime]
	}
	o := frameworkOptions{sessions: f.Server.Sessions, stateKeyEnv: f.Server.StateKeyEnv}
	for _, name := range o.names(host) {
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
	for _, kind := range client.Kinds() {
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

var lockedKinds = map[client.Kind]string{
	client.Tools: lock.Tool, client.Resources: lock.Resource, client.Templates: lock.ResourceTemplate, client.Prompts: lock.Prompt,
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
		case !ok:
		case l.forget != nil && !l.forget(before):
			all[i] = before
		case !l.asked[i] && before.Layer == all[i].Layer:
			all[i].Definitions = before.Definitions
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
	if planning != nil {
		for i := range l.inputs {
			if before, ok := l.old.Find(inputs[i].Part, inputs[i].Spec); ok && !l.asked[i] {
				inputs[i].Definitions = before.Definitions
			}
		}
	}
	if err := l.old.Check(lockedContract, inputs); err != nil {
		return errors.Join(&lockedError{flatten(err)}, planning)
	}
	return planning
}

// next is the lock that says what was composed.
func (l *locking) next() *lock.File {
	return lock.New(lockedContract, append(l.now(), l.others()...))
}

// lockChange is what a composition changed in the lock.
type lockChange struct{ old, next *lock.File }

// writeLock writes the lock where it changes, and returns how; nil where it does not.
func (a *app) writeLock(l *locking) (*lockChange, error) {
	if l == nil || l.locked {
		return nil, nil
	}
	next := l.next()
	if l.old != nil && same(l.old, next) {
		return nil, nil
	}
	if _, err := a.writeComponent(lock.FileName, bytes.NewReader(next.Encode())); err != nil {
		return nil, err
	}
	return &lockChange{l.old, next}, nil
}

// show says it in words.
func (c *lockChange) show(to *ui.Printer) {
	switch {
	case c == nil:
	case c.old == nil:
		to.Line(fmt.Sprintf("%s  written: keep it with %s", lock.FileName, config.FileName))
	default:
		to.Line(lock.FileName + "  written anew:")
		for _, l := range changed(c.old, c.next) {
			to.Line("  " + l)
		}
	}
}

// json is what programs are told of it.
func (c *lockChange) json() *updated {
	switch {
	case c == nil:
		return nil
	case c.old == nil:
		return updatedJSON(lock.New("", nil), c.next, true)
	}
	return updatedJSON(c.old, c.next, true)
}

// same tells whether two locks are written the same.
func same(a, b *lock.File) bool { return bytes.Equal(a.Encode(), b.Encode()) }

// changed says in words what is between two locks.
func changed(old, next *lock.File) []string {
	var lines []string
	if old.Contract != next.Contract {
		lines = append(lines, "the contract was "+old.Contract+" and is "+next.Contract)
	}
	for _, d := range lock.Diff(old, next) {
		lines = append(lines, d.Lines()...)
	}
	return lines
}

// mostWait is how long a composition that is done waits to hear of tags.
const mostWait = time.Second

// watchTags asks, while the server is composed, what the tags that were locked stand for by now. What
// it returns tells of those that moved. Nothing is told of what cannot be asked.
func (a *app) watchTags(ctx context.Context, l *locking) (tell func()) {
	if l == nil || l.locked || l.old == nil || a.registry.offline || a.quiet || a.registries == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	type tag struct {
		input lock.Input
		moved chan bool
	}
	var tags []tag
	for _, i := range l.inputs {
		before, ok := l.old.Find(i.Part, i.Spec)
		ref, err := oci.ParseReference(before.Reference)
		if !ok || err != nil || strings.Contains(i.Spec, "@sha256:") || l.ofFramework(i) {
			continue
		}
		t := tag{before, make(chan bool, 1)}
		tags = append(tags, t)
		go func() {
			_, d, err := a.registries.client.Resolve(ctx, ref)
			t.moved <- err == nil && d.Digest != before.Manifest
		}()
	}
	return func() {
		defer cancel()
		done := time.After(mostWait)
		for _, t := range tags {
			select {
			case moved := <-t.moved:
				if moved {
					name := t.input.Reference
					if label := t.input.Label(); label != name {
						name = label + ": " + name
					}
					a.err.Line(fmt.Sprintf("%s stands for something else by now, and %s keeps what it was", name, lock.FileName))
				}
			case <-done:
				return
			}
		}
	}
}

// ofFramework tells whether an input is a component of the framework itself: those are found by an
// index, and their tags say nothing.
func (l *locking) ofFramework(i lock.Input) bool {
	return i.Part != "" && !slices.ContainsFunc(l.named, func(n namedInput) bool {
		return n.part == i.Part && n.spec == i.Spec && !n.framework
	})
}

// explainLock explains what goes wrong with the lock.
func explainLock(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*lockedError)(nil); errors.As(err, &e) {
		x.hint = "if that is meant to be so, compose without --locked, and look at what changes in " + lock.FileName
		if e.onlyEmbedded() {
			x.hint = "another version of wasmcp has locked it: use that one, or compose without --locked"
		}
		return x, true
	}
	if e := (*noLockError)(nil); errors.As(err, &e) {
		x.hint = "compose without --locked once, and keep the file with " + config.FileName
		return x, true
	}
	if e := (*unlockedNameError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "it has: "+some(e.known))
		if near := nearest(e.name, e.known); near != nil {
			x.hint = "did you mean " + near[0] + "?"
		}
		return x, true
	}
	for _, target := range []any{new(*lock.SyntaxError), new(*lock.FormatError)} {
		if errors.As(err, target) {
			x.hint = "restore the file from where it is kept, or remove it: compose writes a new one"
			return x, true
		}
	}
	return x, false
}
