// Package composing has what commands that compose share: their flags, their inputs, the lock file and
// the plan.
package composing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// Options are what compose server and compose handler are told.
type Options struct {
	Kind      chain.Kind
	Outputs   []string
	Profile   string
	Runtime   string
	overrides []string
	transport string
	last      string
	imports   []string
	Plan      bool
	Json      bool
	info      chain.Info
	Names     nameOptions
	Framework FrameworkOptions
	Graph     GraphOptions
	locked    bool
	// Lock is what there is of wasmcp.lock; nil where the command line names the components.
	Lock *server.Lock
	// first is the only component, where it was read before.
	first *load.Component
	// Set tells which flags were given, and so come before wasmcp.toml.
	Set func(flag string) bool
}

// ComponentFlags are those of every command that composes.
func (o *Options) ComponentFlags(f *pflag.FlagSet) {
	f.StringVar(&o.Profile, "profile", "", "use the profile `NAME` of wasmcp.toml")
	f.StringArrayVar(&o.overrides, "override", nil, "replace a framework component, as `PART=COMPONENT`. Repeatable")
	f.StringArrayVar(&o.imports, "allow-import", nil, "let the result import `INTERFACE`, which is not WASI. The host must provide it. Repeatable")
	f.BoolVar(&o.locked, "locked", false, "fail if anything differs from wasmcp.lock")
	o.Framework.FromFlag(f)
	o.Names.flags(f)
}

// ServerFlags are those of every command that composes servers.
func (o *Options) ServerFlags(f *pflag.FlagSet) {
	f.StringVar(&o.transport, "transport", "", "use `COMPONENT` as the transport")
	f.StringVar(&o.last, "method-not-found", "", "use `COMPONENT` as the end of the chain")
	f.StringVar(&o.info.Name, "name", "", "the server's name (default: that of the first provider)")
	f.StringVar(&o.info.Version, "server-version", "", "the server's version (default 0.0.0)")
	f.StringVar(&o.info.Title, "title", "", "the server's display name")
	f.StringVar(&o.info.Instructions, "instructions", "", "tell models how to use the server")
	f.Uint32Var(&o.info.PageSize, "page-size", 0, "entries per page of a list; 0 means no pages")
	f.DurationVar(&o.info.ListTTL, "list-ttl", 0, "how long clients may cache lists, such as 5m. Needs lists that are fixed")
	f.Uint32Var(&o.info.MaxMessage, "max-message", 0, "longest message in bytes; 0 means the transport's default")
	f.StringVar(&o.info.Endpoint, "endpoint", "", "serve at this `PATH` instead of /mcp, such as /tools/mcp")
	f.StringArrayVar(&o.info.AllowedOrigins, "accept-origin", nil, "allow browsers from `ORIGIN`, in addition to localhost; * allows all. Repeatable")
	f.StringArrayVar(&o.info.AllowedHosts, "accept-host", nil, "only accept requests whose Host header is `HOST`. Repeatable")
	o.Framework.flags(f)
}

// Resolve works out what is composed of the command line and wasmcp.toml: the components, what
// replaces framework components, and the output where no flag names one.
func (o *Options) Resolve(specs []string, output *string) ([]string, map[chain.Part]string, error) {
	overrides, err := parseOverrides(*o)
	if err != nil {
		return nil, nil, err
	}
	if len(specs) > 0 {
		if o.Profile != "" {
			return nil, nil, cli.Usagef("--profile goes with %s, not with components on the command line", config.FileName)
		}
		if o.locked {
			return nil, nil, cli.Usagef("--locked goes with %s, not with components on the command line", config.FileName)
		}
		return specs, overrides, nil
	}
	file, err := config.Load(".", o.Profile)
	if config.Missing(err) {
		return nil, nil, cli.Usagef("no components were given, and there is no %s here", config.FileName)
	}
	if err != nil {
		return nil, nil, err
	}
	if specs, err = o.fill(file, overrides, output); err != nil {
		return nil, nil, err
	}
	if len(specs) == 0 {
		return nil, nil, cli.Usagef("%s names no components", config.FileName)
	}
	o.Lock, err = server.OpenLock(".", o.locked)
	return specs, overrides, err
}

// fill takes from wasmcp.toml what no flag said, and returns the components it names.
func (o *Options) fill(f *config.File, overrides map[chain.Part]string, output *string) ([]string, error) {
	s := f.Server
	cli.SetDefault(&o.info.Name, s.Name)
	cli.SetDefault(&o.info.Version, s.Version)
	cli.SetDefault(&o.info.Title, s.Title)
	cli.SetDefault(&o.info.Instructions, s.Instructions)
	cli.SetDefault(&o.info.Endpoint, s.Endpoint)
	cli.SetDefault(&o.Runtime, f.Runtime)
	cli.SetDefault(output, f.Output)
	if !o.Set("page-size") {
		o.info.PageSize = s.PageSize
	}
	if !o.Set("list-ttl") {
		o.info.ListTTL = s.ListTTL
	}
	if !o.Set("max-message") {
		o.info.MaxMessage = s.MaxMessage
	}
	if !o.Set("accept-origin") {
		o.info.AllowedOrigins = s.AllowedOrigins
	}
	if !o.Set("accept-host") {
		o.info.AllowedHosts = s.AllowedHosts
	}
	cli.SetDefault(&o.Framework.From, f.Framework.From)
	cli.SetDefault(&o.Framework.Sessions, s.Sessions)
	if !o.Set("state-key-env") && !o.Set("state-key-file") {
		o.Framework.StateKeyFile, o.Framework.stateKeyEnv = s.StateKeyFile, s.StateKeyEnv
	}
	o.info.Extra = s.Extra()
	o.imports = append(o.imports, f.AllowImports...)
	o.Names.file = f.Names
	o.Names.NoIntrospect = o.Names.NoIntrospect || f.NoIntrospect
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

// parseOverrides collects --override, --transport and --method-not-found.
func parseOverrides(o Options) (map[chain.Part]string, error) {
	overrides := map[chain.Part]string{}
	add := func(part chain.Part, spec string) error {
		if _, ok := overrides[part]; ok {
			return cli.Usagef("the %s is replaced twice", part)
		}
		overrides[part] = spec
		return nil
	}
	for _, s := range o.overrides {
		part, spec, ok := strings.Cut(s, "=")
		if !ok || spec == "" {
			return nil, cli.Usagef("--override %q is not of the form PART=COMPONENT", s)
		}
		if !slices.Contains(chain.Parts(), chain.Part(part)) {
			return nil, cli.Usagef("--override %q names no part: %s", s, joined(chain.Parts()))
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
