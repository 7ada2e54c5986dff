// Package policy decides which artifacts may be pulled: from which registries, and signed by which
// keys. Whatever no rule accepts is refused, and so is whatever cannot be looked into.
package policy

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// Rule accepts some artifacts. Of several rules that match, the first decides.
type Rule struct {
	// Match is a pattern of repositories, such as ghcr.io/acme/weather: in each element of the path
	// * stands for any text, and ** at the end stands for any number of elements.
	Match string `toml:"match"`
	// Keys are files of public keys, of which one must have signed the artifact.
	Keys []string `toml:"keys"`
	// Identity is a pattern of what the artifact must be signed as, such as ghcr.io/acme/weather:1.*; see
	// [Identities.Accept]. It is empty where that does not matter.
	Identity string `toml:"identity"`
	// Unsigned accepts artifacts that nobody has signed.
	Unsigned bool `toml:"unsigned"`
	// Deny refuses what matches.
	Deny bool `toml:"deny"`
}

// RuleError is a rule that cannot be read.
type RuleError struct {
	// Rule counts from 1.
	Rule    int
	Match   string
	Problem string
	Err     error
}

func (e *RuleError) Error() string {
	s := fmt.Sprintf("policy rule %d (%s): %s", e.Rule, e.Match, e.Problem)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *RuleError) Unwrap() error { return e.Err }

// Policy is a list of rules, ready for use. A nil Policy accepts everything.
type Policy struct {
	rules []rule
}

type rule struct {
	Rule
	keys       []*sign.PublicKey
	identities Identities
}

// names are those of the rule's keys.
func (r rule) names() []string {
	var all []string
	for _, k := range r.keys {
		all = append(all, k.Name)
	}
	return all
}

// New reads the rules and, with read, their keys.
func New(rules []Rule, read func(file string) ([]byte, error)) (*Policy, error) {
	p := &Policy{}
	for i, r := range rules {
		fail := func(problem string, err error) error {
			return &RuleError{Rule: i + 1, Match: r.Match, Problem: problem, Err: err}
		}
		if err := checkPattern(r.Match); err != nil {
			return nil, fail("the pattern is not valid", err)
		}
		ways := 0
		for _, way := range []bool{len(r.Keys) > 0, r.Unsigned, r.Deny} {
			if way {
				ways++
			}
		}
		if ways != 1 {
			return nil, fail("a rule has exactly one of keys, unsigned and deny", nil)
		}
		known := rule{Rule: r}
		if r.Identity != "" {
			if len(r.Keys) == 0 {
				return nil, fail("identity needs keys: a signature names the identity", nil)
			}
			i, err := ParseIdentity(r.Identity)
			if err != nil {
				return nil, fail("the identity is not valid", errors.Unwrap(err))
			}
			known.identities = Identities{i}
		}
		for _, file := range r.Keys {
			text, err := read(file)
			if err != nil {
				return nil, fail("no key", err)
			}
			k, err := sign.ParsePublicKey(file, text)
			if err != nil {
				return nil, fail("no key", err)
			}
			known.keys = append(known.keys, k)
		}
		p.rules = append(p.rules, known)
	}
	return p, nil
}

// Signed returns a policy that accepts what one of the keys has signed, from anywhere, as one of the
// identities if there are any.
func Signed(keys []*sign.PublicKey, identities Identities) *Policy {
	return &Policy{rules: []rule{{keys: keys, identities: identities}}}
}

// Keys are those of the rule that decides about a reference; nil where it wants no signature, and
// where no rule does.
func (p *Policy) Keys(r oci.Reference) []*sign.PublicKey {
	if known := p.rule(r); known != nil {
		return known.keys
	}
	return nil
}

// rule is the one that decides.
func (p *Policy) rule(r oci.Reference) *rule {
	for i, known := range p.rules {
		if known.Match == "" || matches(known.Match, r.Name()) {
			return &p.rules[i]
		}
	}
	return nil
}

// Enforce returns what a client's Verify is to be. The signatures are fetched with c.
func (p *Policy) Enforce(c *oci.Client) func(context.Context, oci.Reference, oci.Manifest) error {
	if p == nil {
		return nil
	}
	return func(ctx context.Context, r oci.Reference, _ oci.Manifest) error { return p.check(ctx, c, r) }
}

func (p *Policy) check(ctx context.Context, c *oci.Client, r oci.Reference) error {
	known := p.rule(r)
	switch {
	case known == nil:
		var patterns []string
		for _, other := range p.rules {
			patterns = append(patterns, other.Match)
		}
		return &RefusedError{Reference: r, Patterns: patterns}
	case known.Deny:
		return &RefusedError{Reference: r, Match: known.Match, Denied: true}
	case known.Unsigned:
		return nil
	}
	accept := func(identity string) bool { return known.identities.Accept(identity, r) }
	if _, err := sign.Verify(ctx, c, r, known.keys, accept); err != nil {
		return &RefusedError{Reference: r, Match: known.Match, Keys: known.names(), Identity: known.identities.Expected(r), Err: err}
	}
	return nil
}

// matches compares element by element.
func matches(pattern, name string) bool {
	want, have := strings.Split(canonicalPattern(pattern), "/"), strings.Split(canonical(name), "/")
	for i, w := range want {
		if w == "**" {
			return true
		}
		if i >= len(have) {
			return false
		}
		if ok, err := path.Match(w, have[i]); err != nil || !ok {
			return false
		}
	}
	return len(want) == len(have)
}
