package oci

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// challenge is one way of telling a registry who asks, as a WWW-Authenticate header offers it.
//
// Reference: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
type challenge struct {
	scheme string
	// params are by name in lower case.
	params map[string]string
}

// maxChallenges is how many challenges of one answer are looked at.
const maxChallenges = 16

// parseChallenges reads all challenges of an answer. One header may have several, and there may be
// several headers. What cannot be read ends the list.
func parseChallenges(headers []string) []challenge {
	rest := strings.Join(headers, ",")
	var all []challenge
	for len(all) <= maxChallenges {
		rest = strings.TrimLeft(rest, " \t,")
		name, after := cutToken(rest)
		if name == "" {
			break
		}
		if value, after, ok := cutParam(after); ok && len(all) > 0 {
			all[len(all)-1].params[strings.ToLower(name)] = value
			rest = after
			continue
		}
		all = append(all, challenge{name, map[string]string{}})
		rest = skipToken68(after)
	}
	return all[:min(len(all), maxChallenges)]
}

// cutToken splits the token off that s begins with.
func cutToken(s string) (token, rest string) {
	i := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
	if i < 0 {
		i = len(s)
	}
	return s[:i], s[i:]
}

// cutParam splits the value off that follows a parameter's name.
func cutParam(s string) (value, rest string, ok bool) {
	s, ok = strings.CutPrefix(strings.TrimLeft(s, " \t"), "=")
	if !ok {
		return "", "", false
	}
	s = strings.TrimLeft(s, " \t")
	if s == "" || s[0] != '"' {
		value, rest = cutToken(s)
		return value, rest, true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), "", true
}

// skipToken68 skips what may stand for the parameters of a scheme, as in "Negotiate YII=".
func skipToken68(s string) string {
	trimmed := strings.TrimLeft(s, " \t")
	if len(trimmed) == len(s) {
		return s
	}
	i := strings.IndexFunc(trimmed, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("-._~+/", r)
	})
	if i < 0 {
		i = len(trimmed)
	}
	rest := strings.TrimLeft(strings.TrimLeft(trimmed[i:], "="), " \t")
	if rest == "" || rest[0] == ',' {
		return rest
	}
	return s
}

// strength says how good an answer to a challenge is.
type strength uint8

// The strengths. A token is better than a password, if it is said where to get one.
const (
	unanswerable strength = iota
	bearerWithoutRealm
	basic
	bearer
)

func (c challenge) strength() strength {
	switch {
	case strings.EqualFold(c.scheme, "Bearer") && c.hasRealm():
		return bearer
	case strings.EqualFold(c.scheme, "Basic"):
		return basic
	case strings.EqualFold(c.scheme, "Bearer"): // for those who have a token already
		return bearerWithoutRealm
	}
	return unanswerable
}

func (c challenge) hasRealm() bool {
	u, err := url.Parse(c.params["realm"])
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// answerable returns the challenges that can be answered, the strongest first.
func answerable(all []challenge) []challenge {
	all = slices.DeleteFunc(slices.Clone(all), func(c challenge) bool { return c.strength() == unanswerable })
	slices.SortStableFunc(all, func(a, b challenge) int { return cmp.Compare(b.strength(), a.strength()) })
	return all[:min(len(all), maxAnswers)]
}

// maxAnswers is how many challenges of one answer are tried.
const maxAnswers = 3

// String returns the challenge as a header.
func (c challenge) String() string {
	s := c.scheme
	for i, name := range []string{"realm", "service", "scope"} {
		if value, ok := c.params[name]; ok {
			if i > 0 && s != c.scheme {
				s += ","
			}
			s += " " + name + "=" + strconv.Quote(value)
		}
	}
	return s
}
