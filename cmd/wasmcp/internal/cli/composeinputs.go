package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/private"
	"github.com/wasmcp/wasmcp-go/oci/load"
)

// inputs reads every component that takes part.
func (a *app) inputs(ctx context.Context, specs []string, overrides map[chain.Part]string, o composeOptions) (chain.Options, error) {
	if err := o.framework.check(); err != nil {
		return chain.Options{}, err
	}
	if err := checkListTTL(o.info.ListTTL); err != nil {
		return chain.Options{}, err
	}
	from, err := parseFramework(o.framework.from)
	if err != nil {
		return chain.Options{}, err
	}
	stateKey, err := o.framework.stateKey()
	if err != nil {
		return chain.Options{}, err
	}
	if file := o.framework.stateKeyFile; file != "" {
		if info, err := os.Stat(file); err == nil && private.CheckSecret(file, info) != nil && info.Mode().IsRegular() {
			a.err.Line(fmt.Sprintf("warning: others may read the secret in %s: its mode is %#o, expected 0600", file, info.Mode().Perm()))
		}
	}
	in := chain.Options{
		Framework:    map[chain.Part]chain.Source{},
		Overrides:    map[chain.Part]chain.Source{},
		Info:         o.info,
		StateKey:     stateKey,
		Contract:     contractVersion,
		Tool:         "wasmcp " + version(),
		AllowImports: o.imports,
	}
	def(&in.Info.Version, "0.0.0")
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
	names := o.framework.names(hostFor(o.runtime))
	for _, part := range chain.Parts() {
		if name, ok := names[part]; ok {
			requests = append(requests, load.Request{Part: name, Spec: from.spec})
			parts = append(parts, part)
		}
	}
	loaded, err := a.loadAll(ctx, from, requests, o)
	if err == nil {
		err = a.checkVerified()
	}
	if err != nil {
		return chain.Options{}, err
	}
	o.lock.loaded(loaded)
	for _, c := range loaded[:len(specs)] {
		in.Components = append(in.Components, sourceOf(c))
	}
	loaded = loaded[len(specs):]
	for i, part := range replaced {
		in.Overrides[part] = sourceOf(loaded[i])
	}
	for i, source := range from.partsOf(loaded[len(replaced):]) {
		in.Framework[parts[i]] = source
	}
	in.Decode()
	if a.files != nil {
		in.Release = a.files.Release
	}
	return in, nil
}

// loadAll loads a composition's components, those that replace parts, and those of the framework.
// What was read before, or is embedded, is not loaded.
func (a *app) loadAll(ctx context.Context, from frameworkFrom, requests []load.Request, o composeOptions) ([]load.Component, error) {
	if err := o.lock.expect(requests); err != nil {
		return nil, err
	}
	all := make([]load.Component, len(requests))
	requests, err := a.frameworkAt(ctx, from, requests, o.lock)
	if err != nil {
		return nil, err
	}
	var open []load.Request
	var places []int
	for i, r := range requests {
		switch {
		case i == 0 && o.first != nil:
			all[i] = *o.first
		case from.embedded() && r.Spec == from.spec && r.Part != "":
			if all[i], err = embeddedPart(r); err != nil {
				return nil, err
			}
		default:
			open, places = append(open, r), append(places, i)
		}
	}
	loaded, err := a.loadInputs(ctx, o.lock, open...)
	if err != nil {
		return nil, err
	}
	for i, c := range loaded {
		all[places[i]] = c
	}
	return all, nil
}
