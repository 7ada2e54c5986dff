package composing

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// Plan decides on a composition. Where only what is locked may be composed, nothing else is planned.
func Plan(ctx context.Context, a *cli.App, kind chain.Kind, specs []string, in chain.Options, o Options) (*chain.Plan, error) {
	if err := o.Names.apply(named{specs, in.Components}); err != nil {
		return nil, o.Lock.Check(err)
	}
	options := server.Options{
		Kind: kind, Chain: in, Specs: specs, Lock: o.Lock, NoIntrospect: o.Names.NoIntrospect,
		Ask:  func() introspect.Runner { return Questioner(ctx, a).provider },
		Warn: a.Warn,
		Cache: func() (string, []byte) {
			dir := a.CacheDir()
			if dir == "" {
				return "", nil
			}
			key, ok := a.CacheKey(ctx)
			if !ok {
				return "", nil
			}
			return filepath.Join(dir, cli.IntrospectedDir), key
		},
	}
	return server.Plan(ctx, options)
}

// explainNames explains what goes wrong with names, and with asking for them.
func explainNames(a *cli.App, err error) (x cli.Explanation, ok bool) {
	if e := (*introspect.Error)(nil); errors.As(err, &e) {
		return explainUnasked(a, e), true
	}
	x = cli.Plain(err)
	if e := (*server.DuplicatesError)(nil); errors.As(err, &e) {
		return explainDuplicates(a, x, e), true
	}
	if e := (*chain.UnknownNameError)(nil); errors.As(err, &e) {
		all := slices.Concat(e.Offer.Tools, e.Offer.Prompts, e.Offer.Resources, e.Offer.Templates)
		if len(all) == 0 {
			x.Facts = append(x.Facts, "it offers nothing")
			return x, true
		}
		x.Facts = append(x.Facts, "it offers: "+cli.FirstNames(all))
		if near := cli.Nearest(e.Name, all); near != nil {
			x.Hint = "did you mean " + near[0] + "?"
		}
		return x, true
	}
	if e := (*chain.EmptyNameError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "expected: "+chain.ToolNames)
		x.Hint = "give it a name: --rename " + cli.Quote(e.Component+":"+e.Own+"=NEW")
		if e.Own == "" {
			x.Hint = "give it a name in the component, or put one before all of its names: --prefix " + cli.Quote(e.Component+"="+prefixFor(e.Component))
		}
		return x, true
	}
	if e := (*chain.NoNamesError)(nil); errors.As(err, &e) {
		x.Hint = "leave out --prefix, --rename, --drop and --dynamic of " + e.Name
		return x, true
	}
	return x, false
}

// explainDuplicates lists the names, and the ways out.
func explainDuplicates(a *cli.App, x cli.Explanation, e *server.DuplicatesError) cli.Explanation {
	if len(e.Names) > 1 {
		for _, d := range e.Names {
			x.Facts = append(x.Facts, fmt.Sprintf("%s %q", d.Kind, d.Name))
		}
	}
	switch {
	case e.Again:
		x.Hint = "give it once"
		return x
	case e.Fixed:
		x.Hint = "compose one of them again with other names: wasmcp compose handler --prefix COMPONENT=PREFIX ..."
		return x
	}
	spec, first := e.Specs[len(e.Specs)-1], e.Names[0]
	if !a.HasFlag("prefix") {
		x.Hint = fmt.Sprintf("give one of them other names in wasmcp.toml: [names.%q] with prefix, rename or drop", spec)
		return x
	}
	x.Hint = "choose: --drop " + cli.Quote(spec+":"+first.Name)
	if first.Kind == chain.KindTool || first.Kind == chain.KindPrompt {
		x.Hint = fmt.Sprintf("choose: --prefix %s, --rename %s or --drop %s",
			cli.Quote(spec+"="+prefixFor(spec)), cli.Quote(spec+":"+first.Name+"=NEW"), cli.Quote(spec+":"+first.Name))
	}
	return x
}

// prefixFor is a prefix that a component might be given.
func prefixFor(spec string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, cli.NameFromSpec(spec)) + "_"
}

// explainUnasked says why a provider could not be asked, and what to do about it.
func explainUnasked(a *cli.App, e *introspect.Error) cli.Explanation {
	inner := a.Explain(e.Err)
	x := cli.Explanation{Headline: e.Component + " cannot be asked what it offers"}
	x.Facts = append([]string{inner.Headline}, inner.Facts...)
	if strings.TrimSpace(e.Output) != "" {
		const most = 6
		x.Facts = append(x.Facts, "it said:")
		lines := strings.Split(strings.TrimSpace(e.Output), "\n")
		for _, l := range lines[:min(len(lines), most)] {
			x.Facts = append(x.Facts, "  "+l)
		}
	}
	x.Hint = fmt.Sprintf("compose without asking: --no-introspect, or let it answer for itself: --dynamic %s", cli.Quote(e.Component))
	if e.Slow {
		x.Hint = "compose without asking: --no-introspect"
	}
	return x
}
