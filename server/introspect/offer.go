package introspect

import (
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/mcp"
)

// Offer is what a provider with these definitions offers: all of them, and their names.
func Offer(d *mcp.Definitions) *chain.Offer {
	return &chain.Offer{
		Tools:     names(d.Tools),
		Prompts:   names(d.Prompts),
		Resources: names(d.Resources),
		Templates: names(d.Templates),
		Listed: map[string][]string{
			chain.KindTool:     texts(d.Tools),
			chain.KindPrompt:   texts(d.Prompts),
			chain.KindResource: texts(d.Resources),
			chain.KindTemplate: texts(d.Templates),
		},
	}
}

func texts(definitions []mcp.Definition) []string {
	var all []string
	for _, d := range definitions {
		all = append(all, string(d.JSON))
	}
	return all
}

func names(definitions []mcp.Definition) []string {
	var all []string
	for _, d := range definitions {
		all = append(all, d.Name)
	}
	return all
}
