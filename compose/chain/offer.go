package chain

// Names are what is known, and what is wished, of the names that a provider offers. The zero value
// knows and wishes nothing: whatever nobody owns is tried on the provider.
type Names struct {
	// Offer is what the provider listed when it was asked, nil where it has not been. A provider
	// with an offer is called for the names in it and for no others.
	Offer *Offer `json:"offer,omitempty"`
	// Dynamic says that names may appear later: what nobody owns is tried on the provider although
	// its offer is known, and its lists may grow.
	Dynamic bool `json:"dynamic,omitempty"`
	// Prefix is put before the names of the provider's tools and prompts, as it is.
	Prefix string `json:"prefix,omitempty"`
	// Rename gives tools and prompts other names. The new name stands as it is, without Prefix.
	Rename []Rename `json:"rename,omitempty"`
	// Drop lists tools, prompts, resources and resource templates, by the names, URIs and URI
	// templates that the provider has for them, which the server does not offer.
	Drop []string `json:"drop,omitempty"`
}

// Offer is what a provider offers, by name, in the order in which it lists it.
type Offer struct {
	Tools   []string `json:"tools,omitempty"`
	Prompts []string `json:"prompts,omitempty"`
	// Resources are URIs, and Templates URI templates (RFC 6570).
	Resources []string `json:"resources,omitempty"`
	Templates []string `json:"templates,omitempty"`
	// Listed are the definitions of all of them, JSON texts as clients see them, by kind ([KindTool], …).
	// Where they are known, and the provider is not Dynamic, the server lists them itself, and the
	// provider is not asked again.
	Listed map[string][]string `json:"-"`
}

// Rename is another name for a tool or a prompt.
type Rename struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// The kinds of things that have names, as errors call them.
const (
	KindTool     = "tool"
	KindPrompt   = "prompt"
	KindResource = "resource"
	KindTemplate = "resource template"
)
