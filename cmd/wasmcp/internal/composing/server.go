package composing

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/load"
)

// WholeError is a flag about composing, given with a server that is composed.
type WholeError struct{ name, Flag string }

func (e *WholeError) Error() string {
	return "--" + e.Flag + " is for composing, and " + e.name + " is composed already"
}

// Server returns the server that SPECs stand for. One component that is a server is taken as it is;
// others, and those that wasmcp.toml names where there is no SPEC, are composed in memory.
func Server(ctx context.Context, a *cli.App, specs []string, o Options) (chain.Source, error) {
	if len(specs) == 1 {
		loaded, err := a.LoadInputs(ctx, nil, load.Request{Spec: specs[0]})
		if err != nil {
			return chain.Source{}, err
		}
		s := cli.SourceOf(loaded[0])
		whole, err := isServer(s)
		if err != nil {
			return s, err
		}
		if whole {
			return s, errors.Join(wholeFlags(s.Name, o), a.CheckVerified())
		}
		o.first = &loaded[0]
	}
	output := ""
	specs, overrides, err := o.Resolve(specs, &output)
	if err != nil {
		return chain.Source{}, err
	}
	inputs, err := Inputs(ctx, a, specs, overrides, o)
	if err != nil {
		return chain.Source{}, err
	}
	plan, err := Plan(ctx, a, chain.Server, specs, inputs, o)
	if err != nil {
		return chain.Source{}, err
	}
	out, err := plan.Compose()
	if err != nil {
		return chain.Source{}, err
	}
	for _, w := range out.Warnings {
		a.Warn(w)
	}
	var b bytes.Buffer
	b.Grow(int(out.Size()))
	if _, err := out.WriteTo(&b); err != nil {
		return chain.Source{}, err
	}
	return chain.Source{Name: plan.ServerName(), Bytes: b.Bytes()}, nil
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
func wholeFlags(name string, o Options) error {
	var err error
	composing := pflag.NewFlagSet("", pflag.ContinueOnError)
	(&Options{}).ComponentFlags(composing)
	(&Options{}).ServerFlags(composing)
	composing.VisitAll(func(f *pflag.Flag) {
		if err == nil && o.Set(f.Name) {
			err = &WholeError{name, f.Name}
		}
	})
	return err
}
