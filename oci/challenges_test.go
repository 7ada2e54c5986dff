package oci_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// TestChallenges asks registries that offer several ways of telling who asks.
func TestChallenges(t *testing.T) {
	basicRealm, negotiate := `Basic realm="test"`, "Negotiate"
	for _, tt := range []struct {
		name string
		// headers are the registry's; TOKEN stands for a challenge that its token service answers.
		headers []string
		// basic says that the registry takes a password.
		basic bool
		// user has a password.
		user bool
		want string
	}{
		{"Negotiate and Basic, in two headers", []string{negotiate, basicRealm}, true, true, ""},
		{"Negotiate and Basic, in one", []string{negotiate + ", " + basicRealm}, true, true, ""},
		{"Basic and Bearer, in two headers", []string{basicRealm, "TOKEN"}, false, true, ""},
		{"Basic and Bearer, in one", []string{basicRealm + ", TOKEN"}, false, true, ""},
		{"Basic and Bearer, without a password", []string{basicRealm, "TOKEN"}, false, false, ""},
		{"Bearer and Basic, of which only Basic works", []string{`Bearer realm="http://127.0.0.1:1/token"`, basicRealm}, true, true, ""},
		{"Bearer without a realm, and Basic", []string{"Bearer", basicRealm}, true, true, ""},
		{"Digest, NTLM and Basic", []string{`Digest realm="a", nonce="b=", qop="auth,auth-int"`, "NTLM", basicRealm}, true, true, ""},
		{"Basic and Bearer, the password wrong for both", []string{basicRealm + ", TOKEN"}, false, true, "with the credentials of this machine"},
		{"Negotiate alone", []string{negotiate, "NTLM"}, false, true,
			"\n  it offers to log in by: Negotiate, NTLM\n  supported are:          Basic, Bearer"},
		{"Bearer without a realm", []string{"Bearer"}, false, true, "could not fetch the manifest: the registry asks for a token, and does not say where to get one"},
		{"nothing is offered", nil, false, true, "does not allow a pull without credentials"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reg, r, a := pushed(t, ocitest.Options{})
			tokens := &ocitest.Tokens{Uses: 100}
			if strings.Contains(tt.name, "wrong") {
				tokens.User, tokens.Password = "bob", "other"
			}
			reg.Inject(func(w http.ResponseWriter, q *http.Request, next http.Handler) bool {
				if user, password, ok := q.BasicAuth(); tt.basic && ok && user == "ada" && password == "secret" {
					return false
				}
				answer := httptest.NewRecorder()
				if !tokens.Fault(answer, q, next) {
					return false
				}
				for _, h := range tt.headers {
					w.Header().Add("WWW-Authenticate", strings.ReplaceAll(h, "TOKEN", answer.Header().Get("WWW-Authenticate")))
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
				return true
			})
			client := quick(nil)
			client.Attempts = 1
			if tt.user {
				client.Hosts = map[string]oci.Host{reg.Host: {Credential: oci.Credential{Username: "ada", Password: "secret"}}}
			}
			got, err := client.Pull(t.Context(), r)
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %q", err, tt.want)
				}
				return
			}
			if err != nil || got.Descriptor.Digest != a.Descriptor.Digest {
				t.Errorf("pull: %v", err)
			}
			// What is sent is sent again.
			if _, err := client.Push(t.Context(), build(t, provider(t, "text"), oci.BuildOptions{}), r.WithTag("other")); err != nil {
				t.Errorf("push: %v", err)
			}
		})
	}
}

// TestChallenges_identityToken has a token where a password is wanted.
func TestChallenges_identityToken(t *testing.T) {
	reg, r, _ := pushed(t, ocitest.Options{})
	reg.Inject(ocitest.Basic("ada", "secret"))
	client := quick(nil)
	client.Hosts = map[string]oci.Host{reg.Host: {Credential: oci.Credential{RefreshToken: "token"}}}
	_, err := client.Pull(t.Context(), r)
	if e := (*oci.CredentialsError)(nil); !errors.As(err, &e) || !strings.HasSuffix(err.Error(), "it asks for a user name and a password, and the credentials are a token") {
		t.Errorf("%v", err)
	}
}
