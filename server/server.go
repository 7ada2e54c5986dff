// Package server makes MCP servers of components: it asks them what they offer, so that each is called for
// its own names, and plans who plays which part. What a plan says is composed by [chain.Plan.Compose].
//
// Around a plan there are wasmcp.toml, in package config, and wasmcp.lock, of which [Lock] is what a
// composition needs. The package prints nothing and reads nothing but these two files.
package server

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server/introspect"
	contract "github.com/wasmcp/wasmcp-go/wit/mcp"
)

// Options are what a server is made of.
type Options struct {
	// Kind is what is made; empty is a whole server.
	Kind chain.Kind
	// Chain has the components, with the names that they are to have, and all that is written into the
	// server. Where it has no framework, that of this module is taken.
	Chain chain.Options
	// Specs are what the components are called by who composes them; nil for their own names.
	Specs []string
	// Lock is nil where wasmcp.lock says nothing of the components.
	Lock *Lock
	// NoIntrospect leaves out asking providers what they offer: calls are then tried on one after the
	// other.
	NoIntrospect bool
	// Ask runs a provider to ask it; nil runs it in this process. It is called for the first provider
	// whose answer is not kept.
	Ask func() introspect.Runner
	// Cache says where answers are kept, and what authenticates them; nil, or an empty dir, is nowhere. It
	// is called before the first provider is asked.
	Cache func() (dir string, key []byte)
	// Warn is told what is probably wrong and no error; nil for nobody.
	Warn func(string)
}

// Plan decides on a composition. Providers are asked what they offer, so that each is called for its own
// names alone. Where only what is locked may be composed, nothing else is planned.
func Plan(ctx context.Context, o Options) (*chain.Plan, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	plan, err := o.decide(ctx)
	return plan, o.Lock.Check(err)
}

// complete fills in what is empty.
func (o *Options) complete() error {
	if o.Kind == "" {
		o.Kind = chain.Server
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	if o.Ask == nil {
		o.Ask = func() introspect.Runner {
			return introspect.Here(func(ctx context.Context, s chain.Source, c runtime.Config) (*runtime.Component, error) {
				return runtime.Compile(ctx, s.Bytes, c)
			})
		}
	}
	if o.Specs == nil {
		for _, c := range o.Chain.Components {
			o.Specs = append(o.Specs, c.Name)
		}
	}
	c := &o.Chain
	c.Contract = cmp.Or(c.Contract, contract.Version)
	c.Tool = cmp.Or(c.Tool, "wasmcp")
	c.Info.Version = cmp.Or(c.Info.Version, "0.0.0")
	if c.Framework != nil {
		return nil
	}
	var err error
	c.Framework, err = Framework{}.Load()
	return err
}

// decide makes the plan, and notes for the lock what providers say.
func (o *Options) decide(ctx context.Context) (*chain.Plan, error) {
	in := o.Chain
	in.Components = slices.Clone(in.Components)
	s := naming{o.Specs, in.Components}
	if o.NoIntrospect {
		plan, err := chain.NewPlan(o.Kind, in)
		if err == nil {
			err = o.warn(plan)
		}
		return plan, s.gather(err)
	}
	nameless := in
	nameless.Info.ListTTL = 0 // nothing is known yet
	nameless.Components = slices.Clone(in.Components)
	for i := range nameless.Components {
		nameless.Components[i].Names = chain.Names{}
	}
	plan, err := chain.NewPlan(o.Kind, nameless)
	if err != nil {
		return nil, err
	}
	if err := o.ask(ctx, plan, &in); err != nil {
		if e := (*introspect.Error)(nil); errors.As(err, &e) {
			// What keeps the composition from being made keeps a provider from being asked, and is
			// the better thing to say.
			if _, composing := plan.Compose(); composing != nil {
				return nil, composing
			}
		}
		return nil, err
	}
	if plan, err = chain.NewPlan(o.Kind, in); err != nil {
		return nil, s.gather(err)
	}
	if err := s.checkComposed(plan); err != nil {
		return nil, err
	}
	return plan, o.warn(plan)
}
