package arguments

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Argument is a value for a parameter, as it was typed.
type Argument struct{ Name, Value string }

// TypeError is an argument that is not of its parameter's type.
type TypeError struct {
	Name, Value string
	// Found is what it looks like, Want what it should be.
	Found, Want string
}

// Error says so.
func (e *TypeError) Error() string {
	return fmt.Sprintf("argument %s has the wrong type: found %s %q, expected %s", e.Name, e.Found, e.Value, e.Want)
}

// ValueError is an argument that is none of the values allowed.
type ValueError struct{ Name, Value, Want string }

// Error says so.
func (e *ValueError) Error() string {
	return fmt.Sprintf("argument %s may not be %s: expected %s", e.Name, e.Value, e.Want)
}

// UnknownError is an argument that no parameter is for.
type UnknownError struct {
	Name string
	// Known are the parameters there are, and Left those of them that nothing was given for.
	Known, Left []string
}

// Error says so.
func (e *UnknownError) Error() string { return "there is no parameter " + e.Name }

// MissingError tells which arguments have to be given and are not.
type MissingError struct{ Parameters []Parameter }

// Error lists them.
func (e *MissingError) Error() string {
	var names []string
	for _, p := range e.Parameters {
		names = append(names, p.Name+" ("+p.Type+")")
	}
	return "missing arguments: " + strings.Join(names, ", ")
}

// Build makes an object of arguments: numbers, booleans and null where the schema wants such, arrays
// and objects from JSON, and strings as they are. Where the schema allows anything, what is JSON is
// taken as JSON. Everything that is wrong is reported at once, joined; the errors are the types of
// this package whose names end in Error.
func Build(input json.RawMessage, given []Argument) (json.RawMessage, error) {
	s := newSchemas(input)
	root := s.resolve(input)
	properties := root.properties()
	var errs []error
	var b bytes.Buffer
	b.WriteByte('{')
	for i, a := range given {
		at := slices.IndexFunc(properties, func(p property) bool { return p.name == a.Name })
		var want json.RawMessage
		switch {
		case at >= 0:
			want = properties[at].schema
		case !root.open():
			errs = append(errs, unknown(a.Name, properties, given))
			continue
		default:
			want = root.Additional
		}
		value, err := s.value(want, a)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(text(a.Name))
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	var missing []Parameter
	for _, p := range Parameters(input) {
		if p.Required && !gives(given, p.Name) {
			missing = append(missing, p)
		}
	}
	if missing != nil {
		errs = append(errs, &MissingError{missing})
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	return b.Bytes(), nil
}

func unknown(name string, properties []property, given []Argument) *UnknownError {
	e := &UnknownError{Name: name}
	for _, p := range properties {
		e.Known = append(e.Known, p.name)
		if !gives(given, p.name) {
			e.Left = append(e.Left, p.name)
		}
	}
	return e
}

func gives(given []Argument, name string) bool {
	return slices.ContainsFunc(given, func(a Argument) bool { return a.Name == name })
}

// value reads one argument as its schema wants it.
func (s *schemas) value(want json.RawMessage, a Argument) (json.RawMessage, error) {
	kinds := s.kinds(want)
	var value json.RawMessage
	found := "string"
	if json.Valid([]byte(a.Value)) {
		found = kindOf(json.RawMessage(a.Value))
	}
	switch {
	case found != "string" && fits(kinds, found):
		value = json.RawMessage(a.Value)
	case found == "string" && kinds == nil && json.Valid([]byte(a.Value)):
		value = json.RawMessage(a.Value) // a string in quotation marks, where anything may stand
	case fits(kinds, "string"):
		value = text(a.Value)
	default:
		return nil, &TypeError{a.Name, a.Value, found, s.describe(want)}
	}
	if allowed := s.resolve(want).values(); allowed != nil && !slices.ContainsFunc(allowed, func(v json.RawMessage) bool {
		return same(v, value)
	}) {
		return nil, &ValueError{a.Name, string(value), list(allowed)}
	}
	return value, nil
}

// fits reports whether a value of the kind found is one of the kinds wanted.
func fits(kinds []string, found string) bool {
	return kinds == nil || slices.Contains(kinds, found) || found == "integer" && slices.Contains(kinds, "number")
}

// kindOf is the type of a JSON text, as JSON Schema calls it.
func kindOf(v json.RawMessage) string {
	switch v = bytes.TrimSpace(v); v[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	if integral(string(v)) {
		return "integer"
	}
	return "number"
}

// integral reports whether a number has no fraction. One with a large exponent is taken to be a
// number like any other.
func integral(number string) bool {
	const most = 400 // beyond which no float64 is
	if _, exponent, ok := strings.Cut(strings.ToLower(number), "e"); ok {
		if n, err := strconv.Atoi(exponent); err != nil || n > most || n < -most {
			return false
		}
	}
	r, ok := new(big.Rat).SetString(number)
	return ok && r.IsInt()
}

// same reports whether two JSON texts say the same.
func same(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// text is a JSON string.
func text(s string) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string
	return bytes.TrimSpace(b.Bytes())
}
