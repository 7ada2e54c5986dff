package chain

// Blind is a middleware of a server that sees no request of any provider, since none comes after it.
type Blind struct {
	Middleware string
	// Before are the providers that come before it, whose requests it does not see.
	Before []string
}

// Blind returns the middleware that sees nothing. Of a chain that is no server more may follow.
func (p *Plan) Blind() ([]Blind, error) {
	if p.Kind != Server {
		return nil, nil
	}
	var found []Blind
	var providers []string
	for i, role := range p.roles {
		source := p.options.Components[i]
		switch role {
		case Provider:
			providers = append(providers, source.Name)
			found = nil // Whatever comes before it sees it.
		case Middleware:
			within, err := Inside(source)
			if err != nil {
				return nil, err
			}
			for _, p := range within {
				providers = append(providers, p.Name)
			}
			if within != nil { // It is made of providers too, which whatever comes before it sees.
				found = nil
				continue
			}
			found = append(found, Blind{source.Name, append([]string(nil), providers...)})
		}
	}
	return found, nil
}

// Inside returns the providers in a middleware that was composed; none for any other.
func Inside(s Source) ([]Component, error) {
	c, err := Decode(s)
	if err != nil {
		return nil, err
	}
	d, err := Describe(c)
	if err != nil {
		return nil, &DamagedError{Name: s.Name, Err: err}
	}
	if d == nil {
		return nil, nil
	}
	var all []Component
	for _, l := range d.Links {
		all = append(all, l.Providers...)
	}
	return all, nil
}
