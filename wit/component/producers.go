package component

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// ProducersSection is the name of the custom section that says which tools made a binary.
const ProducersSection = "producers"

// Producers is the content of a producers section.
type Producers []ProducersField

// ProducersField is one field: "language", "processed-by" or "sdk".
type ProducersField struct {
	Name   string
	Values []Producer
}

// Producer is a tool and its version.
type Producer struct{ Name, Version string }

// DecodeProducers reads the data of a producers section.
func DecodeProducers(data []byte) (Producers, error) {
	r := &decode.Reader{B: data, Section: ProducersSection}
	p := decode.Vec(r, "fields", 2, func(r *decode.Reader) ProducersField {
		return ProducersField{r.Name("name of field"), decode.Vec(r, "values", 2, func(r *decode.Reader) Producer {
			return Producer{r.Name("name of value"), r.Name("version")}
		})}
	})
	r.Done()
	if r.Err != nil {
		return nil, (*DecodeError)(r.Err)
	}
	return p, nil
}

// Custom returns p as a section.
func (p Producers) Custom() *Custom {
	data := appendVec(nil, p, func(b []byte, f ProducersField) []byte {
		return appendVec(appendName(b, f.Name), f.Values, func(b []byte, v Producer) []byte {
			return appendName(appendName(b, v.Name), v.Version)
		})
	})
	return &Custom{Name: ProducersSection, Data: data}
}

// Merge returns the values of p and q together, fields and values sorted by name. Where a value is
// in both, the version in p stays.
func (p Producers) Merge(q Producers) Producers {
	type value struct {
		field string
		Producer
	}
	var all []value
	for _, list := range []Producers{p, q} {
		for _, f := range list {
			for _, v := range f.Values {
				all = append(all, value{f.Name, v})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b value) int {
		return cmp.Or(strings.Compare(a.field, b.field), strings.Compare(a.Name, b.Name))
	})
	all = slices.CompactFunc(all, func(a, b value) bool { return a.field == b.field && a.Name == b.Name })
	var merged Producers
	for _, v := range all {
		if n := len(merged); n == 0 || merged[n-1].Name != v.field {
			merged = append(merged, ProducersField{Name: v.field})
		}
		f := &merged[len(merged)-1]
		f.Values = append(f.Values, v.Producer)
	}
	return merged
}
