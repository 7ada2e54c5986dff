package chain

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// named builds a component of which nothing but the names of its imports and exports is true.
func named(name string, imports, exports []string) Source {
	c := &component.Component{Sections: []component.Section{
		component.Types{component.InstanceType{}},
		component.Instances{component.Inline{}},
	}}
	for _, i := range imports {
		c.Sections = append(c.Sections, component.Imports{{
			Name: component.Name{Name: i}, Type: component.ExternType{Sort: component.SortInstance},
		}})
	}
	for _, e := range exports {
		c.Sections = append(c.Sections, component.Exports{{
			Name: component.Name{Name: e}, Item: component.SortIndex{Sort: component.SortInstance},
		}})
	}
	return Source{Name: name, Bytes: c.Encode()}
}

const (
	exportsTools = "wasmcp:mcp/tools@0.1.0"
	resources    = "wasmcp:mcp/resources@0.1.3"
	handler      = "wasmcp:mcp/handler@0.1.0"
)

func options(components ...Source) Options {
	return Options{
		Components: components,
		Contract:   "0.1.0",
		Framework: map[Part]Source{
			Transport:    named("transport", nil, []string{"wasi:http/incoming-handler@0.2.0", "wasi:cli/run@0.2.0"}),
			Context:      named("context", nil, []string{"wasmcp:mcp/context@0.1.0", "wasmcp:mcp/requests@0.1.0"}),
			Capabilities: named("capabilities", nil, []string{handler}),
		},
	}
}

// drawn writes a plan's links down: groups in brackets, in order.
func drawn(p *Plan) string {
	var parts []string
	for _, l := range p.Links {
		if l.Middleware != nil {
			parts = append(parts, l.Middleware.Name)
			continue
		}
		var names []string
		for _, c := range l.Providers {
			names = append(names, c.Name+":"+strings.Join(c.Capabilities, "+"))
		}
		parts = append(parts, "["+strings.Join(names, " ")+"]")
	}
	for _, c := range p.Libraries {
		parts = append(parts, "library "+c.Name)
	}
	return strings.Join(parts, " ")
}

func TestNewPlan_placesComponents(t *testing.T) {
	a := named("a", nil, []string{exportsTools})
	b := named("b", []string{"acme:geo/lookup@1.2.0"}, []string{resources, exportsTools})
	m := named("m", []string{handler}, []string{handler})
	geo := named("geo", nil, []string{"acme:geo/lookup@1.3.0"})
	for _, tt := range []struct {
		name       string
		components []Source
		want       string
	}{
		{"one provider", []Source{a}, "[a:tools]"},
		{"neighbours share a group", []Source{a, b, geo}, "[a:tools b:tools+resources] library geo"},
		{"a middleware parts groups", []Source{a, m, b, geo}, "[a:tools] m [b:tools+resources] library geo"},
		{"middleware first and last", []Source{m, a, m}, "m [a:tools] m"},
		{"middleware alone", []Source{m, m}, "m m"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := NewPlan(Server, options(tt.components...))
			if err != nil {
				t.Fatal(err)
			}
			if got := drawn(p); got != tt.want {
				t.Errorf("plan = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNewPlan_fillsParts(t *testing.T) {
	filled := func(kind Kind, o Options) []string {
		t.Helper()
		p, err := NewPlan(kind, o)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range p.Framework {
			s := string(f.Part)
			if f.Component == nil {
				s += " generated"
			} else if f.Override {
				s += " = " + f.Component.Name
			}
			got = append(got, s)
		}
		return got
	}
	a := named("a", nil, []string{exportsTools})
	m := named("m", []string{handler}, []string{handler})
	o := options(a)
	o.Overrides = map[Part]Source{Sessions: named("kv", nil, []string{"wasmcp:mcp/sessions@0.1.0"})}
	want := []string{"transport", "context", "capabilities", "method-not-found generated", "server-info generated", "state-key generated", "sessions = kv", "authenticator generated"}
	if diff := cmp.Diff(want, filled(Server, o)); diff != "" {
		t.Errorf("server (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"capabilities"}, filled(Handler, options(a))); diff != "" {
		t.Errorf("handler of a provider (-want +got):\n%s", diff)
	}
	if got := filled(Handler, options(m)); got != nil {
		t.Errorf("handler of a middleware has parts %q, want none", got)
	}
}

func TestNewPlan_refuses(t *testing.T) {
	good := named("good", nil, []string{exportsTools})
	for _, tt := range []struct {
		name   string
		source Source
		target any
	}{
		{"text", Source{Name: "x", Bytes: []byte("hello")}, new(*NotComponentError)},
		{"nothing", Source{Name: "x", Bytes: nil}, new(*NotComponentError)},
		{"core module", Source{Name: "x", Bytes: []byte("\x00asm\x01\x00\x00\x00")}, new(*CoreModuleError)},
		{"cut off", Source{Name: "x", Bytes: good.Bytes[:len(good.Bytes)-3]}, new(*DamagedError)},
		{"no role", named("x", nil, []string{"acme:geo/lookup@1.0.0"}), new(*NoRoleError)},
		{"other contract", named("x", nil, []string{"wasmcp:mcp/tools@0.2.0"}), new(*VersionError)},
		{"other contract imported", named("x", []string{"wasmcp:mcp/context@1.0.0"}, []string{exportsTools}), new(*VersionError)},
		{"handler and tools", named("x", []string{handler}, []string{handler, exportsTools}), new(*AmbiguousError)},
		{"an end", named("x", nil, []string{handler}), new(*EndError)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := NewPlan(Server, options(good, tt.source))
			if p != nil || !errors.As(err, tt.target) {
				t.Errorf("NewPlan = %v, %v, want a %T", p, err, tt.target)
			}
		})
	}
	if _, err := NewPlan(Server, options()); !errors.As(err, new(*EmptyError)) {
		t.Errorf("NewPlan of nothing = %v", err)
	}
	o := options(good)
	o.Overrides = map[Part]Source{Transport: good}
	if _, err := NewPlan(Server, o); !errors.As(err, new(*PartError)) {
		t.Errorf("NewPlan with a provider for a transport = %v", err)
	}
}

func TestNewPlan_reportsEverything(t *testing.T) {
	bad := func(name string) Source { return named(name, nil, []string{"acme:geo/lookup@1.0.0"}) }
	_, err := NewPlan(Server, options(bad("x"), bad("y")))
	if err == nil || !strings.Contains(err.Error(), "x exports") || !strings.Contains(err.Error(), "y exports") {
		t.Errorf("NewPlan = %v, want both components named", err)
	}
}
