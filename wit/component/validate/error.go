package validate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Error says which rule a component breaks, and where.
type Error struct {
	// Offset is the byte where the item at fault begins, from the start of the whole component even
	// where the item is inside a nested one.
	Offset int
	// Path leads to the item from the outside inwards, as in `component 2`, `instance 3`, `argument "x"`.
	Path []string
	// Problem is what was found and what was expected.
	Problem string
	// Unsupported is whether the component may be valid by rules that are not known here.
	Unsupported bool
	// Gate is the feature gate that would have to be open; 0 where that would not help.
	Gate Gates

	// inner is an offset inside the item, and located is whether Offset is known.
	inner   int
	located bool
}

func (e *Error) Error() string {
	return fmt.Sprintf("byte 0x%x: %s", e.Offset, e.text())
}

func (e *Error) text() string {
	if len(e.Path) == 0 {
		return e.Problem
	}
	return e.Where() + ": " + e.Problem
}

// Where returns the path as text, of which the middle is left out where it is long.
func (e *Error) Where() string {
	const most = 12
	path := e.Path
	if n := len(path); n > most {
		path = slices.Concat(path[:most/2], []string{fmt.Sprintf("… (%d steps)", n-most)}, path[n-most/2:])
	}
	return strings.Join(path, ", ")
}

// locate sets the offset from the place of the item in the component that starts at base.
func (e *Error) locate(b []byte, base, section, item int) {
	if !e.located {
		e.Offset, e.located = base+component.Locate(b, section, item)+e.inner, true
	}
}

func failf(format string, args ...any) *Error { return &Error{Problem: fmt.Sprintf(format, args...)} }

func unsupported(format string, args ...any) *Error {
	e := failf(format, args...)
	e.Unsupported = true
	return e
}

// in adds a step to the path of an error. A nil error stays nil.
func in(err *Error, format string, args ...any) *Error {
	if err != nil {
		err.Path = append([]string{fmt.Sprintf(format, args...)}, err.Path...)
	}
	return err
}

// quoted is a name that a message quotes. It is put into words only where there is a message.
type quoted string

func quote(name string) quoted { return quoted(name) }

// String quotes the name, of which a message shows the beginning where it is long.
func (q quoted) String() string {
	const most = 80
	if len(q) <= most {
		return strconv.Quote(string(q))
	}
	return strconv.Quote(string(q[:most])) + fmt.Sprintf("… (%d bytes)", len(q))
}
