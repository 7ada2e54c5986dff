package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	goruntime "runtime"
	"strings"
	"sync"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/server/introspect"
)

// ask asks every provider of a plan what it offers, and writes that into the options that the plan was made
// of.
func (o *Options) ask(ctx context.Context, plan *chain.Plan, in *chain.Options) error {
	runner := sync.OnceValue(o.Ask)
	asker := introspect.Asker{
		Options: *in,
		Run: func(ctx context.Context, s chain.Source, output io.Writer) (*mcp.Definitions, error) {
			return runner()(ctx, s, output)
		},
	}
	if o.Cache != nil {
		asker.CacheDir, asker.CacheKey = o.Cache()
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
				errs.Add(o.Lock.composed(ctx, &asker, i, *c, libraries))
			}
			continue
		}
		d, err := answers[i].definitions, answers[i].err
		if e := (*introspect.Error)(nil); errors.As(err, &e) && c.Dynamic && !e.Slow {
			headline, _, _ := strings.Cut(e.Error(), "\n")
			o.Warn(headline + "; it is asked for every name that no other component has")
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
		errs.Add(o.Lock.define(i, d))
		c.Offer = introspect.Offer(d)
		known = known && !c.Dynamic
		headers = append(headers, o.paramHeaders(c, d)...)
	}
	in.Info.ParamHeaders, in.Info.ToolsKnown = headers, known
	return errs.Err()
}

// askedAtOnce is how many providers are asked at a time: each takes a process that compiles.
const askedAtOnce = 4

// answered is what came of asking a provider.
type answered struct {
	definitions *mcp.Definitions
	err         error
}

// askAll asks the providers among components, some at a time.
func askAll(ctx context.Context, asker *introspect.Asker, plan *chain.Plan, components, libraries []chain.Source) map[int]*answered {
	all := map[int]*answered{}
	turn := make(chan struct{}, min(askedAtOnce, goruntime.GOMAXPROCS(0)))
	var running sync.WaitGroup
	for i, role := range plan.Roles() {
		if role != chain.Provider {
			continue
		}
		s := new(answered)
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

// warn tells of tools whose names clients refuse, and of middleware that sees nothing.
func (o *Options) warn(plan *chain.Plan) error {
	for _, w := range plan.OddNames() {
		o.Warn(w.String())
	}
	blind, err := plan.Blind()
	for _, b := range blind {
		if len(b.Before) == 0 {
			o.Warn(b.Middleware + " is middleware and sees no tools: give providers after it")
		} else {
			o.Warn(fmt.Sprintf("%s is middleware and does not see the requests for %s: give it before them", b.Middleware, strings.Join(b.Before, ", ")))
		}
	}
	return err
}

// paramHeaders lists the arguments of a provider's tools that clients repeat in headers. It warns of
// what is marked against the rules: clients then leave out the tool.
func (o *Options) paramHeaders(c *chain.Source, d *mcp.Definitions) []chain.ParamHeader {
	shown := map[string]string{}
	for _, n := range (&chain.Component{Capabilities: []string{"tools"}, Names: c.Names}).Owned() {
		if n.Kind == chain.KindTool {
			shown[n.Own] = n.Shown
		}
	}
	var headers []chain.ParamHeader
	for _, t := range d.Tools {
		name, ok := shown[t.Name]
		if !ok {
			continue
		}
		o.warnOfSchemas(c.Name, t)
		for _, p := range mcp.HeaderParams(mcp.InputSchema(t)) {
			if p.Wrong != "" {
				o.Warn(fmt.Sprintf("%s: tool %q: %s; clients ignore this tool", c.Name, t.Name, p.Wrong))
				continue
			}
			headers = append(headers, chain.ParamHeader{Tool: name, Name: p.Header, Path: p.Path})
		}
	}
	return headers
}

// warnOfSchemas warns of a tool whose schemas have true or false where older revisions have objects.
func (o *Options) warnOfSchemas(component string, tool mcp.Definition) {
	for _, schema := range []struct {
		name string
		text json.RawMessage
	}{{"input", mcp.InputSchema(tool)}, {"output", mcp.OutputSchema(tool)}} {
		if places := mcp.BooleanSchemas(schema.text); places != nil {
			o.Warn(fmt.Sprintf("%s: tool %q: its %s schema has true or false for a schema, first at %s; clients before 2026-07-28 get {} or {\"not\":{}} there",
				component, tool.Name, schema.name, places[0]))
		}
	}
}
