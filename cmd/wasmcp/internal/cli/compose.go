package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// composeOptions are what compose server and compose handler are told.
type composeOptions struct {
	kind      chain.Kind
	outputs   []string
	profile   string
	runtime   string
	overrides []string
	transport string
	last      string
	imports   []string
	plan      bool
	json      bool
	info      chain.Info
	names     nameOptions
	framework frameworkOptions
	graph     graphOptions
	locked    bool
	// lock is what there is of wasmcp.lock; nil where the command line names the components.
	lock *locking
	// first is the only component, where it was read before.
	first *load.Component
	// set tells which flags were given, and so come before wasmcp.toml.
	set func(flag string) bool
}

func (a *app) composeCommand() *cobra.Command {
	return parent("compose", "Combine components into a server or a reusable middleware",
		a.composeKind(chain.Server, "Combine components into a complete MCP server",
			`Combines components into one that is a complete MCP server. It exports wasi:http/incoming-handler
(Streamable HTTP) and wasi:cli/run (stdio), and imports only WASI.

A provider exports tools, resources, prompts or completions. A middleware imports and exports handler.
Order matters: a middleware sees only requests for components listed after it. Without a COMPONENT,
compose reads wasmcp.toml.`),
		a.composeKind(chain.Handler, "Combine components into one reusable middleware",
			`Combines components into one reusable middleware, which imports and exports handler. Pass it to compose
server like any other middleware.`),
	)
}

func (a *app) composeKind(kind chain.Kind, short, long string) *cobra.Command {
	o := composeOptions{kind: kind}
	c := &cobra.Command{
		Use:   string(kind) + " COMPONENT... -o FILE",
		Short: short,
		Long:  long,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.set = cmd.Flags().Changed
			return a.passing(func() error { return a.compose(cmd.Context(), o, args) })
		},
	}
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "write the result to `FILE`; - is standard output")
	f.BoolVar(&o.plan, "plan", false, "show the plan: which component does what. Write nothing")
	f.BoolVar(&o.json, "json", false, "print a report (or with --plan, the plan) as JSON")
	o.graph.flags(f)
	o.componentFlags(f)
	if kind == chain.Server {
		f.StringVar(&o.runtime, "runtime", "", "print how to run the server on this `HOST`: "+strings.Join(runtimeNames(), ", ")+" (default "+defaultRuntime+")")
		o.serverFlags(f)
	}
	return c
}

// componentFlags are those of every command that composes.
func (o *composeOptions) componentFlags(f *pflag.FlagSet) {
	f.StringVar(&o.profile, "profile", "", "use the profile `NAME` of wasmcp.toml")
	f.StringArrayVar(&o.overrides, "override", nil, "replace a framework component, as `PART=COMPONENT`. Repeatable. Repeatable")
	f.StringArrayVar(&o.imports, "allow-import", nil, "let the result import `INTERFACE`, which is not WASI. The host must provide it. Repeatable")
	f.BoolVar(&o.locked, "locked", false, "fail if anything differs from wasmcp.lock")
	o.framework.fromFlag(f)
	o.names.flags(f)
}

// serverFlags are those of every command that composes servers.
func (o *composeOptions) serverFlags(f *pflag.FlagSet) {
	f.StringVar(&o.transport, "transport", "", "use `COMPONENT` as the transport")
	f.StringVar(&o.last, "method-not-found", "", "use `COMPONENT` as the end of the chain")
	f.StringVar(&o.info.Name, "name", "", "the server's name (default: the output's, without .wasm)")
	f.StringVar(&o.info.Version, "server-version", "", "the server's version (default 0.0.0)")
	f.StringVar(&o.info.Title, "title", "", "the server's display name")
	f.StringVar(&o.info.Instructions, "instructions", "", "tell models how to use the server")
	f.Uint32Var(&o.info.PageSize, "page-size", 0, "entries per page of a list; 0 means no pages")
	f.DurationVar(&o.info.ListTTL, "list-ttl", 0, "how long clients may cache lists, such as 5m. Needs lists that are fixed")
	f.Uint32Var(&o.info.MaxMessage, "max-message", 0, "longest message in bytes; 0 means the transport's default")
	f.StringArrayVar(&o.info.AllowedOrigins, "accept-origin", nil, "allow browsers from `ORIGIN`, in addition to localhost; * allows all. Repeatable")
	f.StringArrayVar(&o.info.AllowedHosts, "accept-host", nil, "only accept requests whose Host header is `HOST`. Repeatable")
	o.framework.flags(f)
}

// compose runs compose server and compose handler.
func (a *app) compose(ctx context.Context, o composeOptions, specs []string) error {
	if len(o.outputs) > 1 {
		return usagef("-o is given %d times: %s", len(o.outputs), strings.Join(o.outputs, ", "))
	}
	output := ""
	if len(o.outputs) == 1 {
		output = o.outputs[0]
	}
	specs, overrides, err := o.resolve(specs, &output)
	if err != nil {
		return err
	}
	if o.runtime == "" {
		o.runtime = defaultRuntime
	}
	host, ok := runtimes[o.runtime]
	if !ok {
		return usagef("--runtime %q is not known: %s", o.runtime, strings.Join(runtimeNames(), ", "))
	}
	if output == "" && !o.plan {
		return usagef("-o is missing: where should the result go?")
	}
	var errs errorList
	importVersion, strip := o.graph.parse(&errs)
	if err := firstUsage(errs); err != nil {
		return err
	}
	inputs, err := a.inputs(ctx, specs, overrides, o)
	if err != nil {
		return err
	}
	inputs.ImportVersion, inputs.Strip = importVersion, strip
	if err := checkOutput(output, specs, overrides); err != nil {
		return err
	}
	tellTags := a.watchTags(ctx, o.lock)
	def(&inputs.Info.Name, nameFromFile(output))
	plan, err := a.plan(ctx, o.kind, specs, inputs, o)
	if err != nil {
		return err
	}
	if o.plan {
		return a.showPlan(plan, o.json)
	}
	out, err := plan.Compose()
	if err != nil {
		return err
	}
	if host.forgetful && o.framework.sessions == keyvalue {
		out.Warnings = append(out.Warnings, o.runtime+" serve empties the store for every request: over HTTP a session is unknown to the request that follows")
	}
	change, err := a.writeLock(o.lock)
	if err != nil {
		return err
	}
	mode := modeFor(slices.Concat(specs, slices.Collect(maps.Values(overrides)))...)
	if o.framework.stateKeyFile != "" {
		mode = secret
	}
	digest, err := a.writeComposed(output, mode, out, o.json)
	if err != nil {
		return err
	}
	if o.json && output != "-" {
		return a.printJSON(composed{output, digest, out.Size(), out.Imports, out.Exports, out.Warnings, plan, change.json()})
	}
	a.showComposed(plan, output, out, host)
	if !a.quiet {
		change.show(a.err)
	}
	tellTags()
	return nil
}

// resolve works out what is composed of the command line and wasmcp.toml: the components, what
// replaces framework components, and the output where no flag names one.
func (o *composeOptions) resolve(specs []string, output *string) ([]string, map[chain.Part]string, error) {
	overrides, err := parseOverrides(*o)
	if err != nil {
		return nil, nil, err
	}
	if len(specs) > 0 {
		if o.profile != "" {
			return nil, nil, usagef("--profile goes with %s, not with components on the command line", config.FileName)
		}
		if o.locked {
			return nil, nil, usagef("--locked goes with %s, not with components on the command line", config.FileName)
		}
		return specs, overrides, nil
	}
	file, err := config.Load(".", o.profile)
	if config.Missing(err) {
		return nil, nil, usagef("no components were given, and there is no %s here", config.FileName)
	}
	if err != nil {
		return nil, nil, err
	}
	if specs, err = o.fill(file, overrides, output); err != nil {
		return nil, nil, err
	}
	if len(specs) == 0 {
		return nil, nil, usagef("%s names no components", config.FileName)
	}
	o.lock, err = openLock(o.locked)
	return specs, overrides, err
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
	Lock *updated `json:"lock,omitempty"`
}

// fill takes from wasmcp.toml what no flag said, and returns the components it names.
func (o *composeOptions) fill(f *config.File, overrides map[chain.Part]string, output *string) ([]string, error) {
	s := f.Server
	def(&o.info.Name, s.Name)
	def(&o.info.Version, s.Version)
	def(&o.info.Title, s.Title)
	def(&o.info.Instructions, s.Instructions)
	def(&o.runtime, f.Runtime)
	def(output, f.Output)
	if !o.set("page-size") {
		o.info.PageSize = s.PageSize
	}
	if !o.set("list-ttl") {
		o.info.ListTTL = s.ListTTL
	}
	if !o.set("max-message") {
		o.info.MaxMessage = s.MaxMessage
	}
	if !o.set("accept-origin") {
		o.info.AllowedOrigins = s.AllowedOrigins
	}
	if !o.set("accept-host") {
		o.info.AllowedHosts = s.AllowedHosts
	}
	def(&o.framework.from, f.Framework.From)
	def(&o.framework.sessions, s.Sessions)
	if !o.set("state-key-env") && !o.set("state-key-file") {
		o.framework.stateKeyFile, o.framework.stateKeyEnv = s.StateKeyFile, s.StateKeyEnv
	}
	o.info.Extra = s.Extra()
	o.imports = append(o.imports, f.AllowImports...)
	o.names.file = f.Names
	o.names.noIntrospect = o.names.noIntrospect || f.NoIntrospect
	for part, spec := range f.Overrides {
		if !slices.Contains(chain.Parts(), chain.Part(part)) {
			return nil, fmt.Errorf("%s replaces %q, which is no part: %s", config.FileName, part, joined(chain.Parts()))
		}
		if _, ok := overrides[chain.Part(part)]; !ok {
			overrides[chain.Part(part)] = spec
		}
	}
	return f.Components, nil
}

// def sets a string that is not set.
func def(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// parseOverrides collects --override, --transport and --method-not-found.
func parseOverrides(o composeOptions) (map[chain.Part]string, error) {
	overrides := map[chain.Part]string{}
	add := func(part chain.Part, spec string) error {
		if _, ok := overrides[part]; ok {
			return usagef("the %s is replaced twice", part)
		}
		overrides[part] = spec
		return nil
	}
	for _, s := range o.overrides {
		part, spec, ok := strings.Cut(s, "=")
		if !ok || spec == "" {
			return nil, usagef("--override %q is not of the form PART=COMPONENT", s)
		}
		if !slices.Contains(chain.Parts(), chain.Part(part)) {
			return nil, usagef("--override %q names no part: %s", s, joined(chain.Parts()))
		}
		if err := add(chain.Part(part), spec); err != nil {
			return nil, err
		}
	}
	for part, spec := range map[chain.Part]string{chain.Transport: o.transport, chain.MethodNotFound: o.last} {
		if spec == "" {
			continue
		}
		if err := add(part, spec); err != nil {
			return nil, err
		}
	}
	return overrides, nil
}

func joined[S ~string](list []S) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(s))
	}
	return b.String()
}

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.Stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (a *app) showPlan(plan *chain.Plan, asJSON bool) error {
	if asJSON {
		return a.printJSON(plan)
	}
	drawChain(a.out, plan)
	a.out.Line("")
	a.out.Table(partHeader, partRows(plan.Description()))
	if rows := nameRows(plan.Description()); rows != nil {
		a.out.Line("")
		a.out.Table(nameHeader, rows)
	}
	if rows := guardRows(plan.Description()); rows != nil {
		a.out.Line("")
		a.out.Table(guardHeader, rows)
	}
	return nil
}

// showComposed draws the chain and says how to run the result.
func (a *app) showComposed(plan *chain.Plan, output string, out *compose.Output, host host) {
	for _, w := range out.Warnings {
		a.err.Line("warning: " + w)
	}
	if a.quiet {
		return
	}
	drawChain(a.err, plan)
	a.err.Line("")
	if a.verbose {
		a.err.Table(partHeader, partRows(plan.Description()))
		a.err.Line("")
	}
	a.err.Line(fmt.Sprintf("%s  %s, imports %s", output, ui.Size(out.Size()), grants(out.Imports).summary()))
	if plan.Kind == chain.Server && output != "-" {
		for _, step := range host.steps(output, out.Imports) {
			a.err.Note(step.what + ":")
			a.err.Command(step.command)
		}
	}
}
