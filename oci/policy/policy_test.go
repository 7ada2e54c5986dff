package policy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// makeKey returns a private key, and the file of its public one.
func makeKey(t *testing.T, name string) (*sign.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := sign.NewPrivateKey(name, key)
	if err != nil {
		t.Fatal(err)
	}
	public, err := private.Public()
	if err != nil {
		t.Fatal(err)
	}
	return private, public.PEM()
}

// files are what rules name.
type files map[string][]byte

func (f files) read(name string) ([]byte, error) {
	if b, ok := f[name]; ok {
		return b, nil
	}
	return nil, fs.ErrNotExist
}

func TestPolicy(t *testing.T) {
	ada, adaPub := makeKey(t, "ada")
	bob, bobPub := makeKey(t, "bob")
	keys := files{"ada.pub": adaPub, "bob.pub": bobPub}

	reg, _ := ocitest.Start(t, ocitest.Options{})
	a, err := oci.Build("m", []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	plain := &oci.Client{}
	refs := map[string]oci.Reference{}
	for name, by := range map[string]*sign.PrivateKey{"unsigned": nil, "wrong": bob, "right": ada} {
		r, err := oci.ParseReference(reg.Host + "/acme/" + name + ":1")
		if err != nil {
			t.Fatal(err)
		}
		refs[name] = r
		if _, err := plain.Push(t.Context(), a, r); err != nil {
			t.Fatal(err)
		}
		if by != nil {
			if _, err := sign.Sign(t.Context(), plain, r, by, sign.Both); err != nil {
				t.Fatal(err)
			}
		}
	}
	signed := policy.Rule{Match: reg.Host + "/acme/*", Keys: []string{"ada.pub"}}
	for _, tt := range []struct {
		name, ref string
		rules     []policy.Rule
		want      string
	}{
		{"unsigned", "unsigned", []policy.Rule{signed}, "is not signed"},
		{"wrongly signed", "wrong", []policy.Rule{signed}, "it is not signed by an accepted key\n  found:    2 signatures, by other keys or for other artifacts\n  expected: a signature by ada.pub\n  rule:     " + reg.Host + "/acme/*"},
		{"rightly signed", "right", []policy.Rule{signed}, ""},
		{"one of two keys", "wrong", []policy.Rule{{Match: "**", Keys: []string{"ada.pub", "bob.pub"}}}, ""},
		{"no rule", "right", []policy.Rule{{Match: "ghcr.io/**", Unsigned: true}}, "no rule of the policy matches it\n  found:    " + refs["right"].Name() + "\n  expected: ghcr.io/**"},
		{"no rules at all", "right", nil, "no rule of the policy matches it\n  found:    " + refs["right"].Name() + "\n  expected: a rule, and the policy has none"},
		{"the first rule decides", "unsigned", []policy.Rule{{Match: "**", Deny: true}, {Match: reg.Host + "/**", Unsigned: true}}, "the policy denies **"},
		{"unsigned is enough", "unsigned", []policy.Rule{{Match: reg.Host + "/**", Unsigned: true}, signed}, ""},
		{"denied", "right", []policy.Rule{{Match: reg.Host + "/acme/r*", Deny: true}, signed}, "the policy denies " + reg.Host + "/acme/r*"},
	} {
		p, err := policy.New(tt.rules, keys.read)
		if err == nil {
			c := &oci.Client{}
			c.Verify = p.Enforce(c)
			var got *oci.Artifact
			got, err = c.Pull(t.Context(), refs[tt.ref])
			if (got == nil) == (err == nil) {
				t.Errorf("%s: %v and %v", tt.name, got, err)
			}
			if err != nil && !errors.As(err, new(*policy.RefusedError)) {
				t.Errorf("%s: %v is no RefusedError", tt.name, err)
			}
		}
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	// What lies in the cache is under the policy too.
	cache, err := oci.OpenCache(t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&oci.Client{Cache: cache}).Pull(t.Context(), refs["unsigned"]); err != nil {
		t.Fatal(err)
	}
	public, err := ada.Public()
	if err != nil {
		t.Fatal(err)
	}
	c := &oci.Client{Cache: cache}
	c.Verify = policy.Signed([]*sign.PublicKey{public}, nil).Enforce(c)
	if _, err := c.Pull(t.Context(), refs["unsigned"]); !errors.As(err, new(*sign.UnsignedError)) {
		t.Errorf("from the cache: %v", err)
	}
	if _, err := c.Pull(t.Context(), refs["right"]); err != nil {
		t.Error(err)
	}
	// Once seen, signatures are there without a network.
	off := &oci.Client{Cache: cache, Offline: true}
	off.Verify = policy.Signed([]*sign.PublicKey{public}, nil).Enforce(off)
	if _, err := off.Pull(t.Context(), refs["right"]); err != nil {
		t.Errorf("offline: %v", err)
	}
	if _, err := off.Pull(t.Context(), refs["unsigned"]); !errors.As(err, new(*policy.RefusedError)) {
		t.Errorf("offline, unsigned: %v", err)
	}
}

func TestNew_invalid(t *testing.T) {
	for want, r := range map[string]policy.Rule{
		"policy rule 1 (): the pattern is not valid: it is empty (want such as ghcr.io/acme/*)":                                    {Unsigned: true},
		"policy rule 1 (oci-layout://): the pattern is not valid: it names no directory (want such as oci-layout://build)":         {Match: "oci-layout://", Deny: true},
		"policy rule 1 (a/**/b): the pattern is not valid: ** is not at the end":                                                   {Match: "a/**/b", Unsigned: true},
		"policy rule 1 (ghcr.io): the pattern is not valid: it is a host alone (want such as ghcr.io/**)":                          {Match: "ghcr.io", Deny: true},
		"policy rule 1 (ghcr.io/a/): the pattern is not valid: it has nothing after a slash (want such as ghcr.io/acme/*)":         {Match: "ghcr.io/a/", Deny: true},
		"policy rule 1 (oci://ghcr.io/a/*): the pattern is not valid: it begins with oci:// (want a host, such as ghcr.io/acme/*)": {Match: "oci://ghcr.io/a/*", Deny: true},
		`policy rule 1 (ghcr.io/a:1.0): the pattern is not valid: "a:1.0" has a tag or a digest (want a repository)`:               {Match: "ghcr.io/a:1.0", Deny: true},
		`policy rule 1 (ghcr.io/Acme/*): the pattern is not valid: "Acme" is no name of a repository (want lower-case letters)`:    {Match: "ghcr.io/Acme/*", Deny: true},
		`policy rule 1 (a/[): the pattern is not valid: "[" has a bracket without its other`:                                       {Match: "a/[", Unsigned: true},
		"policy rule 1 (h/a): a rule has exactly one of keys, unsigned and deny":                                                   {Match: "h/a"},
		"policy rule 1 (h/b): a rule has exactly one of keys, unsigned and deny":                                                   {Match: "h/b", Unsigned: true, Keys: []string{"x"}},
		"policy rule 1 (h/c): no key: file does not exist":                                                                         {Match: "h/c", Keys: []string{"none.pub"}},
		"policy rule 1 (h/d): no key: d.pub: not a PEM file":                                                                       {Match: "h/d", Keys: []string{"d.pub"}},
	} {
		p, err := policy.New([]policy.Rule{r}, files{"d.pub": nil}.read)
		if p != nil || err == nil || err.Error() != want {
			t.Errorf("%v, %v\nwant %s", p, err, want)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		yes, no []string
	}{
		{"ghcr.io/acme/*",
			[]string{"ghcr.io/acme/a", "GHCR.io/acme/a", "ghcr.io:443/acme/a", "ghcr.io.:0443/acme/a", "GHCR.IO.:443/acme/a"},
			[]string{"ghcr.io/acme-evil/a", "ghcr.io/acme/a/b", "ghcr.io/acme", "ghcr.io:444/acme/a", "ghcr.io.evil/acme/a", "evil/ghcr.io/acme/a", "xghcr.io/acme/a"}},
		{"GHCR.io:443/acme/**", []string{"ghcr.io/acme/a/b"}, []string{"ghcr.io/acmeb/a"}},
		{"localhost:5000/**", []string{"LOCALHOST:05000/a", "localhost.:5000/a/b"}, []string{"localhost/a", "localhost:50/a", "localhost:50000/a"}},
		{"*:5000/a", []string{"h:5000/a"}, []string{"h/a", "h:5001/a"}},
		{"docker.io/acme/*", []string{"index.docker.io/acme/a", "Registry-1.docker.io:443/acme/a"}, []string{"index.docker.io:5000/acme/a"}},
		{"oci-layout://good/**",
			[]string{"oci-layout://good/a", "oci-layout://./good/a", "oci-layout://x/../good//a"},
			[]string{"oci-layout://good/../bad", "oci-layout://bad", "oci-layout:///good/a", "oci-layout://GOOD/a"}},
		{"oci-layout://./build", []string{"oci-layout://build", "oci-layout://build/"}, []string{"oci-layout://build/a"}},
		{"**", []string{"ghcr.io/a", "oci-layout://a", "oci-layout:///a/b"}, nil},
	} {
		ask := func(name string) bool {
			r, err := oci.ParseReference(name)
			if err != nil {
				t.Fatal(err)
			}
			p, err := policy.New([]policy.Rule{{Match: tt.pattern, Unsigned: true}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return p.Enforce(&oci.Client{})(t.Context(), r, oci.Manifest{}) == nil
		}
		for _, name := range tt.yes {
			if !ask(name) {
				t.Errorf("%s does not match %s", tt.pattern, name)
			}
		}
		for _, name := range tt.no {
			if ask(name) {
				t.Errorf("%s matches %s", tt.pattern, name)
			}
		}
	}
}

// TestMatches_links has directories by links to them, and under names that patterns have a meaning for.
func TestMatches_links(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	for _, dir := range []string{"good/a", "bad", "odd[1]*/a"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"good/link": "../bad", "way": "good", "absolute": filepath.Join(root, "bad")} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	layout := "oci-layout://"
	for _, tt := range []struct {
		pattern string
		yes, no []string
	}{
		{layout + "good/**", []string{"good", "good/a", "way/a", "way/later", root + "/good/a", root + "/way"},
			[]string{"bad", "good/link", "way/link", "good/link/x", "absolute", "good/../bad"}},
		{layout + "bad", []string{"bad", "good/link", "way/link", "absolute", root + "/bad", "good/../bad"}, []string{"good", "bad/a"}},
		{layout + "way/*", []string{"good/a", "way/a"}, []string{"way", "way/link", "good/a/b"}},
		{layout + "absolute/**", []string{"bad", "bad/x"}, []string{"good"}},
		{layout + root + "/*", []string{"good", "way", "absolute"}, []string{"good/a", "/good"}},
		{layout + "*", []string{"good", "bad"}, []string{"good/a"}},
		{layout + "**", []string{"good", "/", "/x/y"}, nil},
		{layout + `odd\[1\]\*/*`, []string{"odd[1]*/a"}, []string{"odd1x/a"}},
	} {
		p, err := policy.New([]policy.Rule{{Match: tt.pattern, Unsigned: true}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for want, dirs := range map[bool][]string{true: tt.yes, false: tt.no} {
			for _, dir := range dirs {
				r, err := oci.ParseReference(layout + dir)
				if err != nil {
					t.Fatal(err)
				}
				if got := p.Enforce(&oci.Client{})(t.Context(), r, oci.Manifest{}) == nil; got != want {
					t.Errorf("%s matches %s: %v, want %v", tt.pattern, dir, got, want)
				}
			}
		}
	}
	// The directory that we are in may be called anything.
	t.Chdir("odd[1]*")
	p, err := policy.New([]policy.Rule{{Match: layout + "a", Unsigned: true}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := oci.ParseReference(layout + "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Enforce(&oci.Client{})(t.Context(), r, oci.Manifest{}); err != nil {
		t.Error(err)
	}
}
