package chain

// Owned is a name that a provider owns.
type Owned struct {
	// Kind is what has it: KindTool, KindPrompt, KindResource or KindTemplate.
	Kind string
	// Shown is the name that clients see, and Own the one that the provider has.
	Shown, Own string
}

// Owned lists the names that are known to be the provider's, kind by kind, each in its order.
func (c *Component) Owned() []Owned {
	var all []Owned
	for _, kind := range kinds {
		for _, one := range c.claims(kind) {
			all = append(all, Owned{kind, one.shown, one.own})
		}
	}
	return all
}
