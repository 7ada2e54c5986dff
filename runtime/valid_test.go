package runtime_test

import (
	"errors"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// TestCompile_valid has components checked unless they are known to be valid.
func TestCompile_valid(t *testing.T) {
	t.Parallel()
	// Two types of one name, which nothing here would stumble over.
	b := (&component.Component{Sections: []component.Section{
		component.Types{component.Record{Fields: []component.Field{
			{Name: "a", Type: component.ValType{Primitive: component.U8}}, {Name: "A", Type: component.ValType{Primitive: component.U8}},
		}}},
	}}).Encode()
	_, err := runtime.Compile(t.Context(), b, runtime.Config{})
	if wrong := (*validate.Error)(nil); !errors.As(err, &wrong) {
		t.Errorf("Compile = %v, want a *validate.Error", err)
	}
	c, err := runtime.Compile(t.Context(), b, runtime.Config{Valid: true})
	if err != nil {
		t.Fatalf("unchecked, the error is %v", err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
