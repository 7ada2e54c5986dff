package graph

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

func of(sections ...component.Section) *component.Component {
	return &component.Component{Sections: sections}
}

// inside is a component as it is inside another.
func inside(c *component.Component) *component.Nested { return &component.Nested{Bytes: c.Encode()} }

func TestTrack(t *testing.T) {
	for name, want := range map[string]string{
		"a:b/c": "a:b/c", "a:b/c@1.2.3": "a:b/c@1", "a:b/c@0.2.3": "a:b/c@0.2", "a:b/c@0.0.1": "a:b/c@0.0.1",
		"a:b/c@1.0.0-rc.1": "a:b/c@1.0.0-rc.1", "a:b/c@1.2.3+build": "a:b/c@1", "a:b/c@0.2.0-rc+x": "a:b/c@0.2.0-rc",
	} {
		if got := Track(name); got != want {
			t.Errorf("Track(%q) = %q, want %q", name, got, want)
		}
	}
}

// What a component names and does not have is told, and never an index out of range of ours.
func TestResolve_refuses(t *testing.T) {
	sort := func(s component.Sort) component.SortIndex { return component.SortIndex{Sort: s, Index: 7} }
	module := &component.CoreModule{Bytes: []byte("\x00asm\x01\x00\x00\x00")}
	for name, k := range map[string]struct {
		c    *component.Component
		want string
	}{
		"module":      {of(component.CoreInstances{component.CoreInstantiate{Module: 7}}), "core module 7 does not exist (0 defined so far)"},
		"argument":    {of(module, component.CoreInstances{component.CoreInstantiate{Args: []component.CoreArg{{Name: "x", Instance: 7}}}}), "core instance 7 does not exist"},
		"lift":        {of(component.Types{component.Func{}}, component.Canons{component.Lift{CoreFunc: 7}}), "core func 7 does not exist"},
		"lift's type": {of(component.Canons{component.Lift{Type: 7}}), "does not exist"},
		"lower":       {of(component.Canons{component.Lower{Func: 7}}), "func 7 does not exist"},
		"drop":        {of(component.Canons{component.Builtin{Op: component.OpResourceDrop, Resource: 7}}), "type 7 does not exist"},
		"component":   {of(component.Instances{component.Instantiate{Component: 7}}), "component 7 does not exist"},
		"export":      {of(component.Exports{{Name: component.Name{Name: "a"}, Item: sort(component.SortFunc)}}), "func 7 does not exist"},
		"alias":       {of(component.Aliases{{Sort: component.SortFunc, Target: component.InstanceExport{Instance: 7}}}), "instance 7 does not exist"},
		"outside":     {of(component.Aliases{{Sort: component.SortType, Target: component.Outer{Count: 1 << 31}}}), "2147483648 levels up, which is outside"},
		"list of":     {of(component.Types{component.List{Elem: component.ValType{Index: 7}}}), "type 7 does not exist"},
		"start":       {of(&component.Start{}), "components with a start function are not supported"},
	} {
		_, err := Resolve(k.c)
		if e := (*Error)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), k.want) {
			t.Errorf("%s: error %v, want %q", name, err, k.want)
		}
	}
}

// A few bytes may not ask for any number of instances.
func TestResolve_bounds(t *testing.T) {
	twice := component.Instances{component.Instantiate{}, component.Instantiate{}}
	c := of()
	for range 40 {
		c = of(inside(c), twice)
	}
	if _, err := Resolve(c); err == nil || !strings.Contains(err.Error(), "component instances") {
		t.Errorf("2^40 instances: error %v", err)
	}
	module := &component.CoreModule{Bytes: []byte("\x00asm\x01\x00\x00\x00")}
	many := component.CoreInstances{}
	for range maxCores + 1 {
		many = append(many, component.CoreInstantiate{})
	}
	if _, err := Resolve(of(module, many)); err == nil || !strings.Contains(err.Error(), "core instances") {
		t.Errorf("%d core instances: error %v", len(many), err)
	}
}

// A signature is as long as those of the host at most, and equal for equal types alone.
func TestPlan_Signature(t *testing.T) {
	sections := component.Types{component.Tuple{Types: []component.ValType{{Primitive: component.U32}}}}
	for i := range 18 {
		sections = append(sections, component.Tuple{Types: []component.ValType{{Index: uint32(i)}, {Index: uint32(i)}}})
	}
	last := component.ValType{Index: uint32(len(sections) - 1)}
	sections = append(sections, component.Func{Params: []component.Field{{Name: "x", Type: last}}})
	module := &component.CoreModule{Bytes: []byte("\x00asm\x01\x00\x00\x00\x05\x03\x01\x00\x01\x07\x05\x01\x01m\x02\x00")}
	plan, err := Resolve(of(sections,
		component.Imports{{Name: component.Name{Name: "f"}, Type: component.ExternType{Sort: component.SortFunc, Index: uint32(len(sections) - 1)}}},
		module, component.CoreInstances{component.CoreInstantiate{}},
		component.Aliases{{Sort: component.SortCoreMemory, Target: component.CoreInstanceExport{Name: "m"}}},
		component.Canons{component.Lower{Options: []component.CanonOption{{Kind: component.OptMemory}}}}))
	if err != nil {
		t.Fatal(err)
	}
	got := plan.Signature(plan.Imports[0].Type)
	if len(got) > maxSignature+10 || !strings.HasPrefix(got, "tuple<tuple<") {
		t.Errorf("a signature of %d bytes: %.20s", len(got), got)
	}
}

// FuzzResolve works out what instantiating anything does that can be decoded. It ends, and never panics.
func FuzzResolve(f *testing.F) {
	module := &component.CoreModule{Bytes: []byte("\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x07\x05\x01\x01f\x00\x00\x0a\x04\x01\x02\x00\x0b")}
	simple := of(module, component.CoreInstances{component.CoreInstantiate{}},
		component.Aliases{{Sort: component.SortCoreFunc, Target: component.CoreInstanceExport{Name: "f"}}},
		component.Types{component.Func{}}, component.Canons{component.Lift{}, component.Lower{}},
		component.Exports{{Name: component.Name{Name: "f"}, Item: component.SortIndex{Sort: component.SortFunc}}})
	f.Add(simple.Encode())
	f.Add(of(inside(simple), component.Instances{component.Instantiate{}, component.Instantiate{}}).Encode())
	f.Add(of(component.Types{component.Resource{Rep: 0x7f}, component.Own{}, component.Borrow{}},
		component.Canons{component.Builtin{Op: component.OpResourceNew}, component.Builtin{Op: component.OpResourceDrop}, component.Builtin{Op: component.OpResourceRep}},
		component.Types{component.Func{Params: []component.Field{{Name: "x", Type: component.ValType{Index: 1}}}}},
		component.Canons{component.Lift{Type: 3}}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<14 {
			return
		}
		c, err := component.Decode(b)
		if err != nil {
			return
		}
		plan, err := Resolve(c)
		if err != nil {
			return
		}
		for _, e := range plan.Exports {
			if e.Func.Type != nil {
				plan.Signature(e.Func.Type)
			}
		}
		for _, k := range plan.Cores {
			for _, s := range k.Sources {
				if s >= len(plan.Cores) {
					t.Fatalf("core instance %d of %d", s, len(plan.Cores))
				}
			}
		}
	})
}

// Nor may a few bytes have any number of imports, exports and definitions worked out.
func TestResolve_boundsWork(t *testing.T) {
	instances := func(c *component.Component) *component.Component {
		return of(inside(c), component.Instances(repeated(4000, component.Instance(component.Instantiate{}))))
	}
	drops := component.Canons{}
	for range 1000 {
		drops = append(drops, component.Builtin{Op: component.OpResourceDrop})
	}
	resource := component.Types{component.Resource{Rep: 0x7f}}
	module := &component.CoreModule{Bytes: []byte("\x00asm\x01\x00\x00\x00")}
	names, exports := component.CoreInline{}, component.Inline{}
	for i := range 1000 {
		name := strconv.Itoa(i)
		names.Exports = append(names.Exports, component.CoreExport{Name: name, Item: component.SortIndex{Sort: component.SortCoreFunc}})
		exports.Exports = append(exports.Exports, component.InlineExport{Name: component.Name{Name: name}, Item: component.SortIndex{Sort: component.SortType}})
	}
	args := component.CoreInstantiate{}
	for i := range 1000 {
		args.Args = append(args.Args, component.CoreArg{Name: strconv.Itoa(i)})
	}
	large := component.Types{}
	for range 20_000 {
		large = append(large, component.Tuple{Types: []component.ValType{{Primitive: component.U8}}})
	}
	for name, c := range map[string]*component.Component{
		"definitions":       instances(of(resource, drops)),
		"core exports":      instances(of(resource, drops[:1], component.CoreInstances{names})),
		"exports":           instances(of(resource, component.Instances{exports})),
		"core arguments":    instances(of(module, component.CoreInstances{component.CoreInline{}, args})),
		"nested components": instances(of(inside(of(large)), component.Instances{component.Instantiate{}})),
		"imports": of(resource, drops[:1], component.CoreInstances{hundredNames()}, &component.CoreModule{Bytes: hundred()},
			component.CoreInstances(repeated(2000, component.CoreInstance(component.CoreInstantiate{Args: []component.CoreArg{{Name: "h"}}})))),
	} {
		if _, err := Resolve(c); err == nil || !strings.Contains(err.Error(), "too many imports, exports and definitions") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func repeated[T any](n int, item T) []T { return slices.Repeat([]T{item}, n) }

// hundred is a core module that imports a hundred functions of "h", and hundredNames what has them.
func hundred() []byte {
	b := []byte{100}
	for i := range 100 {
		b = append(b, 1, 'h', 2, byte(i/10)+'0', byte(i%10)+'0', 0, 0)
	}
	section := binary.AppendUvarint([]byte("\x00asm\x01\x00\x00\x00\x01\x05\x01\x60\x01\x7f\x00\x02"), uint64(len(b)))
	return append(section, b...)
}

func hundredNames() (all component.CoreInline) {
	for i := range 100 {
		all.Exports = append(all.Exports, component.CoreExport{Name: fmt.Sprintf("%02d", i), Item: component.SortIndex{Sort: component.SortCoreFunc}})
	}
	return all
}
