package component

import "iter"

// Imports yields the imports of c in order.
func (c *Component) Imports() iter.Seq[Import] {
	return func(yield func(Import) bool) {
		for _, s := range c.Sections {
			if imports, ok := s.(Imports); ok && !each(imports, yield) {
				return
			}
		}
	}
}

// Exports yields the exports of c in order.
func (c *Component) Exports() iter.Seq[Export] {
	return func(yield func(Export) bool) {
		for _, s := range c.Sections {
			if exports, ok := s.(Exports); ok && !each(exports, yield) {
				return
			}
		}
	}
}
