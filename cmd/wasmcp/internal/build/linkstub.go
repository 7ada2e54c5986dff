package build

import (
	"errors"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/compose/link"
)

// addStubs adds an instance for each one that imports something that is to be answered by a stub, and
// connects them.
func addStubs(instances []link.Instance, patterns []string, o *link.Options) ([]link.Instance, error) {
	if len(patterns) == 0 {
		return instances, nil
	}
	used := make([]bool, len(patterns))
	choose := func(name string) bool {
		chosen := false
		for i, p := range patterns {
			if isPartOf(name, p) {
				used[i], chosen = true, true
			}
		}
		return chosen
	}
	for _, i := range instances {
		stubs, names, err := chain.Stubs(compose.Input{Name: i.Source, Bytes: i.Bytes}, choose)
		if e := (*chain.StubError)(nil); errors.As(err, &e) {
			return nil, err
		}
		if err != nil {
			return instances, nil // Linking says it, together with what else is wrong.
		}
		if names == nil {
			continue
		}
		name := stubName(i.Name, instances)
		instances = append(instances, link.Instance{Name: name, Source: "stubs of " + i.Source, Bytes: stubs})
		for _, n := range names {
			o.Connect = append(o.Connect, link.Connection{Import: link.Item{Instance: i.Name, Name: n}, Export: link.Item{Instance: name, Name: n}})
		}
	}
	if i := slices.Index(used, false); i >= 0 {
		return nil, cli.Usagef("--stub %s: no component imports it", patterns[i])
	}
	return instances, nil
}

// stubName is a name for the stubs of an instance, that no other instance has.
func stubName(of string, instances []link.Instance) string {
	name := of + "-stubs"
	for slices.ContainsFunc(instances, func(i link.Instance) bool { return i.Name == name }) {
		name += "-"
	}
	return name
}

// isPartOf reports whether an import is of a namespace, a package or an interface. A version that is not
// given is any.
func isPartOf(name, of string) bool {
	if of == "" {
		return false
	}
	rest, ok := strings.CutPrefix(name, of)
	return ok && (rest == "" || strings.ContainsRune(":/@", rune(rest[0])))
}
