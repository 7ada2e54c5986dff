package types

// Expected returns what each import of c expects, in order, where the function arg says which resource
// is supplied for one that c imports, as for [Arena.Instantiate].
func (a *Arena) Expected(c *Component, arg func(path []string) (ResourceID, bool)) []Extern {
	to := make(map[ResourceID]ResourceID, len(c.imported))
	for _, b := range c.imported {
		if r, ok := arg(b.path); ok {
			to[b.resource] = r
		}
	}
	expected, _ := a.substitution(to).externs(c.Imports)
	return expected
}
