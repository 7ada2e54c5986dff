package chain

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	exportsPrompts     = "wasmcp:mcp/prompts@0.1.0"
	exportsCompletions = "wasmcp:mcp/completions@0.1.0"
)

// offering is a provider of everything that has names.
func offering(name string, n Names) Source {
	s := named(name, nil, []string{exportsTools, resources, exportsPrompts})
	s.Names = n
	return s
}

func TestNewPlan_refusesTwoOwners(t *testing.T) {
	m := named("m", []string{handler}, []string{handler})
	offer := &Offer{Tools: []string{"add", "sub", "add"}, Prompts: []string{"add"}, Resources: []string{"x://1"}, Templates: []string{"x://{id}"}}
	a := offering("a", Names{Offer: offer})
	for _, tt := range []struct {
		name string
		b    Names
		want []string
	}{
		{"other names", Names{Offer: &Offer{Tools: []string{"mul"}, Templates: []string{"x://{other}"}}}, nil},
		{"equal names", Names{Offer: offer}, []string{
			`tool "add" is offered by a and by b`, `tool "sub" is offered by a and by b`, `prompt "add" is offered by a and by b`,
			`resource "x://1" is offered by a and by b`, `resource template "x://{id}" is offered by a and by b`,
		}},
		{"unknown names", Names{}, nil},
		{"a prefix", Names{Offer: &Offer{Tools: []string{"add"}, Prompts: []string{"add"}}, Prefix: "b_"}, nil},
		{"a prefix is not for resources", Names{Offer: offer, Prefix: "b_"}, []string{
			`resource "x://1" is offered by a and by b`, `resource template "x://{id}" is offered by a and by b`,
		}},
		{"another name", Names{Offer: &Offer{Tools: []string{"add"}}, Rename: []Rename{{"add", "plus"}}}, nil},
		{"another name that is taken", Names{Offer: &Offer{Tools: []string{"plus"}}, Rename: []Rename{{"plus", "add"}}}, []string{
			`tool "add" is offered by a and by b`,
		}},
		{"another name that is its own", Names{Offer: &Offer{Tools: []string{"x", "y"}}, Rename: []Rename{{"x", "y"}}}, []string{
			`tool "y" is offered by b and by b`,
		}},
		{"names exchanged", Names{Offer: &Offer{Tools: []string{"x", "y"}}, Rename: []Rename{{"x", "y"}, {"y", "x"}}}, nil},
		{"dropped", Names{Offer: offer, Drop: []string{"add", "sub", "x://1", "x://{id}"}}, nil},
		{"a name for what is not known", Names{Rename: []Rename{{"late", "add"}}}, []string{
			`tool "add" is offered by a and by b`, `prompt "add" is offered by a and by b`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewPlan(Server, options(a, m, offering("b", tt.b)))
			if diff := cmp.Diff(tt.want, each[*DuplicateError](t, err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// each returns the messages of joined errors, all of which have to be of one type.
func each[E error](t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var messages []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		if target := *new(E); !errors.As(e, &target) {
			t.Errorf("error %v is a %T, want a %T", e, e, target)
		}
		messages = append(messages, e.Error())
	}
	return messages
}

func TestNewPlan_refusesNamesThatAreNotThere(t *testing.T) {
	n := Names{Offer: &Offer{Tools: []string{"add"}}, Rename: []Rename{{"ad", "plus"}}, Drop: []string{"x://1"}}
	_, err := NewPlan(Server, options(offering("a", n)))
	want := []string{`a offers nothing called "ad"`, `a offers nothing called "x://1"`}
	if diff := cmp.Diff(want, each[*UnknownNameError](t, err)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	n.Dynamic = true
	if _, err := NewPlan(Server, options(offering("a", n))); err != nil {
		t.Errorf("names that may appear later: %v", err)
	}
}

func TestNewPlan_settlesNamesOfProvidersAlone(t *testing.T) {
	m := named("m", []string{handler}, []string{handler})
	m.Prefix = "m_"
	_, err := NewPlan(Server, options(m))
	if diff := cmp.Diff([]string{"m is a middleware: only the names of providers can be changed"}, each[*NoNamesError](t, err)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}
