package component

import "fmt"

// custom prints what can be read of s.
func (p *printer) custom(s *Custom) {
	head := fmt.Sprintf("(custom %q", s.Name)
	switch {
	case s.Name == ProducersSection:
		if producers, err := DecodeProducers(s.Data); err == nil {
			p.producers(head, producers)
			return
		}
	case s.Name == NamesSection:
		if names, err := DecodeNames(s.Data); err == nil {
			p.names(head, names)
			return
		}
	case isMetadata(s.Name):
		p.line("%s %q)", head, s.Data)
		return
	}
	p.line("%s %s)", head, digest(s.Data))
}

func (p *printer) producers(head string, producers Producers) {
	p.open("%s", head)
	for _, f := range producers {
		for _, v := range f.Values {
			p.line("(%s %q %q)", f.Name, v.Name, v.Version)
		}
	}
	p.close(")")
}

func (p *printer) names(head string, names *Names) {
	p.open("%s", head)
	if names.Component != "" {
		p.line("(component %q)", names.Component)
	}
	for _, s := range names.Sorts {
		for _, n := range s.Names {
			p.line("(%s %d %q)", s.Sort, n.Index, n.Name)
		}
	}
	p.close(")")
}
