package composing

import (
	"context"
	"fmt"
	"os"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/private"
	"github.com/wasmcp/wasmcp-go/oci/load"
	contract "github.com/wasmcp/wasmcp-go/wit/mcp"
)

// Inputs reads every component that takes part.
func Inputs(ctx context.Context, a *cli.App, specs []string, overrides map[chain.Part]string, o Options) (chain.Options, error) {
	if err := o.Framework.check(); err != nil {
		return chain.Options{}, err
	}
	if err := checkListTTL(o.info.ListTTL); err != nil {
		return chain.Options{}, err
	}
	from, err := ParseFramework(o.Framework.From)
	if err != nil {
		return chain.Options{}, err
	}
	stateKey, err := o.Framework.stateKey()
	if err != nil {
		return chain.Options{}, err
	}
	if file := o.Framework.StateKeyFile; file != "" {
		if info, err := os.Stat(file); err == nil && private.CheckSecret(file, info) != nil && info.Mode().IsRegular() {
			a.Warn(fmt.Sprintf("other users can read the secret in %s: its mode is %#o, expected 0600", file, info.Mode().Perm()))
		}
	}
	in := chain.Options{
		Framework:    map[chain.Part]chain.Source{},
		Overrides:    map[chain.Part]chain.Source{},
		Info:         o.info,
		StateKey:     stateKey,
		Contract:     contract.Version,
		Tool:         "wasmcp " + cli.Version(),
		AllowImports: o.imports,
	}
	var requests []load.Request
	for _, spec := range specs {
		requests = append(requests, load.Request{Spec: spec})
	}
	var replaced, parts []chain.Part
	for _, part := range chain.Parts() {
		if spec, ok := overrides[part]; ok {
			requests = append(requests, load.Request{Part: string(part), Spec: spec})
			replaced = append(replaced, part)
		}
	}
	names := o.Framework.parts(o.Runtime)
	for _, part := range chain.Parts() {
		if name, ok := names[part]; ok {
			requests = append(requests, load.Request{Part: name, Spec: from.Spec})
			parts = append(parts, part)
		}
	}
	loaded, err := LoadAll(ctx, a, from, requests, o)
	if err == nil {
		err = a.CheckVerified()
	}
	if err != nil {
		return chain.Options{}, err
	}
	o.Lock.Loaded(loaded)
	for _, c := range loaded[:len(specs)] {
		in.Components = append(in.Components, cli.SourceOf(c))
	}
	loaded = loaded[len(specs):]
	for i, part := range replaced {
		in.Overrides[part] = cli.SourceOf(loaded[i])
	}
	for i, source := range from.partsOf(loaded[len(replaced):]) {
		in.Framework[parts[i]] = source
	}
	in.Decode()
	if a.Files != nil {
		in.Release = a.Files.Release
	}
	return in, nil
}

// LoadAll loads a composition's components, those that replace parts, and those of the framework.
// What was read before, or is embedded, is not loaded.
func LoadAll(ctx context.Context, a *cli.App, from frameworkFrom, requests []load.Request, o Options) ([]load.Component, error) {
	if err := o.Lock.Expect(requests); err != nil {
		return nil, err
	}
	all := make([]load.Component, len(requests))
	requests, err := frameworkAt(ctx, a, from, requests, o.Lock)
	if err != nil {
		return nil, err
	}
	var open []load.Request
	var places []int
	for i, r := range requests {
		switch {
		case i == 0 && o.first != nil:
			all[i] = *o.first
		case from.Embedded() && r.Spec == from.Spec && r.Part != "":
			if all[i], err = embeddedPart(r); err != nil {
				return nil, err
			}
		default:
			open, places = append(open, r), append(places, i)
		}
	}
	loaded, err := a.LoadInputs(ctx, o.Lock.File(), open...)
	if err != nil {
		return nil, err
	}
	for i, c := range loaded {
		all[places[i]] = c
	}
	return all, nil
}
