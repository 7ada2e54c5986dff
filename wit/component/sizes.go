package component

import "fmt"

// Size is how many bytes of a component are of one kind.
type Size struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	Bytes int    `json:"bytes"`
}

// Sizes counts core modules and custom sections at any depth; the rest is what links them.
func Sizes(c *Component, total int) ([]Size, error) {
	code, custom, rest := Size{What: "core modules"}, Size{What: "custom sections"}, Size{What: "types and linking"}
	rest.Count, rest.Bytes = 1, total
	var count func(*Component) error
	count = func(c *Component) error {
		for _, s := range c.Sections {
			switch s := s.(type) {
			case *CoreModule:
				code.Count++
				code.Bytes += len(s.Bytes)
				rest.Bytes -= len(s.Bytes)
			case *Custom:
				custom.Count++
				custom.Bytes += len(s.Data)
				rest.Bytes -= len(s.Data)
			case *Nested:
				nested, err := s.Decode()
				if err != nil {
					return err
				}
				rest.Count++
				if err := count(nested); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := count(c); err != nil {
		return nil, err
	}
	rest.What = fmt.Sprintf("types and linking of %d components", rest.Count)
	return []Size{code, custom, rest}, nil
}
