package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// explanation is an error as it is printed: what is wrong, what was found and expected, and at
// most one thing to do about it.
type explanation struct {
	headline string
	facts    []string
	hint     string
}

// report prints an error. Errors that were joined are printed one after the other.
func (a *app) report(err error) {
	for _, e := range flatten(err) {
		x := explain(e)
		a.err.Error(x.headline, x.facts, x.hint)
	}
}

// flatten takes joined errors apart.
func flatten(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flatten(e)...)
	}
	return all
}

// plain is an error as it stands: its first line, and the others as facts.
func plain(err error) explanation {
	lines := strings.Split(err.Error(), "\n")
	x := explanation{headline: lines[0]}
	for _, l := range lines[1:] {
		x.facts = append(x.facts, strings.TrimPrefix(l, "  "))
	}
	return x
}

// explain adds to an error the facts and the advice that only the command line can give.
func explain(err error) explanation {
	for _, of := range []func(error) (explanation, bool){explainNames, explainLink, explainWIT, explainLock, explainFramework, explainFile, explainTrust, explainRegistry, explainCall, explainEmbedded, explainInvalid, explainComponent, explainGraph, explainConfig, explainTemplate} {
		if x, ok := of(err); ok {
			return x
		}
	}
	return plain(err)
}

func explainFile(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*missingFileError)(nil); errors.As(err, &e) {
		if len(e.near) > 0 {
			x.facts = append(x.facts, "that directory has: "+some(e.near))
		}
		x.hint = "build the component first, or give the path of one that is built"
		if looksPushed(e.path) {
			x.hint = "for one in a registry, give its host as well: ghcr.io/" + e.path
		}
		return x, true
	}
	if e := (*deviceError)(nil); errors.As(err, &e) {
		x.hint = "give a file: reading a device may have no end"
		return x, true
	}
	if e := (*directoryError)(nil); errors.As(err, &e) {
		x.hint = "build a component in it, then give the component's path"
		if len(e.built) > 0 {
			x.facts = append(x.facts, "components in it: "+some(e.built))
			x.hint = "give the component instead: " + e.built[0]
		}
		return x, true
	}
	if e := (*sameFileError)(nil); errors.As(err, &e) {
		if e.input != e.output {
			x.facts = append(x.facts, e.input+" is the same file")
		}
		x.hint = "choose another file: -o server.wasm"
		return x, true
	}
	if e := (*outputError)(nil); errors.As(err, &e) {
		x.hint = "make the directory first: mkdir -p " + quote(filepath.Dir(e.output))
		if e.instead != "" {
			x.hint = "name a file in it: -o " + quote(e.instead)
		}
		return x, true
	}
	if e := (*terminalError)(nil); errors.As(err, &e) {
		x.hint = "write it to a file: -o server.wasm"
		return x, true
	}
	return x, false
}

// some lists the first few names.
func some(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func explainComponent(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*chain.CoreModuleError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, fmt.Sprintf("header: %s (a component has version 13, layer 1)", e.Header))
		x.hint = fmt.Sprintf("build for wasm32-wasip2, or run: wasm-tools component new %s -o %s",
			quote(e.Name), quote(strings.TrimSuffix(e.Name, ".wasm")+".component.wasm"))
		return x, true
	}
	if e := (*chain.NotComponentError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "found:    "+e.Found, "expected: bytes 00 61 73 6d 0d 00 01 00, as every component begins")
		x.hint = "give the .wasm file that the component's build writes"
		return x, true
	}
	if e := (*chain.DamagedError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, e.Err.Error())
		if e.HasValues() {
			x.hint = "build it without values: no toolchain supports them"
			return x, true
		}
		x.hint = "build the component again, or fetch it again: the file may be cut off"
		return x, true
	}
	if e := (*chain.NoRoleError)(nil); errors.As(err, &e) && finished(e.Exports) {
		x.headline = e.Name + " is a whole server or command: it is not composed with others"
		x.hint = "give it alone, or instead of it the components that it was made of: wasmcp inspect " + quote(e.Name)
		return x, true
	}
	if e := (*chain.NoRoleError)(nil); errors.As(err, &e) {
		exports := "nothing"
		if len(e.Exports) > 0 {
			exports = strings.Join(e.Exports, ", ")
		}
		x.facts = append(x.facts, "found:    it exports "+exports,
			"expected: one of wasmcp:mcp/tools, resources, prompts, completions or handler,",
			"          or an interface that another component given here imports")
		x.hint = "start from a template: wasmcp new NAME -l rust"
		return x, true
	}
	if e := (*chain.VersionError)(nil); errors.As(err, &e) {
		for _, i := range e.Interfaces {
			x.facts = append(x.facts, "found:    "+i)
		}
		x.facts = append(x.facts, "expected: wasmcp:mcp at "+e.Contract+" (before 1.0.0, a different minor version is a different interface)")
		x.hint = fmt.Sprintf("rebuild %s against wasmcp:mcp@%s; wasmcp new writes its WIT", e.Name, e.Contract)
		return x, true
	}
	if e := (*chain.GuardError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "wasi:keyvalue is guarded, so that no component reaches another's keys or the sessions",
			"expected: wasi:keyvalue at 0.2.0-draft or 0.2.0-draft2")
		x.hint = "build it against one of these, or give a component that exports " + e.Interface
		return x, true
	}
	if e := (*chain.PartError)(nil); errors.As(err, &e) {
		x.hint = fmt.Sprintf("give a component that exports it, or leave out the override of %s", e.Part)
		return x, true
	}
	if e := (*chain.AmbiguousError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "a middleware exports handler alone, a provider only capabilities")
		x.hint = "make two components of it"
		return x, true
	}
	if e := (*chain.EndError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "a component without a next handler can only end a chain")
		x.hint = fmt.Sprintf("give it as the end: --method-not-found %s", quote(e.Name))
		return x, true
	}
	return x, false
}

// finished reports whether exports are what hosts ask for.
func finished(exports []string) bool {
	return slices.ContainsFunc(exports, func(name string) bool {
		return strings.HasPrefix(name, "wasi:http/incoming-handler@") || strings.HasPrefix(name, "wasi:cli/run@")
	})
}

func explainGraph(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*compose.MissingImportsError)(nil); errors.As(err, &e) {
		x.headline = "cannot compose: " + x.headline
		x.hint = "add a component that exports what is missing"
		for _, m := range e.Missing {
			if n := m.Import; !strings.HasPrefix(n, "wasmcp:") && compose.IsInterface(n) {
				base, _, _ := strings.Cut(n, "@")
				x.hint += ", or pass --allow-import " + base + " if the host has it"
				break
			}
		}
		return x, true
	}
	if e := (*compose.TypeError)(nil); errors.As(err, &e) {
		x.headline = "cannot compose: " + x.headline
		x.hint = "rebuild both against one copy of the package that defines " + e.Import
		if e.WantOrigin != "" {
			x.hint = "no instance's resource is that of another: have both use the same one"
		}
		return x, true
	}
	for _, target := range []any{new(*compose.MergeError), new(*compose.ClosureError), new(*compose.CycleError),
		new(*compose.PlainNameError), new(*compose.CollisionError), new(*compose.HostCycleError), new(*compose.VisibilityError)} {
		if errors.As(err, target) {
			x.headline = "cannot compose: " + x.headline
			return x, true
		}
	}
	return x, false
}

func explainConfig(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*config.SyntaxError)(nil); errors.As(err, &e) {
		for l := range strings.SplitSeq(e.Detail, "\n") {
			x.facts = append(x.facts, strings.TrimPrefix(l, "  "))
		}
		return x, true
	}
	if e := (*config.UnknownKeysError)(nil); errors.As(err, &e) {
		x.hint = "docs/wasmcp-toml.md lists the keys"
		for _, k := range e.Keys {
			if fact := k.Name; len(e.Keys) > 1 || k.Line > 0 {
				if k.Line > 0 {
					fact = fmt.Sprintf("line %d: %s", k.Line, k.Name)
				}
				x.facts = append(x.facts, fact)
			}
			if near := nearest(k.Last, k.Known); near != nil && len(e.Keys) == 1 {
				x.hint = "did you mean " + near[0] + "?"
			}
		}
		return x, true
	}
	if e := (*config.ProfileError)(nil); errors.As(err, &e) && !e.Cycle {
		x.facts = append(x.facts, "it has: "+strings.Join(e.Known, ", "))
		if len(e.Known) == 0 {
			x.facts = []string{"it has none"}
		}
		return x, true
	}
	return x, false
}
