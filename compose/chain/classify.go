package chain

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// part is a component of a composition with what the policy has to know of it.
type part struct {
	Source
	imports, exports []string
}

// Decode decodes the outer structure of a component. The error is a [*CoreModuleError], a
// [*NotComponentError] or a [*DamagedError].
func Decode(s Source) (*component.Component, error) {
	if s.Decoded != nil {
		return s.Decoded, nil
	}
	c, err := component.Decode(s.Bytes)
	if h := (*component.HeaderError)(nil); errors.As(err, &h) {
		if h.Header != nil && h.Header.IsCoreModule() {
			return nil, &CoreModuleError{s.Name, *h.Header}
		}
		return nil, &NotComponentError{s.Name, describe(s.Bytes)}
	}
	if err != nil {
		return nil, &DamagedError{s.Name, err}
	}
	return c, nil
}

// read lists the imports and exports of a component.
func read(s Source) (*part, error) {
	c, err := Decode(s)
	if err != nil {
		return nil, err
	}
	p := &part{Source: s}
	for i := range c.Imports() {
		p.imports = append(p.imports, i.Name.Name)
	}
	for e := range c.Exports() {
		p.exports = append(p.exports, e.Name.Name)
	}
	return p, nil
}

// describe says what a file that is no component begins with.
func describe(b []byte) string {
	if len(b) == 0 {
		return "an empty file"
	}
	head := b[:min(len(b), 16)]
	printable := !slices.ContainsFunc(head, func(c byte) bool {
		return c >= 0x7f || c < ' ' && c != '\n' && c != '\t' && c != '\r'
	})
	if printable {
		return fmt.Sprintf("text, beginning %q", head)
	}
	return fmt.Sprintf("bytes % x", head[:min(len(head), 4)])
}

// contract lists the contract's interfaces among names, without package and version.
func contract(names []string) []string {
	var found []string
	for _, s := range names {
		if n, ok := contractName(s); ok {
			found = append(found, n.name)
		}
	}
	return found
}

// offers lists the capabilities that the component exports, in the order of the contract.
func (p *part) offers() []string {
	exported := contract(p.exports)
	var offered []string
	for _, c := range capabilities {
		if slices.Contains(exported, c) {
			offered = append(offered, c)
		}
	}
	return offered
}

// checkVersion refuses a component that speaks another version of the contract.
func (p *part) checkVersion(version string) error {
	var wrong []string
	for _, s := range slices.Concat(p.imports, p.exports) {
		if n, ok := contractName(s); ok && compose.Track(s) != compose.Track(contractPackage+"/"+n.name+"@"+version) {
			wrong = append(wrong, s)
		}
	}
	if wrong == nil {
		return nil
	}
	slices.Sort(wrong)
	return &VersionError{p.Name, slices.Compact(wrong), version}
}

// role decides what the component does in a chain of the components given with it.
func (p *part) role(all []*part) (Role, error) {
	offered := p.offers()
	exported, imported := contract(p.exports), contract(p.imports)
	isLink := slices.Contains(exported, "handler")
	switch {
	case isLink && offered != nil:
		return "", &AmbiguousError{p.Name, offered}
	case isLink && !slices.Contains(imported, "handler"):
		return "", &EndError{p.Name}
	case isLink:
		return Middleware, nil
	case offered != nil:
		return Provider, nil
	}
	for _, other := range all {
		if other != p && p.serves(other) {
			return Library, nil
		}
	}
	return "", &NoRoleError{p.Name, p.exports}
}

// serves reports whether one of the component's exports is an interface that other imports.
func (p *part) serves(other *part) bool {
	return slices.ContainsFunc(p.exports, func(e string) bool {
		if _, ours := contractName(e); ours || !compose.IsInterface(e) {
			return false
		}
		return slices.ContainsFunc(other.imports, func(i string) bool { return compose.Track(i) == compose.Track(e) })
	})
}
