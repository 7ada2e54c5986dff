package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/oci/load"
)

// linkOptions are what link is told.
type linkOptions struct {
	outputs    []string
	connect    []string
	host       []string
	exports    []string
	rename     []string
	plainNames string
	graph      graphOptions
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

func (a *app) linkCommand() *cobra.Command {
	var o linkOptions
	c := &cobra.Command{
		Use:   "link [NAME=]COMPONENT... -o FILE",
		Short: "Link any components, by their imports and exports",
		Long: `Links components into one. Each import is connected to the component that exports it: the same
interface, or a compatible version. The order of components does not matter. Imports that no component
exports are left to the host. The result exports whatever no other component imports.

An instance is named after its file, or by NAME=. Give a component several times under different names
to get several instances. INSTANCE.INTERFACE names an import or export; you may leave out the instance
and the version where only one fits.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.passing(func() error { return a.link(cmd.Context(), o, args) })
		},
	}
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "write the result to `FILE`; - is standard output")
	f.StringArrayVar(&o.connect, "connect", nil, "connect an import to an export, as `A.IMPORT=B.EXPORT` or A.IMPORT=B. Repeatable")
	f.StringArrayVar(&o.host, "host", nil, "leave `[INSTANCE.]IMPORT` to the host even if a component exports it. Repeatable")
	f.StringArrayVar(&o.exports, "export", nil, "export only `[INSTANCE.]EXPORT[=NAME]`, or everything of INSTANCE. Repeatable")
	f.StringArrayVar(&o.rename, "rename", nil, "rename an export, or an import from the host, as `[INSTANCE.]ITEM=NAME`. Repeatable")
	o.graph.flags(f)
	f.StringVar(&o.plainNames, "plain-names", "apart", "if several components import the same plain name from the host, as `RULE`: apart (refuse), merge or rename")
	f.StringVar(&o.plan, "plan", "", "show the connections in this `FORM`: text, json or dot. Write nothing")
	f.Lookup("plan").NoOptDefVal = planText
	f.BoolVar(&o.noValidate, "no-validate", false, "skip validation of the components")
	f.BoolVar(&o.json, "json", false, "print a report (or with --plan, the plan) as JSON")
	return c
}

// link runs the command.
func (a *app) link(ctx context.Context, o linkOptions, args []string) error {
	if len(o.outputs) > 1 {
		return usagef("-o is given %d times: %s", len(o.outputs), strings.Join(o.outputs, ", "))
	}
	output := strings.Join(o.outputs, "")
	options, err := o.linkOptions()
	switch {
	case err != nil:
		return err
	case len(args) == 0:
		return usagef("no components were given")
	case output == "" && o.plan == "":
		return usagef("-o is missing: where should the result go?")
	}
	a.undigested = o.plan == "" && !o.json
	a.unvalidated = o.noValidate
	instances, specs, err := a.linkInstances(ctx, args)
	if err != nil {
		return err
	}
	if err := checkOutput(output, specs, nil); err != nil {
		return err
	}
	mode := modeFor(specs...)
	if o.plan == "" {
		// Of what a registry has, and of copies, the component alone says that there is a secret in it.
		err := a.files.Guard(func() error {
			if slices.ContainsFunc(instances, func(i link.Instance) bool { return holdsSecret(i.Bytes) }) {
				mode = secret
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	options.Graph.Release = a.files.Release
	options.Metadata = compose.Metadata{Tool: "wasmcp", Version: version()}
	plan, out, err := link.Link(instances, options)
	if err != nil {
		return linking(err, instances)
	}
	if o.plan != "" {
		return a.showLinkPlan(plan, o.plan)
	}
	digest, err := a.writeComposed(output, mode, out, o.json)
	if err != nil {
		return err
	}
	if o.json && output != "-" {
		return a.printJSON(linked{output, digest, out.Size(), plan})
	}
	a.showLinked(plan, output, out)
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
func (a *app) linkInstances(ctx context.Context, args []string) (instances []link.Instance, specs []string, err error) {
	var requests []load.Request
	for _, arg := range args {
		name, spec := "", arg
		if before, after, ok := strings.Cut(arg, "="); ok && link.IsName(before) {
			name, spec = before, after
		}
		if name == "" {
			name = link.Name(nameFromSpec(spec))
		}
		instances = append(instances, link.Instance{Name: name})
		specs = append(specs, spec)
		requests = append(requests, load.Request{Spec: spec})
	}
	sources, err := a.loadComponents(ctx, requests...)
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
	var errs errorList
	o.plan, err = choice("plan", o.plan, "", planText, planJSON, planDOT)
	errs.add(err)
	if o.json && o.plan != "" {
		if o.plan == planDOT {
			errs.add(usagef("--plan=dot and --json are two forms of one plan: give one"))
		}
		o.plan = planJSON
	}
	l.Graph.ImportVersion, l.Graph.Strip = o.graph.parse(&errs)
	_, err = choice("plain-names", o.plainNames, "apart", "merge", "rename")
	errs.add(err)
	l.Graph.PlainNames = map[string]compose.PlainNames{
		"apart": compose.PlainNamesApart, "merge": compose.PlainNamesMerge, "rename": compose.PlainNamesRename,
	}[o.plainNames]
	for _, s := range o.connect {
		to, from, err := pair("connect", s, "INSTANCE.IMPORT=INSTANCE.EXPORT")
		errs.add(err)
		l.Connect = append(l.Connect, link.Connection{Import: link.ParseItem(to), Export: link.ParseItem(from)})
	}
	for _, s := range o.host {
		if s == "" {
			errs.add(usagef("--host is empty: expected an import"))
		}
		l.Host = append(l.Host, link.ParseItem(s))
	}
	for _, s := range o.exports {
		name, as, named := strings.Cut(s, "=")
		if name == "" || named && as == "" {
			errs.add(usagef("--export %q is not of the form [INSTANCE.]EXPORT[=NAME]", s))
		}
		l.Exports = append(l.Exports, link.Export{Item: link.ParseItem(name), As: as})
	}
	for _, s := range o.rename {
		name, as, err := pair("rename", s, "[INSTANCE.]ITEM=NAME")
		errs.add(err)
		l.Rename = append(l.Rename, link.Export{Item: link.ParseItem(name), As: as})
	}
	return l, firstUsage(errs)
}

// firstUsage returns one error of a command line, since usage is shown but once.
func firstUsage(l errorList) error {
	if len(l.errs) == 0 {
		return nil
	}
	return l.errs[0]
}

// choice refuses a flag's value that is none of those there are.
func choice(flag, value string, values ...string) (string, error) {
	for _, v := range values {
		if v == value {
			return v, nil
		}
	}
	if values[0] == "" {
		values = values[1:]
	}
	return value, usagef("--%s %q is not known: %s", flag, value, strings.Join(values, ", "))
}

// pair takes a flag's value of the form A=B apart.
func pair(flag, value, form string) (a, b string, err error) {
	a, b, _ = strings.Cut(value, "=")
	if a == "" || b == "" {
		return "", "", usagef("--%s %q is not of the form %s", flag, value, form)
	}
	return a, b, nil
}
