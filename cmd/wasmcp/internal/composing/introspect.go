package composing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// Plan decides on a composition. The providers in it are asked what they offer, so that each is
// called for its own names alone. Where only what is locked may be composed, nothing else is planned.
func Plan(ctx context.Context, a *cli.App, kind chain.Kind, specs []string, in chain.Options, o Options) (*chain.Plan, error) {
	plan, err := decide(ctx, a, kind, specs, in, o)
	return plan, o.Lock.check(err)
}

// decide makes the plan, and notes for the lock what providers say.
func decide(ctx context.Context, a *cli.App, kind chain.Kind, specs []string, in chain.Options, o Options) (*chain.Plan, error) {
	s := settling{specs, in.Components}
	if err := o.Names.settle(s); err != nil {
		return nil, err
	}
	if o.Names.NoIntrospect {
		plan, err := chain.NewPlan(kind, in)
		if err == nil {
			oddNames(a, plan)
		}
		return plan, s.typed(err)
	}
	nameless := in
	nameless.Info.ListTTL = 0 // nothing is known yet
	nameless.Components = slices.Clone(in.Components)
	for i := range nameless.Components {
		nameless.Components[i].Names = chain.Names{}
	}
	plan, err := chain.NewPlan(kind, nameless)
	if err != nil {
		return nil, err
	}
	if err := askProviders(ctx, a, plan, &in, o.Lock); err != nil {
		if e := (*introspect.Error)(nil); errors.As(err, &e) {
			// What keeps the composition from being made keeps a provider from being asked, and is
			// the better thing to say.
			if _, composing := plan.Compose(); composing != nil {
				return nil, composing
			}
		}
		return nil, err
	}
	if plan, err = chain.NewPlan(kind, in); err != nil {
		return nil, s.typed(err)
	}
	if err := s.stretches(plan); err != nil {
		return nil, err
	}
	oddNames(a, plan)
	return plan, nil
}

// oddNames warns of tools whose names some clients do not take.
func oddNames(a *cli.App, plan *chain.Plan) {
	for _, w := range plan.OddNames() {
		a.Err.Line("warning: " + w.String() + "; some clients do not take such a tool")
	}
}

// askProviders asks every provider of a plan what it offers, and writes that into the options that the
// plan was made of.
func askProviders(ctx context.Context, a *cli.App, plan *chain.Plan, in *chain.Options, l *locking) error {
	questions := sync.OnceValue(func() *questioner { return Questioner(ctx, a) })
	asker := introspect.Asker{Options: *in, Run: func(ctx context.Context, s chain.Source, output io.Writer) (*introspect.Definitions, error) {
		return questions().provider(ctx, s, output)
	}}
	if dir := a.CacheDir(); dir != "" {
		if key, ok := a.CacheKey(ctx); ok {
			asker.CacheDir, asker.CacheKey = filepath.Join(dir, cli.IntrospectedDir), key
		}
	}
	var libraries []chain.Source
	for i, role := range plan.Roles() {
		if role == chain.Library {
			libraries = append(libraries, in.Components[i])
		}
	}
	answers := askAll(ctx, &asker, plan, in.Components, libraries)
	known := true
	var headers []chain.ParamHeader
	var errs errlist.List
	for i, role := range plan.Roles() {
		c := &in.Components[i]
		if role != chain.Provider {
			known = known && role == chain.Library // a middleware may have tools
			if role == chain.Middleware {
				errs.Add(l.stretch(ctx, &asker, i, *c, libraries))
			}
			continue
		}
		d, err := answers[i].definitions, answers[i].err
		if e := (*introspect.Error)(nil); errors.As(err, &e) && c.Dynamic && !e.Slow {
			a.Err.Line("warning: " + cli.Plain(e).Headline + "; it is tried for every name that nobody else owns")
			known = false
			continue
		}
		if err != nil {
			errs.Add(err)
			if ctx.Err() != nil {
				break
			}
			continue
		}
		errs.Add(l.define(i, d))
		c.Offer = d.Offer()
		known = known && !c.Dynamic
		headers = append(headers, paramHeaders(a, c, d)...)
	}
	in.Info.ParamHeaders, in.Info.ToolsKnown = headers, known
	return errs.Err()
}

// askedAtOnce is how many providers are asked at a time: each takes a process that compiles.
const askedAtOnce = 4

// said is what came of asking a provider.
type said struct {
	definitions *introspect.Definitions
	err         error
}

// askAll asks the providers among components, some at a time.
func askAll(ctx context.Context, asker *introspect.Asker, plan *chain.Plan, components, libraries []chain.Source) map[int]*said {
	all := map[int]*said{}
	turn := make(chan struct{}, min(askedAtOnce, runtime.GOMAXPROCS(0)))
	var running sync.WaitGroup
	for i, role := range plan.Roles() {
		if role != chain.Provider {
			continue
		}
		s := new(said)
		all[i] = s
		turn <- struct{}{}
		running.Go(func() {
			s.definitions, s.err = asker.Ask(ctx, components[i], libraries)
			<-turn
		})
	}
	running.Wait()
	return all
}

// paramHeaders lists the arguments of a provider's tools that clients repeat in headers. It warns of
// what is marked against the rules: clients then leave out the tool.
func paramHeaders(a *cli.App, c *chain.Source, d *introspect.Definitions) []chain.ParamHeader {
	shown := map[string]string{}
	for _, o := range (&chain.Component{Capabilities: []string{"tools"}, Names: c.Names}).Owned() {
		if o.Kind == chain.KindTool {
			shown[o.Own] = o.Shown
		}
	}
	var headers []chain.ParamHeader
	for _, t := range d.Tools {
		name, ok := shown[t.Name]
		if !ok {
			continue
		}
		for _, p := range mcp.HeaderParams(introspect.InputSchema(t)) {
			if p.Wrong != "" {
				a.Err.Line(fmt.Sprintf("warning: %s: tool %q: %s; clients leave out such a tool", c.Name, t.Name, p.Wrong))
				continue
			}
			headers = append(headers, chain.ParamHeader{Tool: name, Name: p.Header, Path: p.Path})
		}
	}
	return headers
}

// ExplainNames explains what goes wrong with names, and with asking for them.
func ExplainNames(a *cli.App, err error) (x cli.Explanation, ok bool) {
	if e := (*introspect.Error)(nil); errors.As(err, &e) {
		return explainUnasked(a, e), true
	}
	x = cli.Plain(err)
	if e := (*duplicatesError)(nil); errors.As(err, &e) {
		return explainDuplicates(x, e), true
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
func explainDuplicates(x cli.Explanation, e *duplicatesError) cli.Explanation {
	if len(e.names) > 1 {
		for _, d := range e.names {
			x.Facts = append(x.Facts, fmt.Sprintf("%s %q", d.Kind, d.Name))
		}
	}
	switch {
	case e.again:
		x.Hint = "give it once"
		return x
	case e.fixed:
		x.Hint = "compose one of them again with other names: wasmcp compose handler --prefix COMPONENT=PREFIX ..."
		return x
	}
	spec, first := e.typed[len(e.typed)-1], e.names[0]
	x.Hint = "settle it: --drop " + cli.Quote(spec+":"+first.Name)
	if first.Kind == chain.KindTool || first.Kind == chain.KindPrompt {
		x.Hint = fmt.Sprintf("settle it: --prefix %s, --rename %s or --drop %s",
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
