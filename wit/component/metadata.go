package component

import "unicode/utf8"

// Metadata is what a component says of itself in custom sections of one text each, which registries
// show as annotations. What is absent is empty.
type Metadata struct {
	Version     string
	Description string
	Authors     string
	Licenses    string // an SPDX expression
	Source      string // URL of the source code
	Homepage    string
	Revision    string // of the source code
}

type metadataField struct {
	section string
	value   *string
}

// fields lists the sections in the order in which they are written.
func (m *Metadata) fields() []metadataField {
	return []metadataField{
		{"version", &m.Version},
		{"description", &m.Description},
		{"authors", &m.Authors},
		{"licenses", &m.Licenses},
		{"source", &m.Source},
		{"homepage", &m.Homepage},
		{"revision", &m.Revision},
	}
}

func isMetadata(section string) bool {
	for _, f := range new(Metadata).fields() {
		if f.section == section {
			return true
		}
	}
	return false
}

// ReadMetadata returns what c says of itself. Sections that are no UTF-8 are passed over.
func ReadMetadata(c *Component) Metadata {
	var m Metadata
	for _, f := range m.fields() {
		if s := c.Custom(f.section); s != nil && utf8.Valid(s.Data) {
			*f.value = string(s.Data)
		}
	}
	return m
}

// Customs returns m as sections, in a fixed order.
func (m Metadata) Customs() []*Custom {
	var sections []*Custom
	for _, f := range m.fields() {
		if *f.value != "" {
			sections = append(sections, &Custom{Name: f.section, Data: []byte(*f.value)})
		}
	}
	return sections
}
