package validate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// TestLimits has components at limits and one beyond them.
func TestLimits(t *testing.T) {
	t.Parallel()
	params := func(n int) []byte {
		f := component.Func{}
		for i := range n {
			f.Params = append(f.Params, component.Field{Name: fmt.Sprintf("p%d", i), Type: component.ValType{Primitive: component.U8}})
		}
		return (&component.Component{Sections: []component.Section{component.Types{f}}}).Encode()
	}
	name := func(n int) []byte {
		return (&component.Component{Sections: []component.Section{
			component.Types{component.Enum{Names: []string{strings.Repeat("n", n)}}},
		}}).Encode()
	}
	for _, test := range []struct {
		name string
		of   func(int) []byte
		most int
		want string
	}{
		{"parameters", params, 1_000, "function with 1001 parameters, 1000 is the most"},
		{"a name", name, 100_000, "label of 100001 bytes, 100000 is the most"},
	} {
		if err := validate.Component(test.of(test.most), validate.Open); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if err := validate.Component(test.of(test.most+1), validate.Open); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, one more: %v, want %s", test.name, err, test.want)
		}
	}
}
