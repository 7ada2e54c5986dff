package chain

import "strings"

// A URI template (RFC 6570) says which URIs a provider reads. Whether one of its expansions could be
// a URI is all that is asked here, what its variables are is the provider's own affair: so a
// template becomes a sequence of pieces, each of them a text or a run of bytes of a class.
//
// Where in doubt a URI matches. Then its owner is asked once too often, and says not-found; the
// other way round a resource could never be read. So a run may be empty, since variables may be
// undefined, may be longer than a prefix modifier wants, and takes bytes that expansion would have
// percent-encoded as long as the URI keeps its form.
type uriTemplate []piece

// piece is a text, or a run of bytes of a class.
type piece struct {
	text  string
	class class
	// first is the byte that a run begins with unless it is empty, 0 for any of the class.
	first byte
}

// class is a set of groups of bytes.
type class byte

// The groups, by what RFC 3986 lets stand where. Bytes beyond ASCII count as segment's, for IRIs.
const (
	segment  class = 1 << iota // pchar
	slash                      // /
	question                   // ?
	rest                       // # [ ]
)

const (
	path     = segment | slash
	query    = segment | slash | question
	anything = segment | slash | question | rest
)

// classOf tells the group of a byte, 0 for one that no URI has.
func classOf(b byte) class {
	switch {
	case b >= 0x80, 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', strings.IndexByte("-._~%!$&'()*+,;=:@", b) >= 0:
		return segment
	case b == '/':
		return slash
	case b == '?':
		return question
	case b == '#', b == '[', b == ']':
		return rest
	}
	return 0
}

// operators are the runs that expressions expand to, by operator.
var operators = map[byte]piece{
	'+': {class: anything},
	'#': {class: anything, first: '#'},
	'.': {class: segment, first: '.'},
	'/': {class: path, first: '/'},
	';': {class: segment, first: ';'},
	'?': {class: query, first: '?'},
	'&': {class: query, first: '&'},
}

// parseTemplate reads a template. From the first expression that is none on, everything matches.
func parseTemplate(s string) uriTemplate {
	var t uriTemplate
	for s != "" {
		text, after, found := strings.Cut(s, "{")
		if text != "" {
			t = append(t, piece{text: text})
		}
		if !found {
			break
		}
		expression, after, closed := strings.Cut(after, "}")
		run := piece{class: segment}
		if expression != "" {
			if operator, ok := operators[expression[0]]; ok {
				run, expression = operator, expression[1:]
			}
		}
		if !closed || !isVariableList(expression) {
			return append(t, piece{class: anything})
		}
		t = append(t, run)
		s = after
	}
	return t
}

// isVariableList reports whether s is the variable-list of RFC 6570, section 2.3.
func isVariableList(s string) bool {
	for spec := range strings.SplitSeq(s, ",") {
		spec = strings.TrimSuffix(spec, "*")
		name, length, limited := strings.Cut(spec, ":")
		if name == "" || limited && (length == "" || strings.Trim(length, "0123456789") != "") {
			return false
		}
		for i := range len(name) {
			c := name[i]
			if c != '_' && c != '.' && c != '%' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				return false
			}
		}
	}
	return true
}
