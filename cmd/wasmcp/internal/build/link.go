package build

import (
	"context"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci/load"
)

// linkOptions are what link is told.
type linkOptions struct {
	outputs    []string
	connect    []string
	host       []string
	exports    []string
	rename     []string
	stubs      []string
	plainNames string
	graph      composing.GraphOptions
	plan       string
	noValidate bool
	json       bool
}

// The forms of a plan.
const (
	planText = "text"
	planJSON = "json"
	planDOT  = "dot"
)

func LinkCommand(a *cli.App) *cobra.Command {
	var o linkOptions
	c := &cobra.Command{
		Use:   "link [NAME=]COMPONENT... -o FILE",
		Short: "Link any components, by their imports and exports",
		Long: `Links components into one. Each import is connected to the component that exports it: the same
interface, or a compatible version. The order of components does not matter. Imports that no component
exports are left to the host. The result exports whatever no other component imports.

An instance is named after its file, or by NAME=. Give a component several times under different names
to get several instances. INSTANCE.INTERFACE names an import or export; you may leave out the instance
and the version where only one fits. COMPONENT may be - for standard input.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.StdinComponent = true
			return a.WithMappedInputs(func() error { return runLink(cmd.Context(), a, o, args) })
		},
	}
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "write the result to `FILE`; - is standard output")
	f.StringArrayVar(&o.connect, "connect", nil, "connect an import to an export, as `A.IMPORT=B.EXPORT` or A.IMPORT=B. Repeatable")
	f.StringArrayVar(&o.host, "host", nil, "leave `[INSTANCE.]IMPORT` to the host even if a component exports it. Repeatable")
	f.StringArrayVar(&o.exports, "export", nil, "export only `[INSTANCE.]EXPORT[=NAME]`, or everything of INSTANCE. Repeatable")
	f.StringArrayVar(&o.rename, "rename", nil, "rename an export, or an import from the host, as `[INSTANCE.]ITEM=NAME`. Repeatable")
	f.StringSliceVar(&o.stubs, "stub", nil, "answer these imports with a stub that refuses: `NAMESPACE[:PACKAGE[/INTERFACE]]`, several with commas")
	o.graph.Flags(f)
	f.StringVar(&o.plainNames, "plain-names", "apart", "if several components import the same plain name from the host, as `RULE`: apart (refuse), merge or rename")
	f.StringVar(&o.plan, "plan", "", "show the connections in this `FORM`: text, json or dot. Write nothing")
	f.Lookup("plan").NoOptDefVal = planText
	f.BoolVar(&o.noValidate, "no-validate", false, "skip validation of the components")
	f.BoolVar(&o.json, "json", false, "print a report (or with --plan, the plan) as JSON")
	return c
}

// runLink runs the command.
func runLink(ctx context.Context, a *cli.App, o linkOptions, args []string) error {
	if len(o.outputs) > 1 {
		return cli.Usagef("-o is given %d times: %s", len(o.outputs), strings.Join(o.outputs, ", "))
	}
	output := strings.Join(o.outputs, "")
	options, err := o.linkOptions()
	switch {
	case err != nil:
		return err
	case len(args) == 0:
		return cli.Usagef("no components were given")
	case output == "" && o.plan == "":
		return cli.Usagef("-o is missing: where should the result go?")
	}
	a.Undigested = o.plan == "" && !o.json
	a.Unvalidated = o.noValidate
	instances, specs, err := linkInstances(ctx, a, args)
	if err != nil {
		return err
	}
	if err := cli.CheckOutput(output, specs, nil); err != nil {
		return err
	}
	mode := cli.ModeFor(specs...)
	if o.plan == "" {
		// Of what a registry has, and of copies, the component alone says that there is a secret in it.
		err := a.Files.Guard(func() error {
			if slices.ContainsFunc(instances, func(i link.Instance) bool { return server.HoldsSecret(i.Bytes) }) {
				mode = cli.Secret
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if instances, err = addStubs(instances, o.stubs, &options); err != nil {
		return err
	}
	options.Valid = true // It was checked when they were read, unless that is not wanted.
	options.Graph.Release = a.Files.Release
	options.Metadata = compose.Metadata{Tool: "wasmcp", Version: cli.Version()}
	plan, out, err := link.Link(instances, options)
	if err != nil {
		return linking(err, instances, specs)
	}
	if o.plan != "" {
		return showLinkPlan(a, plan, o.plan)
	}
	digest, err := a.WriteComposed(output, mode, out, o.json)
	if err != nil {
		return err
	}
	if o.json && output != "-" {
		return a.PrintJSON(linked{output, digest, out.Size(), plan})
	}
	showLinked(a, plan, output, out)
	return nil
}

// linked is what link prints as JSON.
type linked struct {
	Output string     `json:"output"`
	Digest string     `json:"digest"`
	Size   int64      `json:"size"`
	Plan   *link.Plan `json:"plan"`
}

// linkInstances reads the components of a command line.
func linkInstances(ctx context.Context, a *cli.App, args []string) (instances []link.Instance, specs []string, err error) {
	var requests []load.Request
	for _, arg := range args {
		name, spec := "", arg
		if before, after, ok := strings.Cut(arg, "="); ok && link.IsName(before) {
			name, spec = before, after
		}
		if name == "" {
			name = link.Name(cli.NameFromSpec(spec))
		}
		instances = append(instances, link.Instance{Name: name})
		specs = append(specs, spec)
		requests = append(requests, load.Request{Spec: spec})
	}
	sources, err := a.LoadComponents(ctx, requests...)
	if err != nil {
		return nil, nil, err
	}
	for i, s := range sources {
		instances[i].Source, instances[i].Bytes, instances[i].Digest = s.Name, s.Bytes, s.Digest
	}
	return instances, specs, nil
}

// linkOptions returns what the flags say to [link.Link].
func (o *linkOptions) linkOptions() (l link.Options, err error) {
	var errs errlist.List
	o.plan, err = cli.Choice("plan", o.plan, "", planText, planJSON, planDOT)
	errs.Add(err)
	if o.json && o.plan != "" {
		if o.plan == planDOT {
			errs.Add(cli.Usagef("--plan=dot and --json are two forms of one plan: give one"))
		}
		o.plan = planJSON
	}
	l.Graph.ImportVersion, l.Graph.Strip = o.graph.Parse(&errs)
	_, err = cli.Choice("plain-names", o.plainNames, "apart", "merge", "rename")
	errs.Add(err)
	l.Graph.PlainNames = map[string]compose.PlainNames{
		"apart": compose.PlainNamesApart, "merge": compose.PlainNamesMerge, "rename": compose.PlainNamesRename,
	}[o.plainNames]
	for _, s := range o.connect {
		to, from, err := cli.Pair("connect", s, "INSTANCE.IMPORT=INSTANCE.EXPORT")
		errs.Add(err)
		l.Connect = append(l.Connect, link.Connection{Import: link.ParseItem(to), Export: link.ParseItem(from)})
	}
	for _, s := range o.host {
		if s == "" {
			errs.Add(cli.Usagef("--host is empty: expected an import"))
		}
		l.Host = append(l.Host, link.ParseItem(s))
	}
	for _, s := range o.exports {
		name, as, named := strings.Cut(s, "=")
		if name == "" || named && as == "" {
			errs.Add(cli.Usagef("--export %q is not of the form [INSTANCE.]EXPORT[=NAME]", s))
		}
		l.Exports = append(l.Exports, link.Export{Item: link.ParseItem(name), As: as})
	}
	for _, s := range o.rename {
		name, as, err := cli.Pair("rename", s, "[INSTANCE.]ITEM=NAME")
		errs.Add(err)
		l.Rename = append(l.Rename, link.Export{Item: link.ParseItem(name), As: as})
	}
	return l, errs.First()
}
