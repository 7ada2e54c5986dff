package build

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/wit"
)

// linkError is an error of the graph where link's flags can settle it.
type linkError struct{ error }

func (e *linkError) Unwrap() error { return e.error }

// linking marks the errors of a graph as those of link, and says what files are that are no
// components.
func linking(err error, instances []link.Instance, specs []string) error {
	var errs errlist.List
	for _, e := range errlist.Flatten(err) {
		var input *link.InputError
		if errors.As(e, &input) {
			i := instances[input.Index]
			if _, wrong := chain.Decode(chain.Source{Name: i.Source, Bytes: i.Bytes}); wrong != nil {
				e = wrong
			}
		}
		var name *link.NameError
		if errors.As(e, &name) {
			for i, at := range name.Indexes {
				if at < len(specs) { // Stubs have not been typed.
					name.Sources[i] = specs[at]
				}
			}
		}
		var cycle *compose.CycleError
		var plainName *compose.PlainNameError
		var merge *compose.MergeError
		var collision *compose.CollisionError
		if errors.As(e, &cycle) || errors.As(e, &plainName) || errors.As(e, &merge) || errors.As(e, &collision) {
			e = &linkError{e}
		}
		errs.Add(e)
	}
	return errs.Err()
}

// Explain explains what goes wrong with links and with WIT.
var Explain = cli.FirstOf(explainLink, explainWIT)

// explainLink explains what goes wrong with links.
func explainLink(a *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*linkError)(nil); errors.As(err, &e) {
		x, ok = composing.ExplainGraph(a, e.error)
		var cycle *link.CycleError
		var merge *compose.MergeError
		var collision *compose.CollisionError
		switch {
		case errors.As(err, &cycle) && cycle.Break == link.Item{} && cycle.Connected != link.Item{}:
			x.Hint = "connect one of them to another instance: --connect " + cycle.Connected.String() + "=INSTANCE"
		case errors.As(err, &cycle) && cycle.Break == link.Item{}:
			x.Hint = "" // No import can be left to the host.
		case errors.As(err, &cycle):
			x.Hint = "leave one of them to the host: --host " + cycle.Break.String()
		case errors.As(err, &merge):
			x.Hint = fmt.Sprintf("import it twice, once under another name: --rename %s.%s=NAME", merge.Second, merge.SecondImport)
		case errors.As(err, &collision):
			x.Hint = fmt.Sprintf("give one another name: --rename %s.%s=NAME", collision.Second, renamable(collision))
		default:
			x.Hint = "make one import of them: --plain-names merge, or one for each: --plain-names rename"
		}
		return x, ok
	}
	if e := (*link.PackageError)(nil); errors.As(err, &e) {
		x.Hint = "see what is in it: wasmcp wit print " + cli.Quote(a.Typed(e.Source))
		return x, true
	}
	if e := (*link.NameError)(nil); errors.As(err, &e) {
		x.Hint = "name each: one=" + cli.Quote(e.Sources[0])
		if len(e.Sources) > 1 {
			x.Hint += " two=" + cli.Quote(e.Sources[1])
		}
		return x, true
	}
	if e := (*link.AmbiguousError)(nil); errors.As(err, &e) {
		x.Hint = fmt.Sprintf("choose one: --connect %s=%s", e.Import, e.Choose.Instance)
		if e.Choose == (link.Item{}) { // Each of them needs the importer.
			x.Hint = fmt.Sprintf("leave it to the host: --host %s", e.Import)
		}
		return x, true
	}
	if e := (*compose.ExportNameError)(nil); errors.As(err, &e) && e.Sort != 0 {
		x.Hint = fmt.Sprintf("give it a plain name: --export %s.%s=NAME", e.Node, e.Export)
		return x, true
	}
	if e := (*link.InstanceError)(nil); errors.As(err, &e) {
		x.Hint = meant(e.Nearest)
		return x, true
	}
	if e := (*link.ItemError)(nil); errors.As(err, &e) {
		x.Hint = meant(e.Nearest)
		return x, true
	}
	if e := (*link.SeveralError)(nil); errors.As(err, &e) {
		x.Hint = "name the instance too: " + e.Items[0].String()
		return x, true
	}
	if e := (*link.ExportsError)(nil); errors.As(err, &e) {
		x.Hint = fmt.Sprintf("give one another name: --rename %s=NAME, or choose what is exported: --export %s", e.Items[1], e.Items[0])
		return x, true
	}
	return x, false
}

// renamable returns the import that can be renamed to end a collision: the interface that has a name, or
// the resource that the name is called after.
func renamable(e *compose.CollisionError) string {
	return cmp.Or(e.Interface, wit.ParseFuncName(e.SecondName).Resource, e.SecondName)
}

// meant is the hint that a name may be misspelt.
func meant(nearest string) string {
	if nearest == "" {
		return ""
	}
	return "did you mean " + nearest + "?"
}
