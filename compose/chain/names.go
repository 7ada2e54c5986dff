package chain

import "strings"

// contractPackage is the package of all interfaces of the contract, without its version.
const contractPackage = "wasmcp:mcp"

// interfaceName is a name of the form namespace:package/interface@version, taken apart.
type interfaceName struct {
	pkg, name, version string
}

// parseName takes an import's or export's name apart; ok is false for a plain name.
func parseName(s string) (n interfaceName, ok bool) {
	s, n.version, _ = strings.Cut(s, "@")
	n.pkg, n.name, ok = strings.Cut(s, "/")
	return n, ok
}

// contractName reports the interface that a name stands for if it is one of the contract's.
func contractName(s string) (n interfaceName, ok bool) {
	n, ok = parseName(s)
	return n, ok && n.pkg == contractPackage
}
