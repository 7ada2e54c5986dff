package tomltext_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"github.com/wasmcp/wasmcp-go/internal/tomltext"
)

func TestExplain(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a = 1\nb = ?\n", "At line 2, column 5"},
		{"\"\\", "toml: error: "},
		{"a = \"", "toml: error: "},
	} {
		var into map[string]any
		_, err := toml.Decode(test.text, &into)
		if err == nil {
			t.Errorf("%q is taken for TOML", test.text)
			continue
		}
		if got := tomltext.Explain(err); !strings.Contains(got, test.want) {
			t.Errorf("Explain of what is wrong with %q = %q, want one with %q", test.text, got, test.want)
		}
	}
	if got := tomltext.Explain(errors.New("other")); got != "other" {
		t.Errorf("Explain = %q, want the error's text", got)
	}
}

// TestExplain_shape holds the decoder to the form of its messages.
func TestExplain_shape(t *testing.T) {
	for _, test := range []struct{ text, where, found, expected string }{
		{"x = 1\nlist = \"a\"", "line 2: list", "a string", "a list"},
		{"list = [\"a\", 1]", "line 1: list", "a whole number", "a string"},
		{"list = {a = 1}", "line 1: list", "a table", "a list"},
		{"text = 1.5", "line 1: text", "a number with a fraction", "a string"},
		{"text = [1]", "line 1: text", "a list", "a string"},
		{"flag = \"yes\"", "line 1: flag", "a string", "true or false"},
		{"\n[table]\nsize = true", "line 3: table.size", "true or false", "a whole number"},
		{"table = 1979-05-27", "line 1: table", "a date or time", "a table"},
		{"tables = [1]", "line 1: tables", "a whole number", "a table"},
		{"[[table]]\nsize = 1", "line 1: table", "a list of tables", "a table"},
		{"[map.\"a.b\"]\nsize = []", "line 2: map.\"a.b\".size", "a list", "a whole number"},
		{"map = {a = \"b\"}", "line 1: map.a", "a string", "a table"},
		{"map = \"a\"", "line 1: map", "a string", "a table"},
		{"[table]\nsize = -1", "line 2: table.size", "-1", "a whole number from 0 to 4294967295"},
	} {
		var into struct {
			X      int64
			List   []string
			Text   string
			Flag   bool
			Table  struct{ Size uint32 }
			Tables []struct{ Size uint32 }
			Map    map[string]struct{ Size uint32 }
		}
		_, err := tomltext.Decode(test.text, &into)
		if err == nil {
			t.Errorf("%q is taken for what is wanted", test.text)
			continue
		}
		want := test.where + "\n  found:    " + test.found + "\n  expected: " + test.expected
		if got := err.Error(); got != want {
			t.Errorf("Decode of %q: %q, want %q", test.text, got, want)
		}
	}
}
