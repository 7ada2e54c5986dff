package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// invalidError is a component that breaks a rule of the Component Model.
type invalidError struct {
	name string
	err  *validate.Error
}

func (e *invalidError) Error() string {
	switch {
	case e.err.Gate != 0:
		return fmt.Sprintf("%s uses what is behind a feature gate of the standard", e.name)
	case e.err.Unsupported:
		return e.name + " uses what wasmcp does not support"
	default:
		return e.name + " is not a valid component"
	}
}

func (e *invalidError) Unwrap() error { return e.err }

// unknownPartError is a component with bytes that may mean something to a later revision of the standard.
type unknownPartError struct {
	name string
	err  *component.DecodeError
}

func (e *unknownPartError) Error() string {
	return e.name + " has what this version of wasmcp does not know"
}

func (e *unknownPartError) Unwrap() error { return e.err }

// checkValid checks components. What is wrong with any of them is told at once. Bytes that are no component
// are left to those who read them, and what they say of it.
func (a *app) checkValid(loaded []load.Component) error {
	if a.unvalidated {
		return nil
	}
	errs := make([]error, len(loaded))
	check := func(i int) {
		do := func() error { return valid(loaded[i].Name, loaded[i].Bytes, validate.Open) }
		if a.files == nil {
			errs[i] = do()
		} else {
			errs[i] = a.files.Guard(do)
		}
	}
	var wait sync.WaitGroup
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range loaded {
		places <- struct{}{}
		wait.Go(func() {
			check(i)
			<-places
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// valid checks a component.
func valid(name string, b []byte, open validate.Gates) error {
	err := validate.Component(b, open)
	if e := (*validate.Error)(nil); errors.As(err, &e) {
		return &invalidError{name, e}
	}
	if e := (*component.DecodeError)(nil); errors.As(err, &e) {
		if _, err := component.DecodeTypes(b); err != nil {
			return nil // Whoever reads the component says so, together with what else is wrong.
		}
		if e.Unknown {
			return &unknownPartError{name, e}
		}
		return &chain.DamagedError{Name: name, Err: err}
	}
	return nil
}

// validated is what validate prints of a component as JSON.
type validated struct {
	Name  string   `json:"name"`
	Valid bool     `json:"valid"`
	Error *invalid `json:"error,omitempty"`
}

// invalid is what is wrong with a component.
type invalid struct {
	Offset  int      `json:"offset"`
	Path    []string `json:"path,omitempty"`
	Problem string   `json:"problem"`
	Gate    string   `json:"gate,omitempty"`
}

func (a *app) validateCommand() *cobra.Command {
	var asJSON, released bool
	c := &cobra.Command{
		Use:   "validate COMPONENT...",
		Short: "Check that components are valid",
		Long: `Checks components against the rules of the Component Model. It prints nothing if they are valid.
Otherwise it prints the broken rule, the byte and the item, and exits with 1.

Function bodies in core modules are not checked here; the runtime checks them.`,
		Example: "  wasmcp validate weather.wasm\n  wasmcp validate --json *.wasm",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("no components were given")
			}
			open := validate.Open
			if released {
				open = validate.Released
			}
			return a.passing(func() error { return a.validate(cmd.Context(), args, open, asJSON) })
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	c.Flags().BoolVar(&released, "released", false, "refuse features that the standard gates and most hosts do not enable")
	return c
}

// validate runs the command.
func (a *app) validate(ctx context.Context, specs []string, open validate.Gates, asJSON bool) error {
	a.unvalidated, a.undigested = true, true
	requests := make([]load.Request, len(specs))
	for i, s := range specs {
		requests[i] = load.Request{Spec: s}
	}
	sources, err := a.loadComponents(ctx, requests...)
	if err != nil {
		return err
	}
	var errs errorList
	all := make([]validated, len(sources))
	for i, s := range sources {
		all[i] = validated{Name: s.Name, Valid: true}
		err := valid(s.Name, s.Bytes, open)
		if err == nil {
			_, err = chain.Decode(s) // which says of bytes that are no component what they are
		}
		if err != nil {
			all[i].Valid, all[i].Error = false, problemOf(err)
		}
		errs.add(err)
	}
	if asJSON {
		if err := a.printJSON(all); err != nil {
			return err
		}
	}
	return errs.err()
}

// problemOf is what is wrong with a component as JSON has it.
func problemOf(err error) *invalid {
	if e := (*validate.Error)(nil); errors.As(err, &e) {
		p := &invalid{Offset: e.Offset, Path: e.Path, Problem: e.Problem}
		if e.Gate != 0 {
			p.Gate = e.Gate.String()
		}
		return p
	}
	if e := (*component.DecodeError)(nil); errors.As(err, &e) {
		return &invalid{Offset: e.Offset, Problem: e.Problem}
	}
	return &invalid{Problem: err.Error()}
}

func explainInvalid(err error) (x explanation, ok bool) {
	if e := (*unknownPartError)(nil); errors.As(err, &e) {
		x = plain(e)
		x.facts = append(x.facts, e.err.Error())
		x.hint = "get a newer wasmcp; link --no-validate links it all the same"
		return x, true
	}
	e := (*invalidError)(nil)
	if !errors.As(err, &e) {
		return x, false
	}
	x = plain(e)
	where := fmt.Sprintf("byte 0x%x", e.err.Offset)
	if len(e.err.Path) > 0 {
		where += ", " + e.err.Where()
	}
	x.facts = append(x.facts, "at "+where, e.err.Problem)
	switch {
	case e.err.Gate != 0:
		x.hint = "leave out --released, if the hosts that are to run it have this gate open"
	case e.err.Unsupported:
		x.hint = "build it without that, or link it unchecked with --no-validate"
	default:
		x.hint = "build it again with current tools; what made it has a fault"
	}
	return x, true
}
