package link_test

import (
	"errors"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/wit/component"
	rules "github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// invalid has a nested component that is given nothing for what it imports.
func invalid() link.Instance {
	inner := &component.Component{Sections: []component.Section{
		component.Types{component.Func{}},
		component.Imports{{Name: component.Name{Name: "f"}, Type: component.ExternType{Sort: component.SortFunc}}},
	}}
	b := (&component.Component{Sections: []component.Section{
		&component.Nested{Bytes: inner.Encode()}, component.Instances{component.Instantiate{}},
	}}).Encode()
	return link.Instance{Name: "wrong", Source: "wrong.wasm", Bytes: b}
}

// TestLink_valid has components checked unless they are known to be valid.
func TestLink_valid(t *testing.T) {
	t.Parallel()
	instances := []link.Instance{part(t, "counter", "counter"), invalid()}
	_, _, err := link.Link(instances, link.Options{})
	wrong, input := (*rules.Error)(nil), (*link.InputError)(nil)
	if !errors.As(err, &wrong) || !errors.As(err, &input) || input.Index != 1 {
		t.Errorf("Link = %v, want an error of the second component", err)
	}
	if _, _, err := link.Link(instances, link.Options{Valid: true}); err != nil {
		t.Errorf("unchecked, the error is %v", err)
	}
	if _, _, err := link.Link(instances[:1], link.Options{}); err != nil {
		t.Error(err)
	}
}
