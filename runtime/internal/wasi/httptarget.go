package wasi

import (
	"net/url"
	"strconv"
	"strings"
)

// visible reports whether a text has visible characters of ASCII alone: neither spaces nor what ends a
// line, nor letters that somebody else may take for others.
func visible(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c >= 0x7f })
}

// validPath reports whether a request can have a path with a query (RFC 9112, section 3.2): none, one
// that begins with a slash, a query alone, or "*".
func validPath(path string) bool {
	if path == "" || path == "*" {
		return true
	}
	if path[0] == '?' {
		path = "/" + path
	}
	_, err := url.ParseRequestURI(path)
	return path[0] == '/' && visible(path) && !strings.Contains(path, "#") && err == nil
}

// validScheme reports whether a scheme can be called so (RFC 3986, section 3.1).
func validScheme(scheme string) bool {
	for i, c := range []byte(scheme) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && strings.IndexByte("+-.", c) < 0) {
			return false
		}
	}
	return scheme != ""
}

// validAuthority reports whether a text is a host, with a port or without (RFC 9110, section 4.2):
// nobody's name goes with it.
func validAuthority(authority string) bool {
	u, err := url.Parse("//" + authority)
	if err != nil || authority == "" || u.Host != authority || u.Hostname() == "" || !visible(authority) {
		return false
	}
	if strings.HasSuffix(authority, ":") || authority[0] != '[' && strings.Count(authority, ":") > 1 {
		return false
	}
	if port := u.Port(); port != "" {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	return err == nil
}
