package tomltext

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// The decoder tells of values that are of another type than the key wants in the types of Go, and not
// by an error of its own.
var (
	typeError = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^toml: (?:line (\d+) )?\(last key (".*")\): incompatible types: TOML value has type (\S+); destination has type (.+)$`)
	})
	tableError = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^toml: (?:line (\d+) )?\(last key (".*")\): type mismatch for .+: expected table but found (\S+)$`)
	})
)

// shape says it in words: the line and the key, what was found and what was expected.
func shape(message string) (text string, ok bool) {
	m := typeError().FindStringSubmatch(message)
	if m == nil {
		if m = tableError().FindStringSubmatch(message); m == nil {
			return "", false
		}
		m = append(m, "map")
	}
	key, err := strconv.Unquote(m[2])
	if err != nil {
		return "", false
	}
	if m[1] != "" {
		key = "line " + m[1] + ": " + key
	}
	return fmt.Sprintf("%s\n  found:    %s\n  expected: %s", key, found(m[3]), expected(m[4])), true
}

// rangeError is what the decoder says of a number that the key's type does not hold.
var rangeError = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(-?[0-9]+) is out of range for u?int([0-9]+)$`)
})

// outOfRange says what numbers there may be.
func outOfRange(p toml.ParseError) (text string, ok bool) {
	m := rangeError().FindStringSubmatch(p.Message)
	if m == nil {
		return "", false
	}
	limit := "a whole number of " + m[2] + " bits"
	if strings.Contains(p.Message, "uint32") {
		limit = fmt.Sprintf("a whole number from 0 to %d", uint32(math.MaxUint32))
	}
	return fmt.Sprintf("line %d: %s\n  found:    %s\n  expected: %s", p.Position.Line, p.LastKey, m[1], limit), true
}

// found names a value by the type of Go that the decoder has for it.
func found(t string) string {
	switch {
	case t == "string":
		return "a string"
	case t == "int64":
		return "a whole number"
	case t == "float64":
		return "a number with a fraction"
	case t == "bool":
		return "true or false"
	case t == "time.Time":
		return "a date or time"
	case strings.HasPrefix(t, "map["):
		return "a table"
	case t == "[]map[string]any":
		return "a list of tables"
	case strings.HasPrefix(t, "[]"):
		return "a list"
	}
	return t
}

// expected names what the decoder was to make of it.
func expected(t string) string {
	switch t {
	case "map":
		return "a table"
	case "slice":
		return "a list"
	case "string", "primitive (string-like)":
		return "a string"
	case "integer":
		return "a whole number"
	case "float":
		return "a number"
	case "boolean":
		return "true or false"
	}
	return t
}
