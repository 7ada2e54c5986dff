package chain

import (
	"fmt"
	"strings"
)

// EndpointError is a path at which no server can be served.
type EndpointError struct {
	// Path is the one that was given, Reason what is wrong with it.
	Path, Reason string
}

func (e *EndpointError) Error() string {
	return fmt.Sprintf("the endpoint %q %s; expected a path such as /tools/mcp", e.Path, e.Reason)
}

// mostEndpoint is how long a path may be.
const mostEndpoint = 1024

// checkEndpoint refuses a path that no request would have as it is (RFC 3986, section 3.3).
func checkEndpoint(path string) error {
	wrong := func(reason string) error { return &EndpointError{path, reason} }
	switch {
	case path == "":
		return nil
	case len(path) > mostEndpoint:
		return &EndpointError{path[:64] + "…", fmt.Sprintf("has %d bytes, at most %d are possible", len(path), mostEndpoint)}
	case path[0] != '/':
		return wrong("does not begin with a slash")
	case strings.Contains(path, "//"):
		return wrong("has two slashes in a row")
	case strings.HasPrefix(path, "/.well-known/") || path == "/.well-known":
		return wrong("is where clients look for metadata")
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return wrong("has a segment " + segment + ", which clients take out")
		}
	}
	for i := range len(path) {
		switch c := path[i]; {
		case c >= 0x80 || c == '[' || c == ']' || classOf(c)&(segment|slash) == 0:
			return wrong(fmt.Sprintf("has %q in it, which is no character of a path", rune(c)))
		case c == '%' && !isEscape(path[i:]):
			return wrong("has a % that two hexadecimal digits do not follow")
		}
	}
	return nil
}

// isEscape reports whether s begins with a percent-encoded byte.
func isEscape(s string) bool {
	const digits = "0123456789abcdefABCDEF"
	return len(s) >= 3 && strings.IndexByte(digits, s[1]) >= 0 && strings.IndexByte(digits, s[2]) >= 0
}
