package chain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlan_OddNames(t *testing.T) {
	long := strings.Repeat("n", mostToolName)
	offer := &Offer{Tools: []string{"get_User-2.0", "a/b", "é", long}, Prompts: []string{"a b"}, Resources: []string{"x://1"}}
	const wanted = "expected 1 to 128 of A-Z, a-z, 0-9, _, - and .; Claude, ChatGPT, Codex and Copilot, and Gemini CLI refuse it"
	const dotted = "has '.' in its name; ChatGPT, Codex and Copilot refuse it"
	const limits = "characters; ChatGPT, Codex and Copilot take at most 64, Gemini CLI 63"
	for _, tt := range []struct {
		name  string
		names Names
		want  []string
	}{
		{"as they are", Names{Offer: offer}, []string{
			`p: tool "get_User-2.0" ` + dotted,
			`p: tool "a/b" has '/' in its name, ` + wanted,
			`p: tool "é" has 'é' in its name, ` + wanted,
			`p: tool "` + long + `" has a name of 128 ` + limits,
		}},
		{"lengths", Names{Offer: &Offer{Tools: []string{long[:63], long[:64], long[:65]}}}, []string{
			`p: tool "` + long[:64] + `" has a name of 64 characters; Gemini CLI takes at most 63`,
			`p: tool "` + long[:65] + `" has a name of 65 ` + limits,
		}},
		{"settled", Names{Offer: offer, Drop: []string{"é"}, Rename: []Rename{{"a/b", "ab"}, {"get_User-2.0", "get_user"}, {long, "n"}}}, nil},
		{"settled in a wrong way", Names{Offer: offer, Prefix: "x.", Drop: []string{"é", "a/b"}, Rename: []Rename{{"get_User-2.0", "get user"}}}, []string{
			`p: tool "get_User-2.0", shown as "get user", has ' ' in its name, ` + wanted,
			`p: tool "` + long + `", shown as "x.` + long + `", has a name of 130 characters, ` + wanted,
		}},
		{"not known", Names{Rename: []Rename{{"a", "\n"}}}, []string{`p: tool "a", shown as "\n", has '\n' in its name, ` + wanted}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plan, err := NewPlan(Server, options(offering("p", tt.names)))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range plan.OddNames() {
				got = append(got, w.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("OddNames (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNewPlan_refusesEmptyNames(t *testing.T) {
	for _, tt := range []struct {
		name  string
		names Names
		want  []string
	}{
		{"offered", Names{Offer: &Offer{Tools: []string{"a", ""}, Prompts: []string{""}}}, []string{
			"p offers a tool without a name", "p offers a prompt without a name",
		}},
		{"with a prefix", Names{Offer: &Offer{Tools: []string{""}}, Prefix: "x"}, nil},
		{"left out", Names{Offer: &Offer{Tools: []string{""}}, Drop: []string{""}}, nil},
		{"renamed", Names{Offer: &Offer{Tools: []string{"a"}}, Rename: []Rename{{"a", ""}}}, []string{`p: the new name of "a" is empty`}},
		{"renamed, and not known", Names{Rename: []Rename{{"a", ""}}}, []string{`p: the new name of "a" is empty`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewPlan(Server, options(offering("p", tt.names)))
			if diff := cmp.Diff(tt.want, each[*EmptyNameError](t, err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}
