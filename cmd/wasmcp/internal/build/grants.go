package build

import (
	"slices"
	"strings"
)

// grant is something that a host has to give a component for it to run.
type grant struct {
	// Name is what it is, in words.
	Name string `json:"name"`
	// Imports are the interfaces that ask for it.
	Imports []string `json:"imports"`
}

type grantList []grant

// grantNames maps interfaces, by the beginnings of their names, to what they give access to. The
// first that fits counts.
var grantNames = []struct{ prefix, name string }{
	{"wasi:http/outgoing-handler", "outbound HTTP"},
	{"wasi:http/", "HTTP messages"},
	{"wasi:io/", "streams"},
	{"wasi:cli/std", "standard streams"},
	{"wasi:cli/terminal", "standard streams"},
	{"wasi:cli/environment", "environment variables"},
	{"wasi:cli/exit", "exit"},
	{"wasi:clocks/", "clocks"},
	{"wasi:random/", "random numbers"},
	{"wasi:filesystem/", "the file system"},
	{"wasi:sockets/", "sockets"},
	{"wasi:keyvalue/", "key-value storage"},
	{"wasi:config/", "configuration"},
	{"wasi:logging/", "logging"},
}

// grants sorts imports by what they give access to, in the order of grantNames and then by name.
func grants(imports []string) grantList {
	var list grantList
	add := func(name, i string) {
		n := slices.IndexFunc(list, func(g grant) bool { return g.Name == name })
		if n < 0 {
			n = len(list)
			list = append(list, grant{Name: name})
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

// summary lists the grants in one line.
func (l grantList) summary() string {
	if len(l) == 0 {
		return "nothing"
	}
	names := make([]string, len(l))
	for i, g := range l {
		names[i] = g.Name
	}
	return strings.Join(names, ", ")
}
