package composing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// nameOptions say what providers' names become, and whether providers are asked for them.
type nameOptions struct {
	prefixes, renames, drops, dynamic []string
	NoIntrospect                      bool
	// file is what wasmcp.toml says, by component.
	file map[string]config.Names
}

func (o *nameOptions) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.prefixes, "prefix", nil, "prefix the names of a component's tools and prompts, as `COMPONENT=PREFIX`. Repeatable")
	f.StringArrayVar(&o.renames, "rename", nil, "rename a component's tool or prompt, as `COMPONENT:OLD=NEW`. Repeatable")
	f.StringArrayVar(&o.drops, "drop", nil, "hide a component's tool, prompt, resource or template, as `COMPONENT:NAME`. Repeatable")
	f.StringArrayVar(&o.dynamic, "dynamic", nil, "the lists of `COMPONENT` may change at run time. Repeatable")
	f.BoolVar(&o.NoIntrospect, "no-introspect", false, "do not run components to ask what they list")
}

// apply writes the options into the components that they are about.
func (o *nameOptions) apply(s named) error {
	if err := s.file(o.file); err != nil {
		return err
	}
	var errs errlist.List
	for _, text := range o.prefixes {
		errs.Add(s.each("prefix", text, "COMPONENT=PREFIX", "=", func(n *chain.Names, prefix string) bool {
			n.Prefix = prefix
			return prefix != ""
		}))
	}
	for _, text := range o.renames {
		errs.Add(s.each("rename", text, "COMPONENT:OLD=NEW", ":", func(n *chain.Names, rename string) bool {
			from, to, ok := strings.Cut(rename, "=")
			n.Rename = append(n.Rename, chain.Rename{Old: from, New: to})
			return ok && from != "" && to != ""
		}))
	}
	for _, text := range o.drops {
		errs.Add(s.each("drop", text, "COMPONENT:NAME", ":", func(n *chain.Names, name string) bool {
			n.Drop = append(n.Drop, name)
			return name != ""
		}))
	}
	for _, text := range o.dynamic {
		errs.Add(s.each("dynamic", text, "COMPONENT", "", func(n *chain.Names, rest string) bool {
			n.Dynamic = true
			return rest == ""
		}))
	}
	return errs.Err()
}

// named finds the components that options are about: by what was typed for them, or by the name of
// the file.
type named struct {
	specs      []string
	components []chain.Source
}

// file applies what wasmcp.toml says.
func (s named) file(names map[string]config.Names) error {
	var errs errlist.List
	for _, component := range server.SortedKeys(names) {
		wish := names[component]
		errs.Add(s.each("", component, "", "", func(n *chain.Names, rest string) bool {
			n.Prefix, n.Dynamic, n.Drop = wish.Prefix, wish.Dynamic, slices.Clone(wish.Drop)
			n.Rename = nil
			for _, old := range server.SortedKeys(wish.Rename) {
				n.Rename = append(n.Rename, chain.Rename{Old: old, New: wish.Rename[old]})
			}
			return rest == ""
		}))
	}
	return errs.Err()
}

// each calls set for the components that text begins with, followed by the separator, with what
// follows that. A flag without a name stands for wasmcp.toml.
func (s named) each(flag, text, form, separator string, set func(n *chain.Names, rest string) bool) error {
	said := fmt.Sprintf("--%s %q", flag, text)
	if flag == "" {
		said = fmt.Sprintf("%s: names.%q", config.FileName, text)
	}
	name, ok := s.longest(text, separator)
	if !ok {
		return s.unknown(said, text, form, separator)
	}
	var typed []string
	for i := range s.components {
		if s.specs[i] == name || s.components[i].Name == name {
			typed = append(typed, s.specs[i])
		}
	}
	if exact := slices.Contains(typed, name); !exact && len(cli.Unique(typed)) > 1 {
		return &cli.UsageError{Message: said + " matches several components: " + strings.Join(cli.Unique(typed), ", "), Hint: "give the path of the one that you mean"}
	}
	for i := range s.components {
		if s.specs[i] == name || s.components[i].Name == name && !slices.Contains(typed, name) {
			if !set(&s.components[i].Names, strings.TrimPrefix(text, name+separator)) {
				return cli.Usagef("%s is not of the form %s", said, form)
			}
		}
	}
	return nil
}

// longest finds the longest name of a component that text begins with.
func (s named) longest(text, separator string) (string, bool) {
	var found []string
	for i := range s.components {
		for _, name := range []string{s.specs[i], s.components[i].Name} {
			if separator == "" && text == name || separator != "" && strings.HasPrefix(text, name+separator) {
				found = append(found, name)
			}
		}
	}
	if found == nil {
		return "", false
	}
	return slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(len(a), len(b)) }), true
}

// unknown is what is said of an option about no component.
func (s named) unknown(said, text, form, separator string) error {
	if separator != "" && !strings.Contains(text, separator) {
		return cli.Usagef("%s is not of the form %s", said, form)
	}
	e := &cli.UsageError{Message: said + " matches none of the components: " + strings.Join(s.specs, ", ")}
	if separator != "" {
		text, _, _ = strings.Cut(text, separator)
	}
	if near := cli.Nearest(text, s.specs); near != nil {
		e.Hint = "did you mean " + near[0] + "?"
	}
	return e
}
