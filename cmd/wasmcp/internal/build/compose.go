// Package build has the commands that make, check and show components and WIT.
package build

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
)

func ComposeCommand(a *cli.App) *cobra.Command {
	return cli.Parent("compose", "Combine components into a server or a reusable middleware",
		composeKind(a, chain.Server, "Combine components into a complete MCP server",
			`Combines components into one that is a complete MCP server. It exports wasi:http/incoming-handler
(Streamable HTTP) and wasi:cli/run (stdio), and imports only WASI.

A provider exports tools, resources, prompts or completions. A middleware imports and exports handler.
Order matters: a middleware sees only requests for components listed after it. Without a COMPONENT,
compose reads wasmcp.toml.`),
		composeKind(a, chain.Handler, "Combine components into one reusable middleware",
			`Combines components into one reusable middleware, which imports and exports handler. Pass it to compose
server like any other middleware.`),
	)
}

func composeKind(a *cli.App, kind chain.Kind, short, long string) *cobra.Command {
	o := composing.Options{Kind: kind}
	c := &cobra.Command{
		Use:   string(kind) + " COMPONENT... -o FILE",
		Short: short,
		Long:  long,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.StdinComponent = true
			o.Set = cmd.Flags().Changed
			return a.WithMappedInputs(func() error { return runCompose(cmd.Context(), a, o, args) })
		},
	}
	f := c.Flags()
	f.StringArrayVarP(&o.Outputs, "output", "o", nil, "write the result to `FILE`; - is standard output")
	f.BoolVar(&o.Plan, "plan", false, "show the plan: which component does what. Write nothing")
	f.BoolVar(&o.Json, "json", false, "print a report (or with --plan, the plan) as JSON")
	o.Graph.Flags(f)
	o.ComponentFlags(f)
	if kind == chain.Server {
		f.StringVar(&o.Runtime, "runtime", "", "print how to run the server on this `HOST`: "+strings.Join(composing.RuntimeNames(), ", ")+" (default "+composing.DefaultRuntime+")")
		o.ServerFlags(f)
	}
	return c
}

// runCompose runs compose server and compose handler.
func runCompose(ctx context.Context, a *cli.App, o composing.Options, specs []string) error {
	if len(o.Outputs) > 1 {
		return cli.Usagef("-o is given %d times: %s", len(o.Outputs), strings.Join(o.Outputs, ", "))
	}
	output := ""
	if len(o.Outputs) == 1 {
		output = o.Outputs[0]
	}
	specs, overrides, err := o.Resolve(specs, &output)
	if err != nil {
		return err
	}
	if o.Runtime == "" {
		o.Runtime = composing.DefaultRuntime
	}
	host, ok := composing.Runtimes[o.Runtime]
	if !ok {
		return cli.Usagef("--runtime %q is not one of: %s", o.Runtime, strings.Join(composing.RuntimeNames(), ", "))
	}
	if output == "" && !o.Plan {
		return cli.Usagef("-o is missing: where should the result go?")
	}
	var errs errlist.List
	importVersion, strip := o.Graph.Parse(&errs)
	if err := errs.First(); err != nil {
		return err
	}
	inputs, err := composing.Inputs(ctx, a, specs, overrides, o)
	if err != nil {
		return err
	}
	inputs.ImportVersion, inputs.Strip = importVersion, strip
	if err := cli.CheckOutput(output, specs, overrides); err != nil {
		return err
	}
	tellTags := composing.WatchTags(ctx, a, o.Lock)
	plan, err := composing.Plan(ctx, a, o.Kind, specs, inputs, o)
	if err != nil {
		return err
	}
	if o.Plan {
		return showPlan(a, plan, o.Json)
	}
	out, err := plan.Compose()
	if err != nil {
		return err
	}
	if host.Forgetful && o.Framework.Sessions == server.KeyValue {
		out.Warnings = append(out.Warnings, o.Runtime+" serve empties the store for every request: over HTTP a session is unknown to the request that follows")
	}
	change, err := composing.WriteLock(a, o.Lock)
	if err != nil {
		return err
	}
	mode := cli.ModeFor(slices.Concat(specs, slices.Collect(maps.Values(overrides)))...)
	if o.Framework.StateKeyFile != "" {
		mode = cli.Secret
	}
	digest, err := a.WriteComposed(output, mode, out, o.Json)
	if err != nil {
		return err
	}
	if o.Json && output != "-" {
		return a.PrintJSON(composed{output, digest, out.Size(), out.Imports, out.Exports, out.Warnings, plan, change.Json()})
	}
	showComposed(a, plan, output, out, host)
	if !a.Quiet {
		change.Show(a.Err)
	}
	tellTags()
	return nil
}

// composed is what compose prints as JSON.
type composed struct {
	Output   string      `json:"output"`
	Digest   string      `json:"digest"`
	Size     int64       `json:"size"`
	Imports  []string    `json:"imports"`
	Exports  []string    `json:"exports"`
	Warnings []string    `json:"warnings,omitempty"`
	Plan     *chain.Plan `json:"plan"`
	// Lock is what changed in wasmcp.lock.
	Lock *composing.Updated `json:"lock,omitempty"`
}

func showPlan(a *cli.App, plan *chain.Plan, asJSON bool) error {
	if asJSON {
		return a.PrintJSON(plan)
	}
	drawChain(a.Out, plan)
	a.Out.Line("")
	a.Out.Table(partHeader, partRows(plan.Description()))
	if rows := nameRows(plan.Description()); rows != nil {
		a.Out.Line("")
		a.Out.Table(nameHeader, rows)
	}
	if rows := guardRows(plan.Description()); rows != nil {
		a.Out.Line("")
		a.Out.Table(guardHeader, rows)
	}
	return nil
}

// showComposed draws the chain and says how to run the result.
func showComposed(a *cli.App, plan *chain.Plan, output string, out *compose.Output, host composing.Host) {
	for _, w := range out.Warnings {
		a.Warn(w)
	}
	if a.Quiet {
		return
	}
	drawChain(a.Err, plan)
	a.Err.Line("")
	if a.Verbose {
		a.Err.Table(partHeader, partRows(plan.Description()))
		a.Err.Line("")
	}
	a.Err.Line(fmt.Sprintf("%s  %s, imports %s", output, ui.Size(out.Size()), embedded.GrantsFor(out.Imports).Summary()))
	if plan.Kind == chain.Server && output != "-" {
		for _, step := range host.Steps(output, out.Imports) {
			a.Err.Note(step.What + ":")
			a.Err.Command(step.Command)
		}
	}
}
