// Package tomltext says what is wrong with a text that should be TOML.
package tomltext

import (
	"errors"
	"strings"

	"github.com/BurntSushi/toml"
)

// Explain returns what is wrong, with the line it is in where the decoder knows it.
func Explain(err error) string {
	p := (toml.ParseError{})
	switch {
	case !errors.As(err, &p):
		return err.Error()
	case p.Position.Line < 1 || p.Position.Col < 1:
		// Of an error at the end of a text the decoder may not say where it is, and cannot show it.
		return "toml: error: " + p.Message
	}
	return strings.TrimRight(p.ErrorWithPosition(), "\n")
}
