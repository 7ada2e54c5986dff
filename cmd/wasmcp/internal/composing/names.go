package composing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
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

// settle writes the options into the components that they are about.
func (o *nameOptions) settle(s settling) error {
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

// settling finds the components that options are about: by what was typed for them, or by the name of
// the file.
type settling struct {
	specs      []string
	components []chain.Source
}

// file applies what wasmcp.toml says.
func (s settling) file(names map[string]config.Names) error {
	var errs errlist.List
	for _, component := range sortedKeys(names) {
		wish := names[component]
		errs.Add(s.each("", component, "", "", func(n *chain.Names, rest string) bool {
			n.Prefix, n.Dynamic, n.Drop = wish.Prefix, wish.Dynamic, slices.Clone(wish.Drop)
			n.Rename = nil
			for _, old := range sortedKeys(wish.Rename) {
				n.Rename = append(n.Rename, chain.Rename{Old: old, New: wish.Rename[old]})
			}
			return rest == ""
		}))
	}
	return errs.Err()
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// each calls set for the components that text begins with, followed by the separator, with what
// follows that. A flag without a name stands for wasmcp.toml.
func (s settling) each(flag, text, form, separator string, set func(n *chain.Names, rest string) bool) error {
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
		return &cli.UsageError{Message: said + " may be about several components: " + strings.Join(cli.Unique(typed), ", "), Hint: "give the path of the one that it is about"}
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
func (s settling) longest(text, separator string) (string, bool) {
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
func (s settling) unknown(said, text, form, separator string) error {
	if separator != "" && !strings.Contains(text, separator) {
		return cli.Usagef("%s is not of the form %s", said, form)
	}
	e := &cli.UsageError{Message: said + " is about none of the components: " + strings.Join(s.specs, ", ")}
	if separator != "" {
		text, _, _ = strings.Cut(text, separator)
	}
	if near := cli.Nearest(text, s.specs); near != nil {
		e.Hint = "did you mean " + near[0] + "?"
	}
	return e
}

// duplicatesError are the names that two components own both.
type duplicatesError struct {
	// typed are what was typed for the two, or for one that owns both.
	typed []string
	// again tells that the one was given twice, and fixed that the names of neither can be settled.
	again, fixed bool
	names        []*chain.DuplicateError
}

// Error tells the name, or how many there are.
func (e *duplicatesError) Error() string {
	what := fmt.Sprintf("%d names are", len(e.names))
	if len(e.names) == 1 {
		what = fmt.Sprintf("%s %q is", e.names[0].Kind, e.names[0].Name)
	}
	switch {
	case e.again:
		return what + " offered twice: " + e.typed[0] + " is given twice"
	case len(e.typed) == 1:
		return what + " offered twice by " + e.typed[0]
	}
	return what + " offered by " + e.typed[0] + " and by " + e.typed[1]
}

// typed gathers names with two owners by what was typed for those.
func (s settling) typed(err error) error {
	var errs []error
	pairs := map[string]*duplicatesError{}
	for _, e := range errlist.Flatten(err) {
		d := (*chain.DuplicateError)(nil)
		if !errors.As(e, &d) {
			errs = append(errs, e)
			continue
		}
		pair := pairs[d.First+"\x00"+d.Second]
		if pair == nil {
			pair = s.owners(d)
			pairs[d.First+"\x00"+d.Second] = pair
			errs = append(errs, pair)
		}
		pair.names = append(pair.names, d)
	}
	return errors.Join(errs...)
}

// owners finds what was typed for the owners of a name, whose files may be called the same.
func (s settling) owners(d *chain.DuplicateError) *duplicatesError {
	e := new(duplicatesError)
	count := 0
	for i, c := range s.components {
		if c.Name == d.First || c.Name == d.Second {
			count++
			if !slices.Contains(e.typed, s.specs[i]) {
				e.typed = append(e.typed, s.specs[i])
			}
		}
	}
	e.typed = e.typed[:min(len(e.typed), 2)]
	e.again = len(e.typed) == 1 && count > 1
	return e
}
