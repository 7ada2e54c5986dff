package wit

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// checkNames says which names the binary of a package could not have: that of the package itself, and those
// of interfaces and worlds that count as one.
func (p *packageResolver) checkNames() {
	if len(p.errors) > 0 || p.unit.source == nil {
		return
	}
	name := p.pkg.Name
	whole := name.Namespace + ":" + name.Name
	if whole != strings.ToLower(whole) {
		p.file = &unitFile{source: p.unit.source}
		p.problem(p.unit.at, "package `%s` is not in lower case, which no validator takes", whole)
	}
	seen := make(map[string]string)
	// In the order in which they were written, so that the later one is told.
	for _, f := range p.unit.files {
		p.file = f
		for _, item := range f.items {
			var n syntax.Name
			switch item := item.(type) {
			case *syntax.Interface:
				n = item.Name
			case *syntax.World:
				n = item.Name
			default:
				continue
			}
			if t := p.targets[n.Text]; t == nil || t.off {
				continue
			}
			if old, ok := seen[fold(n.Text)]; ok {
				p.problem(n.Span, "names `%s` and `%s` count as one", n.Text, old)
				continue
			}
			seen[fold(n.Text)] = n.Text
		}
	}
}
