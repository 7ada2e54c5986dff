package wasi

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed signatures.txt
var signatureText string

// signatures are the types of the functions, written as the graph package writes them. Long types that
// several functions have are written once, and stand for $n; elsewhere.
var signatures = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	var shared []string
	for line := range strings.Lines(signatureText) {
		line = strings.TrimSuffix(line, "\n")
		if name, long, ok := strings.Cut(line, " = "); ok && name[0] == '$' {
			shared = append(shared, name+";", long)
			continue
		}
		name, signature, _ := strings.Cut(line, " ")
		all[name] = signature
	}
	expand := strings.NewReplacer(shared...)
	for name, signature := range all {
		if strings.Contains(signature, "$") {
			all[name] = expand.Replace(signature)
		}
	}
	return all
})

// Signature returns the type of a function that [Lookup] finds.
func Signature(iface, name string) (string, bool) {
	s, ok := signatures()[iface+"#"+name]
	return s, ok
}
