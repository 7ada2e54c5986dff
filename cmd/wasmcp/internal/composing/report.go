package composing

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// Explain explains what goes wrong with a composition: its names, its lock, the framework, its components, how
// they fit, and wasmcp.toml.
var Explain = cli.FirstOf(explainNames, explainLock, explainFramework, explainComponent, ExplainGraph, explainConfig)

// explainComponent explains what is wrong with one component.
func explainComponent(a *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*chain.CoreModuleError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, fmt.Sprintf("header: %s (a component has version 13, layer 1)", e.Header))
		x.Hint = fmt.Sprintf("build for wasm32-wasip2, or run: wasm-tools component new %s -o %s",
			cli.Quote(a.Typed(e.Name)), cli.Quote(strings.TrimSuffix(a.Typed(e.Name), ".wasm")+".component.wasm"))
		return x, true
	}
	if e := (*chain.NotComponentError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "found:    "+e.Found, "expected: bytes 00 61 73 6d 0d 00 01 00, as every component begins")
		x.Hint = "give the .wasm file that the component's build writes"
		return x, true
	}
	if e := (*chain.DamagedError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, e.Err.Error())
		if e.HasValues() {
			x.Hint = "build it without values: no toolchain supports them"
			return x, true
		}
		x.Hint = "build the component again, or fetch it again: the file may be incomplete"
		return x, true
	}
	if e := (*chain.NoRoleError)(nil); errors.As(err, &e) && finished(e.Exports) {
		x.Headline = e.Name + " is already a complete server or command: it cannot be composed with others"
		x.Hint = "give it alone, or give the components that it was made from: wasmcp inspect " + cli.Quote(a.Typed(e.Name))
		return x, true
	}
	if e := (*chain.NoRoleError)(nil); errors.As(err, &e) {
		exports := "nothing"
		if len(e.Exports) > 0 {
			exports = strings.Join(e.Exports, ", ")
		}
		x.Facts = append(x.Facts, "found:    it exports "+exports,
			"expected: one of wasmcp:mcp/tools, resources, prompts, completions or handler,",
			"          or an interface that another component given here imports")
		x.Hint = "start from a template: wasmcp new NAME -l rust"
		return x, true
	}
	if e := (*chain.VersionError)(nil); errors.As(err, &e) {
		for _, i := range e.Interfaces {
			x.Facts = append(x.Facts, "found:    "+i)
		}
		x.Facts = append(x.Facts, "expected: wasmcp:mcp at "+e.Contract+" (before 1.0.0, a different minor version is a different interface)")
		x.Hint = fmt.Sprintf("rebuild %s against wasmcp:mcp@%s; wasmcp new writes its WIT", e.Name, e.Contract)
		return x, true
	}
	if e := (*chain.GuardError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "wasi:keyvalue is guarded, so that no component reaches another's keys or the sessions",
			"expected: wasi:keyvalue at 0.2.0-draft or 0.2.0-draft2")
		x.Hint = "build it against one of these, or give a component that exports " + e.Interface
		return x, true
	}
	if e := (*chain.PartError)(nil); errors.As(err, &e) {
		x.Hint = fmt.Sprintf("give a component that exports it, or leave out the override of %s", e.Part)
		return x, true
	}
	if e := (*chain.AmbiguousError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "a middleware exports handler alone, a provider only capabilities")
		x.Hint = "split it into two components"
		return x, true
	}
	if e := (*chain.EndError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "a component without a next handler can only end a chain")
		x.Hint = fmt.Sprintf("use it as the end of the chain: --method-not-found %s", cli.Quote(a.Typed(e.Name)))
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

// ExplainGraph explains how components do not fit.
func ExplainGraph(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*compose.MissingImportsError)(nil); errors.As(err, &e) {
		x.Headline = "cannot compose: " + x.Headline
		x.Hint = "add a component that exports what is missing"
		for _, m := range e.Missing {
			if n := m.Import; !strings.HasPrefix(n, "wasmcp:") && compose.IsInterface(n) {
				base, _, _ := strings.Cut(n, "@")
				x.Hint += ", or pass --allow-import " + base + " if the host has it"
				break
			}
		}
		return x, true
	}
	if e := (*compose.TypeError)(nil); errors.As(err, &e) {
		x.Headline = "cannot compose: " + x.Headline
		x.Hint = "rebuild both against one copy of the package that defines " + e.Import
		if e.WantOrigin != "" {
			x.Hint = "no instance's resource is that of another: have both use the same one"
		}
		return x, true
	}
	for _, target := range []any{new(*compose.MergeError), new(*compose.ClosureError), new(*compose.CycleError),
		new(*compose.PlainNameError), new(*compose.CollisionError), new(*compose.HostCycleError), new(*compose.VisibilityError)} {
		if errors.As(err, target) {
			x.Headline = "cannot compose: " + x.Headline
			return x, true
		}
	}
	return x, false
}

// explainConfig explains what is wrong with wasmcp.toml.
func explainConfig(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*config.SyntaxError)(nil); errors.As(err, &e) {
		for l := range strings.SplitSeq(e.Detail, "\n") {
			x.Facts = append(x.Facts, strings.TrimPrefix(l, "  "))
		}
		return x, true
	}
	if e := (*config.UnknownKeysError)(nil); errors.As(err, &e) {
		x.Hint = "docs/wasmcp-toml.md lists the keys"
		for _, k := range e.Keys {
			if fact := k.Name; len(e.Keys) > 1 || k.Line > 0 {
				if k.Line > 0 {
					fact = fmt.Sprintf("line %d: %s", k.Line, k.Name)
				}
				x.Facts = append(x.Facts, fact)
			}
			if near := cli.Nearest(k.Last, k.Known); near != nil && len(e.Keys) == 1 {
				x.Hint = "did you mean " + near[0] + "?"
			}
		}
		return x, true
	}
	if e := (*config.ProfileError)(nil); errors.As(err, &e) && !e.Cycle {
		x.Facts = append(x.Facts, "it has: "+strings.Join(e.Known, ", "))
		if len(e.Known) == 0 {
			x.Facts = []string{"it has none"}
		}
		return x, true
	}
	return x, false
}
