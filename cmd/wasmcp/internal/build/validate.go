package build

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

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

func ValidateCommand(a *cli.App) *cobra.Command {
	var asJSON, released bool
	c := &cobra.Command{
		Use:   "validate COMPONENT...",
		Short: "Check that components are valid",
		Long: `Checks components against the rules of the Component Model. It prints nothing if they are valid.
Otherwise it prints the broken rule, the byte and the item, and exits with 1.

Function bodies in core modules are not checked here; the runtime checks them.`,
		Example: "  wasmcp validate weather.wasm\n  wasmcp validate --json *.wasm",
		RunE: func(cmd *cobra.Command, args []string) error {
			a.StdinComponent = true
			if len(args) == 0 {
				return cli.Usagef("no components were given")
			}
			open := validate.Open
			if released {
				open = validate.Released
			}
			return a.WithMappedInputs(func() error { return runValidate(cmd.Context(), a, args, open, asJSON) })
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	c.Flags().BoolVar(&released, "released", false, "refuse features that the standard gates and most hosts do not enable")
	return c
}

// runValidate runs the command.
func runValidate(ctx context.Context, a *cli.App, specs []string, open validate.Gates, asJSON bool) error {
	a.Unvalidated, a.Undigested = true, true
	requests := make([]load.Request, len(specs))
	for i, s := range specs {
		requests[i] = load.Request{Spec: s}
	}
	sources, err := a.LoadComponents(ctx, requests...)
	if err != nil {
		return err
	}
	var errs errlist.List
	all := make([]validated, len(sources))
	for i, s := range sources {
		all[i] = validated{Name: s.Name, Valid: true}
		err := cli.Valid(s.Name, s.Bytes, open)
		if err == nil {
			_, err = chain.Decode(s) // which says of bytes that are no component what they are
		}
		if err != nil {
			all[i].Valid, all[i].Error = false, problemOf(err)
		}
		errs.Add(err)
	}
	if asJSON {
		if err := a.PrintJSON(all); err != nil {
			return err
		}
	}
	return errs.Err()
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
