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
