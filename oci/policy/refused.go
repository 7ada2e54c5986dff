package policy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// RefusedError is an artifact that the policy does not accept.
type RefusedError struct {
	Reference oci.Reference
	// Match is the pattern of the rule that decided; empty where none matched, and where what decided
	// is no rule but [Signed].
	Match string
	// Denied says that the rule accepts nothing.
	Denied bool
	// Keys are those that the rule accepts, and Err is why no signature by one of them was found.
	Keys []string
	Err  error
	// Identity is what it should be signed as; empty where that does not matter.
	Identity string
	// Patterns are those of all rules, where none matched.
	Patterns []string
}

func (e *RefusedError) Error() string {
	switch {
	case e.Denied:
		return fmt.Sprintf("%s is refused: the policy denies %s", e.Reference, e.Match)
	case e.Err == nil:
		expected := "a rule, and the policy has none"
		if len(e.Patterns) > 0 {
			expected = strings.Join(e.Patterns, ", ")
		}
		return fmt.Sprintf("%s is refused: no rule of the policy matches it\n  found:    %s\n  expected: %s",
			e.Reference, e.Reference.Name(), expected)
	}
	var s, found string
	wrong, other := (*sign.WrongSignatureError)(nil), (*sign.IdentityError)(nil)
	switch {
	case errors.As(e.Err, &other):
		s, found = "is refused: it is signed as something else", other.Found()
	case errors.As(e.Err, &wrong):
		s, found = "is refused: it is not signed by an accepted key", wrong.Found()
	case errors.As(e.Err, new(*sign.UnsignedError)):
		s = "is refused: it is not signed"
	case errors.As(e.Err, new(*oci.OfflineError)):
		s = "is refused: its signatures are not in the cache, and nothing may be fetched offline"
	default:
		s, found = "is refused: its signatures cannot be read", e.Err.Error()
	}
	s = e.Reference.String() + " " + s
	if found != "" {
		s += "\n  found:    " + strings.ReplaceAll(found, "\n", "\n  ")
	}
	s += "\n  expected: a signature by " + strings.Join(e.Keys, " or ")
	if e.Identity != "" {
		s += " for " + e.Identity
	}
	if e.Match != "" {
		s += "\n  rule:     " + e.Match
	}
	return s
}

func (e *RefusedError) Unwrap() error { return e.Err }
