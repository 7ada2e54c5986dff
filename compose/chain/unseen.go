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
			within, err := providersIn(source)
			if err != nil {
				return nil, err
			}
			if within != nil { // It is made of providers too, which whatever comes before it sees.
				providers, found = append(providers, within...), nil
				continue
			}
			found = append(found, Blind{source.Name, append([]string(nil), providers...)})
		}
	}
	return found, nil
}

// providersIn returns the providers in a middleware that was composed.
func providersIn(s Source) ([]string, error) {
	c, err := Decode(s)
	if err != nil {
		return nil, err
	}
	d, err := Describe(c)
	if err != nil || d == nil {
		return nil, err
	}
	var names []string
	for _, l := range d.Links {
		for _, p := range l.Providers {
			names = append(names, p.Name)
		}
	}
	return names, nil
}
