// Package tomltext says what is wrong with a text that should be TOML, or with what it says.
package tomltext

import (
	"errors"
	"strings"

	"github.com/BurntSushi/toml"
)

// Explain returns what is wrong, with the line it is in where the decoder knows it. Values that are
// not what their key wants are told as what was found and what was expected, a line each.
func Explain(err error) string {
	p := (toml.ParseError{})
	if !errors.As(err, &p) {
		if text, ok := shape(err.Error()); ok {
			return text
		}
		return err.Error()
	}
	if text, ok := outOfRange(p); ok {
		return text
	}
	if p.Position.Line < 1 || p.Position.Col < 1 {
		// Of an error at the end of a text the decoder may not say where it is, and cannot show it.
		return "toml: error: " + p.Message
	}
	return strings.TrimRight(p.ErrorWithPosition(), "\n")
}
