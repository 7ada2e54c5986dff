package embedded

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// permission is something that a server asks for and that a flag gives.
type permission struct {
	what  string
	flag  string
	given func(e *Options) []string
}

var permissions = []permission{
	{outboundHTTP, "--allow-host HOST[:PORT]", func(e *Options) []string { return e.hosts }},
	{fileSystem, "--dir HOST::GUEST", func(e *Options) []string { return e.dirs }},
	{environment, "--env KEY=VALUE", func(e *Options) []string { return names(e.env) }},
	{configuration, "--config KEY=VALUE", func(e *Options) []string { return names(e.config) }},
	{keyValue, "--kv FILE", func(e *Options) []string {
		if e.kv == "" {
			return []string{"in memory, until it ends"}
		}
		return []string{e.kv}
	}},
	{sockets, "", func(*Options) []string { return nil }},
}

// names are what stands before the equals signs: values may be secrets.
func names(pairs []string) []string {
	var list []string
	for _, p := range pairs {
		name, _, _ := strings.Cut(p, "=")
		list = append(list, name)
	}
	return list
}

// warnUnused warns of flags that give what a server does not ask for.
func warnUnused(a *cli.App, s *Server, e *Options) {
	for _, p := range permissions {
		given := len(p.given(e)) > 0
		if p.what == keyValue {
			given = e.kv != ""
		}
		if given && !asks(s.imports, p.what) {
			flag, _, _ := strings.Cut(p.flag, " ")
			a.Warn(flag + " has no effect: " + s.Name + " does not ask for it")
		}
	}
}

// ShowGrants lists what a server asks of its host and what it gets.
func ShowGrants(a *cli.App, s *Server, e *Options) {
	var rows [][]string
	for _, p := range permissions {
		given := p.given(e)
		switch {
		case !asks(s.imports, p.what):
		case len(given) > 0:
			rows = append(rows, []string{p.what, strings.Join(given, ", ")})
		case p.flag == "":
			rows = append(rows, []string{p.what, "denied"})
		default:
			rows = append(rows, []string{p.what, "denied (allow with " + p.flag + ")"})
		}
	}
	if len(rows) == 0 {
		rows = append(rows, []string{"only streams and clocks"})
	}
	a.Err.Table(nil, rows)
}
