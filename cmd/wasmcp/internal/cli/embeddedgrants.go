package cli

import (
	"slices"
	"strings"
)

// permission is something that a server asks for and that a flag gives.
type permission struct {
	what   string
	prefix string // of the interfaces that ask for it
	flag   string
	given  func(e *embedded) []string
}

var permissions = []permission{
	{"outbound HTTP", "wasi:http/outgoing-handler", "--allow-host HOST[:PORT]", func(e *embedded) []string { return e.hosts }},
	{"file system", "wasi:filesystem/", "--dir HOST::GUEST", func(e *embedded) []string { return e.dirs }},
	{"environment variables", "wasi:cli/environment", "--env KEY=VALUE", func(e *embedded) []string { return names(e.env) }},
	{"configuration", "wasi:config/", "--config KEY=VALUE", func(e *embedded) []string { return names(e.config) }},
	{"key-value storage", "wasi:keyvalue/", "--kv FILE", func(e *embedded) []string {
		if e.kv == "" {
			return []string{"in memory, until it ends"}
		}
		return []string{e.kv}
	}},
	{"sockets", "wasi:sockets/", "", func(*embedded) []string { return nil }},
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

// showGrants lists what a server asks of its host and what it gets, and warns of flags that give
// what it does not ask for.
func (a *app) showGrants(s *server, e *embedded) {
	var rows [][]string
	var unused []string
	for _, p := range permissions {
		given := p.given(e)
		switch {
		case !slices.ContainsFunc(s.imports, func(i string) bool { return strings.HasPrefix(i, p.prefix) }):
			if len(given) > 0 && p.prefix != "wasi:keyvalue/" || p.prefix == "wasi:keyvalue/" && e.kv != "" {
				flag, _, _ := strings.Cut(p.flag, " ")
				unused = append(unused, flag)
			}
		case len(given) > 0:
			rows = append(rows, []string{p.what, strings.Join(given, ", ")})
		case p.flag == "":
			rows = append(rows, []string{p.what, "denied"})
		default:
			rows = append(rows, []string{p.what, "denied (allow with " + p.flag + ")"})
		}
	}
	if len(rows) == 0 {
		rows = append(rows, []string{"nothing but streams and clocks"})
	}
	a.err.Table(nil, rows)
	for _, flag := range unused {
		a.err.Line("warning: " + flag + " gives what " + s.name + " does not ask for")
	}
}
