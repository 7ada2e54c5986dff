package templates

import (
	"errors"
	"testing"
)

func TestCheckName_accepts(t *testing.T) {
	for _, name := range []string{"a", "rust-tools", "x2", "a-1", "HTTP-tools", "tools-V2", "fn", "class", "self", "import"} {
		if err := CheckName(name); err != nil {
			t.Errorf("CheckName(%q) = %v, want nil", name, err)
		}
	}
}

func TestCheckName_refuses(t *testing.T) {
	for _, test := range []struct{ name, reason, suggestion string }{
		{"", `it is empty`, "my-tools"},
		{"My_Tool", `'_' is not a letter from a to z, a digit or a hyphen`, "my-tool"},
		{"my tool", `' ' is not a letter from a to z, a digit or a hyphen`, "my-tool"},
		{"myTool", `"myTool" has both upper-case and lower-case letters`, "my-tool"},
		{"HTTPServer", `"HTTPServer" has both upper-case and lower-case letters`, "http-server"},
		{"aBCd", `"aBCd" has both upper-case and lower-case letters`, "a-b-cd"},
		{"3d", `it starts with a digit`, "mcp-3d"},
		{"3", `it starts with a digit`, "mcp-3"},
		{"-", `a hyphen stands between two words`, "my-tools"},
		{"a--b", `a hyphen stands between two words`, "a-b"},
		{"a-", `a hyphen stands between two words`, "a"},
		{"-a", `a hyphen stands between two words`, "a"},
		{"café", `'é' is not a letter from a to z, a digit or a hyphen`, "caf"},
		{"天気", `'天' is not a letter from a to z, a digit or a hyphen`, "my-tools"},
		{"../up", `'.' is not a letter from a to z, a digit or a hyphen`, "up"},
		{"a/b", `'/' is not a letter from a to z, a digit or a hyphen`, "a-b"},
		{"a\xff", `'�' is not a letter from a to z, a digit or a hyphen`, "a"},
	} {
		var err *NameError
		if !errors.As(CheckName(test.name), &err) {
			t.Errorf("CheckName(%q) = nil, want a *NameError", test.name)
			continue
		}
		if err.Reason != test.reason {
			t.Errorf("CheckName(%q): reason %q, want %q", test.name, err.Reason, test.reason)
		}
		if err.Suggestion != test.suggestion {
			t.Errorf("CheckName(%q): suggestion %q, want %q", test.name, err.Suggestion, test.suggestion)
		}
	}
}

func FuzzCheckName_suggestsAValidName(f *testing.F) {
	f.Add("My_Tool")
	f.Add("3d")
	f.Fuzz(func(t *testing.T, name string) {
		var wrong *NameError
		if errors.As(CheckName(name), &wrong) {
			if err := CheckName(wrong.Suggestion); err != nil {
				t.Errorf("CheckName(%q) suggests %q: %v", name, wrong.Suggestion, err)
			}
		}
	})
}
