package chain

import (
	"errors"
	"strings"
	"testing"
)

func TestNewPlan_endpoint(t *testing.T) {
	for path, reason := range map[string]string{
		"/tools/mcp": "", "/": "", "/a/": "", "/a%20b": "", "/~x;y=1,2": "",
		"tools/mcp":               "does not begin with a slash",
		"https://a.example/mcp":   "does not begin with a slash",
		"/a//b":                   "two slashes",
		"/a?x=1":                  "'?'",
		"/a#b":                    "'#'",
		"/a b":                    "' '",
		"/é":                      "no character of a path",
		"/a%2":                    "hexadecimal",
		"/a/../b":                 "segment ..",
		"/.well-known/x":          "metadata",
		strings.Repeat("/a", 600): "1200 bytes",
	} {
		o := options(offering("p", Names{}))
		o.Info.Endpoint = path
		_, err := NewPlan(Server, o)
		switch {
		case reason == "" && err != nil:
			t.Errorf("%s: %v", path, err)
		case reason != "" && (!errors.As(err, new(*EndpointError)) || !strings.Contains(err.Error(), reason)):
			t.Errorf("%.80s: error %v, want one with %q", path, err, reason)
		}
	}
}
