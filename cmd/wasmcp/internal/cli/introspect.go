package cli

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

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// plan decides on a composition. The providers in it are asked what they offer, so that each is
// called for its own names alone. Where only what is locked may be composed, nothing else is planned.
func (a *app) plan(ctx context.Context, kind chain.Kind, specs []string, in chain.Options, o composeOptions) (*chain.Plan, error) {
	plan, err := a.decide(ctx, kind, specs, in, o)
	return plan, o.lock.check(err)
}

// decide makes the plan, and notes for the lock what providers say.
func (a *app) decide(ctx context.Context, kind chain.Kind, specs []string, in chain.Options, o composeOptions) (*chain.Plan, error) {
	s := settling{specs, in.Components}
	if err := o.names.settle(s); err != nil {
		return nil, err
	}
	if o.names.noIntrospect {
		plan, err := chain.NewPlan(kind, in)
		if err == nil {
			a.oddNames(plan)
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
	if err := a.introspect(ctx, plan, &in, o.lock); err != nil {
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
	a.oddNames(plan)
	return plan, nil
}

// oddNames warns of tools whose names some clients do not take.
func (a *app) oddNames(plan *chain.Plan) {
	for _, w := range plan.OddNames() {
		a.err.Line("warning: " + w.String() + "; some clients do not take such a tool")
	}
}

// introspect asks every provider of a plan what it offers, and writes that into the options that the
// plan was made of.
func (a *app) introspect(ctx context.Context, plan *chain.Plan, in *chain.Options, l *locking) error {
	questions := sync.OnceValue(func() *questioner { return a.questioner(ctx) })
	asker := introspect.Asker{Options: *in, Run: func(ctx context.Context, s chain.Source, output io.Writer) (*introspect.Definitions, error) {
		return questions().provider(ctx, s, output)
	}}
	if dir := a.cacheDir(); dir != "" {
		if key, ok := a.cacheKey(ctx); ok {
			asker.CacheDir, asker.CacheKey = filepath.Join(dir, introspectedDir), key
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
	var errs errorList
	for i, role := range plan.Roles() {
		c := &in.Components[i]
		if role != chain.Provider {
			known = known && role == chain.Library // a middleware may have tools
			if role == chain.Middleware {
				errs.add(l.stretch(ctx, &asker, i, *c, libraries))
			}
			continue
		}
		d, err := answers[i].definitions, answers[i].err
		if e := (*introspect.Error)(nil); errors.As(err, &e) && c.Dynamic && !e.Slow {
			a.err.Line("warning: " + plain(e).headline + "; it is tried for every name that nobody else owns")
			known = false
			continue
		}
		if err != nil {
			errs.add(err)
			if ctx.Err() != nil {
				break
			}
			continue
		}
		errs.add(l.define(i, d))
		c.Offer = d.Offer()
		known = known && !c.Dynamic
		headers = append(headers, a.paramHeaders(c, d)...)
	}
	in.Info.ParamHeaders, in.Info.ToolsKnown = headers, known
	return errs.err()
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
func (a *app) paramHeaders(c *chain.Source, d *introspect.Definitions) []chain.ParamHeader {
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
				a.err.Line(fmt.Sprintf("warning: %s: tool %q: %s; clients leave out such a tool", c.Name, t.Name, p.Wrong))
				continue
			}
			headers = append(headers, chain.ParamHeader{Tool: name, Name: p.Header, Path: p.Path})
		}
	}
	return headers
}

// explainNames explains what goes wrong with names, and with asking for them.
func explainNames(err error) (x explanation, ok bool) {
	if e := (*introspect.Error)(nil); errors.As(err, &e) {
		return explainUnasked(e), true
	}
	x = plain(err)
	if e := (*duplicatesError)(nil); errors.As(err, &e) {
		return explainDuplicates(x, e), true
	}
	if e := (*chain.UnknownNameError)(nil); errors.As(err, &e) {
		all := slices.Concat(e.Offer.Tools, e.Offer.Prompts, e.Offer.Resources, e.Offer.Templates)
		if len(all) == 0 {
			x.facts = append(x.facts, "it offers nothing")
			return x, true
		}
		x.facts = append(x.facts, "it offers: "+some(all))
		if near := nearest(e.Name, all); near != nil {
			x.hint = "did you mean " + near[0] + "?"
		}
		return x, true
	}
	if e := (*chain.EmptyNameError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "expected: "+chain.ToolNames)
		x.hint = "give it a name: --rename " + quote(e.Component+":"+e.Own+"=NEW")
		if e.Own == "" {
			x.hint = "give it a name in the component, or put one before all of its names: --prefix " + quote(e.Component+"="+prefixFor(e.Component))
		}
		return x, true
	}
	if e := (*chain.NoNamesError)(nil); errors.As(err, &e) {
		x.hint = "leave out --prefix, --rename, --drop and --dynamic of " + e.Name
		return x, true
	}
	return x, false
}

// explainDuplicates lists the names, and the ways out.
func explainDuplicates(x explanation, e *duplicatesError) explanation {
	if len(e.names) > 1 {
		for _, d := range e.names {
			x.facts = append(x.facts, fmt.Sprintf("%s %q", d.Kind, d.Name))
		}
	}
	switch {
	case e.again:
		x.hint = "give it once"
		return x
	case e.fixed:
		x.hint = "compose one of them again with other names: wasmcp compose handler --prefix COMPONENT=PREFIX ..."
		return x
	}
	spec, first := e.typed[len(e.typed)-1], e.names[0]
	x.hint = "settle it: --drop " + quote(spec+":"+first.Name)
	if first.Kind == chain.KindTool || first.Kind == chain.KindPrompt {
		x.hint = fmt.Sprintf("settle it: --prefix %s, --rename %s or --drop %s",
			quote(spec+"="+prefixFor(spec)), quote(spec+":"+first.Name+"=NEW"), quote(spec+":"+first.Name))
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
	}, nameFromSpec(spec)) + "_"
}

// explainUnasked says why a provider could not be asked, and what to do about it.
func explainUnasked(e *introspect.Error) explanation {
	inner := explain(e.Err)
	x := explanation{headline: e.Component + " cannot be asked what it offers"}
	x.facts = append([]string{inner.headline}, inner.facts...)
	if strings.TrimSpace(e.Output) != "" {
		const most = 6
		x.facts = append(x.facts, "it said:")
		lines := strings.Split(strings.TrimSpace(e.Output), "\n")
		for _, l := range lines[:min(len(lines), most)] {
			x.facts = append(x.facts, "  "+l)
		}
	}
	x.hint = fmt.Sprintf("compose without asking: --no-introspect, or let it answer for itself: --dynamic %s", quote(e.Component))
	if e.Slow {
		x.hint = "compose without asking: --no-introspect"
	}
	return x
}

// nameRows lists the names that clients see, who owns them and what the owner calls them.
func nameRows(d *chain.Description) [][]string {
	var rows [][]string
	for _, l := range d.Links {
		for i := range l.Providers {
			c := &l.Providers[i]
			for _, o := range c.Owned() {
				own := ""
				if o.Own != o.Shown {
					own = "there: " + o.Own
				}
				rows = append(rows, []string{o.Kind, o.Shown, c.Name, own})
			}
			switch {
			case c.Offer == nil:
				rows = append(rows, []string{"", "…", c.Name, "not asked: tried for names that nobody owns"})
			case c.Dynamic:
				rows = append(rows, []string{"", "…", c.Name, "dynamic: tried for names that nobody owns"})
			}
		}
	}
	return rows
}

var nameHeader = []string{"kind", "name", "component", ""}
