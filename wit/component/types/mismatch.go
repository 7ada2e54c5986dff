package types

import "strings"

// MismatchError says where two types differ, one that is wanted and one that was got.
type MismatchError struct {
	// Path leads from the items that were compared to the parts that differ.
	Path []Step
	// Want and Got are the parts, in WIT syntax. One is empty where only the other side has it.
	Want, Got string
	// WantResource and GotResource are set where the parts are two resources: those may well have
	// the same name.
	WantResource, GotResource ResourceID
	// Nearest is, where an item is missing, the one whose name is least unlike; empty where none is like it.
	Nearest string
}

// Step is a step into a type: a kind of part such as "func", "parameter", "result", "field" or
// "case", and its name if parts of that kind have one.
type Step struct{ Kind, Name string }

// Where returns the path as text, such as `func handle, parameter "request"`.
func (e *MismatchError) Where() string {
	var b strings.Builder
	for i, s := range e.Path {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.Kind)
		if s.Name != "" {
			b.WriteString(" \"" + s.Name + "\"")
		}
	}
	return b.String()
}

func (e *MismatchError) Error() string {
	where := e.Where()
	if where != "" {
		where += ": "
	}
	switch {
	case e.Got == "":
		s := where + "missing, expected " + e.Want
		if e.Nearest != "" {
			s += " (there is " + e.Nearest + ")"
		}
		return s
	case e.Want == "":
		return where + "needs " + e.Got + ", which is not supplied"
	case e.WantResource != 0:
		return where + "resource " + e.Got + " where another resource " + e.Want + " is expected"
	default:
		return where + e.Got + " where " + e.Want + " is expected"
	}
}
