package embedded

import (
	"slices"
	"strings"
)

// Grant is something that a host has to give a component for it to run.
type Grant struct {
	// Name is what it is, in words.
	Name string `json:"name"`
	// Imports are the interfaces that ask for it.
	Imports []string `json:"imports"`
}

// Grants are all that a component needs of its host.
type Grants []Grant

// What flags can give.
const (
	outboundHTTP  = "outbound HTTP"
	fileSystem    = "file system"
	environment   = "environment variables"
	configuration = "configuration"
	keyValue      = "key-value storage"
	sockets       = "sockets"
)

// grantNames maps interfaces, by the beginnings of their names, to what they give access to. The
// first that fits counts.
var grantNames = []struct{ prefix, name string }{
	{"wasi:http/outgoing-handler", outboundHTTP},
	{"wasi:http/", "HTTP messages"},
	{"wasi:io/", "streams"},
	{"wasi:cli/std", "standard streams"},
	{"wasi:cli/terminal", "standard streams"},
	{"wasi:cli/environment", environment},
	{"wasi:cli/exit", "exit"},
	{"wasi:clocks/", "clocks"},
	{"wasi:random/", "random numbers"},
	{"wasi:filesystem/", fileSystem},
	{"wasi:sockets/", sockets},
	{"wasi:keyvalue/", keyValue},
	{"wasi:config/", configuration},
	{"wasi:logging/", "logging"},
}

// GrantsFor sorts imports by what they give access to, in the order of grantNames and then by name.
func GrantsFor(imports []string) Grants {
	var list Grants
	add := func(name, i string) {
		n := slices.IndexFunc(list, func(g Grant) bool { return g.Name == name })
		if n < 0 {
			n = len(list)
			list = append(list, Grant{Name: name})
		}
		list[n].Imports = append(list[n].Imports, i)
	}
	left := slices.Sorted(slices.Values(imports))
	for _, g := range grantNames {
		left = slices.DeleteFunc(left, func(i string) bool {
			if strings.HasPrefix(i, g.prefix) {
				add(g.name, i)
				return true
			}
			return false
		})
	}
	for _, i := range left {
		add(i, i)
	}
	return list
}

// asks reports whether imports ask for what has this name.
func asks(imports []string, name string) bool {
	return slices.ContainsFunc(GrantsFor(imports), func(g Grant) bool { return g.Name == name })
}

// Summary lists the grants in one line.
func (l Grants) Summary() string {
	if len(l) == 0 {
		return "nothing"
	}
	names := make([]string, len(l))
	for i, g := range l {
		names[i] = g.Name
	}
	return strings.Join(names, ", ")
}
