package cli

import (
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// contractVersion is the version of the contract that the embedded framework speaks.
const contractVersion = mcp.Version

// frameworkParts returns the embedded framework components by the part each plays.
func frameworkParts() (map[chain.Part]chain.Source, error) {
	parts := map[chain.Part]chain.Source{}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		b, info, err := framework.Component(string(part))
		if err != nil {
			return nil, err
		}
		parts[part] = chain.Source{Name: info.Name + " " + info.Version, Bytes: b}
	}
	return parts, nil
}
