package oci

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"oras.land/oras-go/v2/registry/remote/auth"
)

// account is as whom a registry is asked for a repository.
type account struct {
	// auth sends requests with the user's credentials. read does so where credentials that are refused
	// do no harm.
	auth *authorizer
	read *reader

	mu sync.Mutex
	// found says that there are credentials, and unread why there may be others.
	found  bool
	unread error
	// unknown are the ways of telling who asks that the registry offered, if none of them is known.
	unknown []string
}

// newAccount makes an account with the credentials that get finds when they are asked for.
func (c *Client) newAccount(reg *registryClient, get func(context.Context) (Credential, error)) *account {
	a := &account{}
	client := func(credential auth.CredentialFunc) *authorizer {
		made := &auth.Client{Client: reg.http, Cache: auth.NewCache(), ClientID: "wasmcp", Credential: credential}
		made.SetUserAgent(c.userAgent())
		return &authorizer{client: made, account: a}
	}
	a.auth = client(func(ctx context.Context, host string) (Credential, error) {
		cred, err := get(ctx)
		if ctx.Err() != nil {
			return Credential{}, context.Cause(ctx)
		}
		a.mu.Lock()
		a.found, a.unread = cred != Credential{}, err
		a.mu.Unlock()
		if err != nil {
			c.warn(err)
		}
		if o := offerOf(ctx); o != nil && o.wantsPassword && cred.Username == "" && cred != (Credential{}) {
			return Credential{}, &CredentialsError{Host: host, Problem: "it asks for a user name and a password, and the credentials are a token"}
		}
		return cred, nil
	})
	a.read = &reader{with: a.auth, without: client(nil)}
	return a
}

// credential finds the credentials for a repository.
func (c *Client) credential(ctx context.Context, host, repository string) (Credential, error) {
	if cred := c.Hosts[host].Credential; cred != (Credential{}) || c.Credentials == nil {
		return cred, nil
	}
	return c.Credentials.Get(ctx, host, repository)
}

// warn tells, once, what is wrong and does not matter.
func (c *Client) warn(err error) {
	if c.Warn == nil {
		return
	}
	c.warning.Lock()
	defer c.warning.Unlock()
	if c.warned[err.Error()] {
		return
	}
	if c.warned == nil {
		c.warned = map[string]bool{}
	}
	c.warned[err.Error()] = true
	c.Warn(err)
}

// authorizer sends requests, and tells the registry who asks where it wants to know. Where it offers
// several ways of doing so, they are gone one after the other, from the strongest on.
type authorizer struct {
	client  *auth.Client
	account *account
}

// offer is what a registry offers in answer to one request, of which the library that answers is shown
// one challenge at a time.
type offer struct {
	// try counts the challenges that were answered in vain.
	try        int
	challenges []challenge
	// seen says that the answer was seen: later ones are those of token services.
	seen bool
	// wantsPassword says that a user name and a password are asked for now.
	wantsPassword bool
	// unknown are the schemes of the challenges where none can be answered.
	unknown []string
}

type offerKey struct{}

func offerOf(ctx context.Context) *offer {
	o, _ := ctx.Value(offerKey{}).(*offer)
	return o
}

// Do sends a request.
func (a *authorizer) Do(req *http.Request) (*http.Response, error) {
	o := &offer{}
	ctx := context.WithValue(req.Context(), offerKey{}, o)
	req = req.WithContext(ctx)
	resp, err := a.client.Do(req)
	for failed(resp, err) && o.try+1 < len(o.challenges) && ctx.Err() == nil {
		o.try++
		o.seen = false
		again := req.Clone(ctx)
		if req.Body != nil && req.Body != http.NoBody {
			if req.GetBody == nil {
				break
			}
			body, bodyErr := req.GetBody()
			if bodyErr != nil {
				break
			}
			again.Body = body
		}
		next, nextErr := a.client.Do(again)
		if failed(next, nextErr) { // what came of the strongest says most
			discard(next)
			continue
		}
		discard(resp)
		resp, err = next, nextErr
	}
	a.account.mu.Lock()
	a.account.unknown = o.unknown
	a.account.mu.Unlock()
	if u := (*url.Error)(nil); errors.As(err, &u) && !strings.Contains(u.URL, "://") {
		err = errNoRealm
	}
	return resp, err
}

// failed says whether the registry does not know who asks.
func failed(resp *http.Response, err error) bool {
	return err != nil || resp.StatusCode == http.StatusUnauthorized
}

func discard(resp *http.Response) {
	if resp != nil {
		resp.Body.Close()
	}
}

// offerTransport shows one challenge of each answer, the one that is to be answered now.
type offerTransport struct{ base http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t *offerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	o := offerOf(req.Context())
	if err != nil || o == nil || o.seen || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	o.seen = true
	all := parseChallenges(resp.Header.Values("WWW-Authenticate"))
	o.challenges = answerable(all)
	if len(o.challenges) == 0 {
		for _, c := range all {
			o.unknown = append(o.unknown, c.scheme)
		}
	}
	if o.try >= len(o.challenges) {
		return resp, nil
	}
	chosen := o.challenges[o.try]
	o.wantsPassword = chosen.strength() == basic
	resp.Header.Set("WWW-Authenticate", chosen.String())
	return resp, nil
}

// errNoRealm is a registry that wants a token of which it does not say where to get it.
var errNoRealm = errors.New("the registry asks for a token, and does not say where to get one")
