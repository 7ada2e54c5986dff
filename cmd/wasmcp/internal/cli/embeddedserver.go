package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/load"
)

// wholeError is a flag about composing, given with a server that is composed.
type wholeError struct{ name, flag string }

func (e *wholeError) Error() string {
	return "--" + e.flag + " says how components are composed, and " + e.name + " is a whole server"
}

// server returns the server that SPECs stand for. One component that is a server is taken as it is;
// others, and those that wasmcp.toml names where there is no SPEC, are composed in memory.
func (a *app) server(ctx context.Context, specs []string, o composeOptions) (chain.Source, error) {
	if len(specs) == 1 {
		loaded, err := a.loadInputs(ctx, nil, load.Request{Spec: specs[0]})
		if err != nil {
			return chain.Source{}, err
		}
		s := sourceOf(loaded[0])
		whole, err := isServer(s)
		if err != nil {
			return s, err
		}
		if whole {
			return s, errors.Join(wholeFlags(s.Name, o), a.checkVerified())
		}
		o.first = &loaded[0]
	}
	name := ""
	if len(specs) == 1 {
		name = specs[0]
	}
	specs, overrides, err := o.resolve(specs, &name)
	if err != nil {
		return chain.Source{}, err
	}
	inputs, err := a.inputs(ctx, specs, overrides, o)
	if err != nil {
		return chain.Source{}, err
	}
	def(&inputs.Info.Name, nameFromSpec(name))
	plan, err := a.plan(ctx, chain.Server, specs, inputs, o)
	if err != nil {
		return chain.Source{}, err
	}
	out, err := plan.Compose()
	if err != nil {
		return chain.Source{}, err
	}
	for _, w := range out.Warnings {
		a.err.Line("warning: " + w)
	}
	var b bytes.Buffer
	b.Grow(int(out.Size()))
	if _, err := out.WriteTo(&b); err != nil {
		return chain.Source{}, err
	}
	return chain.Source{Name: inputs.Info.Name, Bytes: b.Bytes()}, nil
}

// isServer tells whether a component needs no composing: it answers requests, or is a command, and
// has no part in a chain.
func isServer(s chain.Source) (bool, error) {
	c, err := chain.Decode(s)
	if err != nil {
		return false, err
	}
	runs := false
	for x := range c.Exports() {
		switch name := x.Name.Name; {
		case strings.HasPrefix(name, "wasmcp:"):
			return false, nil
		case strings.HasPrefix(name, "wasi:http/incoming-handler@"), strings.HasPrefix(name, "wasi:cli/run@"):
			runs = true
		}
	}
	return runs, nil
}

// wholeFlags refuses flags that would change how a server is composed.
func wholeFlags(name string, o composeOptions) error {
	var err error
	composing := pflag.NewFlagSet("", pflag.ContinueOnError)
	(&composeOptions{}).componentFlags(composing)
	(&composeOptions{}).serverFlags(composing)
	composing.VisitAll(func(f *pflag.Flag) {
		if err == nil && o.set(f.Name) {
			err = &wholeError{name, f.Name}
		}
	})
	return err
}
