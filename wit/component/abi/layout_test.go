package abi

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// TestLayouts_Of compares with values worked out by hand from the Canonical ABI's definitions.
func TestLayouts_Of(t *testing.T) {
	a := types.NewArena()
	p := func(p component.Primitive) types.ID { return a.Intern(types.Primitive(p)) }
	s, u8, u16, u32, u64, f32, f64 := p(component.String), p(component.U8), p(component.U16), p(component.U32), p(component.U64), p(component.F32), p(component.F64)
	record := func(ids ...types.ID) types.ID {
		var r types.Record
		for _, id := range ids {
			r.Fields = append(r.Fields, types.Field{Name: "f", Type: id})
		}
		return a.Intern(r)
	}
	variant := func(ids ...types.ID) types.ID {
		var v types.Variant
		for _, id := range ids {
			v.Cases = append(v.Cases, types.Case{Name: "c", Type: id})
		}
		return a.Intern(v)
	}
	option := func(id types.ID) types.ID { return a.Intern(types.Option{Some: id}) }
	names := func(n int) []string { return make([]string, n) }
	for _, tt := range []struct {
		name string
		typ  types.ID
		want Layout
	}{
		{"bool", p(component.Bool), Layout{Size: 1, Align: 1, Flat: []Flat{I32}}},
		{"char", p(component.Char), Layout{Size: 4, Align: 4, Flat: []Flat{I32}}},
		{"f64", f64, Layout{Size: 8, Align: 8, Flat: []Flat{F64}}},
		{"string", s, Layout{Size: 8, Align: 4, Flat: []Flat{I32, I32}}},
		{"padded record", record(u8, u32, u8), Layout{Size: 12, Align: 4, Flat: []Flat{I32, I32, I32}, Offsets: []uint32{0, 4, 8}}},
		{"record of a record", record(u8, record(u64)), Layout{Size: 16, Align: 8, Flat: []Flat{I32, I64}, Offsets: []uint32{0, 8}}},
		{"the contract's tool", record(s, s, s, option(s), option(s)), Layout{Size: 48, Align: 4,
			Flat: []Flat{I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32}, Offsets: []uint32{0, 8, 16, 24, 36}}},
		{"tuple", a.Intern(types.Tuple{Types: []types.ID{u16, u8}}), Layout{Size: 4, Align: 2, Flat: []Flat{I32, I32}, Offsets: []uint32{0, 2}}},
		{"option of u8", option(u8), Layout{Size: 2, Align: 1, Flat: []Flat{I32, I32}, Discriminant: 1, Payload: 1}},
		{"option of u64", option(u64), Layout{Size: 16, Align: 8, Flat: []Flat{I32, I64}, Discriminant: 1, Payload: 8}},
		{"result of nothing", a.Intern(types.Result{}), Layout{Size: 1, Align: 1, Flat: []Flat{I32}, Discriminant: 1, Payload: 1}},
		{"joined to i32", variant(f32, u32), Layout{Size: 8, Align: 4, Flat: []Flat{I32, I32}, Discriminant: 1, Payload: 4}},
		{"joined to i64", variant(f64, u32, s), Layout{Size: 16, Align: 8, Flat: []Flat{I32, I64, I32}, Discriminant: 1, Payload: 8}},
		{"unjoined f32", variant(f32, 0), Layout{Size: 8, Align: 4, Flat: []Flat{I32, F32}, Discriminant: 1, Payload: 4}},
		{"256 cases", a.Intern(types.Enum{Names: names(256)}), Layout{Size: 1, Align: 1, Flat: []Flat{I32}, Discriminant: 1, Payload: 1}},
		{"257 cases", a.Intern(types.Enum{Names: names(257)}), Layout{Size: 2, Align: 2, Flat: []Flat{I32}, Discriminant: 2, Payload: 2}},
		{"9 flags", a.Intern(types.Flags{Names: names(9)}), Layout{Size: 2, Align: 2, Flat: []Flat{I32}}},
		{"17 flags", a.Intern(types.Flags{Names: names(17)}), Layout{Size: 4, Align: 4, Flat: []Flat{I32}}},
		{"nothing", 0, Layout{Align: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := New(a).Of(tt.typ)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Of (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLayouts_Signature(t *testing.T) {
	a := types.NewArena()
	s := a.Intern(types.Primitive(component.String))
	u64 := a.Intern(types.Primitive(component.U64))
	params := func(n int, id types.ID) []types.Field {
		fs := make([]types.Field, n)
		for i := range fs {
			fs[i] = types.Field{Name: "p", Type: id}
		}
		return fs
	}
	flat := func(n int) []Flat {
		fs := make([]Flat, n)
		for i := range fs {
			fs[i] = I32
		}
		return fs
	}
	for _, tt := range []struct {
		name                     string
		f                        types.Func
		params, lowered, results []Flat
		loweredResults           []Flat
	}{
		{"nothing", types.Func{}, nil, nil, nil, nil},
		{"one result", types.Func{Params: params(1, s), Result: u64}, flat(2), flat(2), []Flat{I64}, []Flat{I64}},
		{"a result in memory", types.Func{Params: params(1, s), Result: s}, flat(2), flat(3), []Flat{I32}, nil},
		{"as many parameters as fit", types.Func{Params: params(8, s)}, flat(16), flat(16), nil, nil},
		{"parameters in memory", types.Func{Params: params(9, s), Result: s}, flat(1), flat(2), []Flat{I32}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, r := New(a).Signature(tt.f, true)
			if diff := cmp.Diff([][]Flat{tt.params, tt.results}, [][]Flat{p, r}); diff != "" {
				t.Errorf("lifted (-want +got):\n%s", diff)
			}
			p, r = New(a).Signature(tt.f, false)
			if diff := cmp.Diff([][]Flat{tt.lowered, tt.loweredResults}, [][]Flat{p, r}); diff != "" {
				t.Errorf("lowered (-want +got):\n%s", diff)
			}
		})
	}
}
