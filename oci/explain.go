package oci

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"
)

// explain makes of an error of a request to a registry one that names the reference. Errors of
// this package are returned as they are.
func (c *Client) explain(ctx context.Context, r Reference, action string, err error) error {
	if err == nil {
		return nil
	}
	c.mu.Lock()
	s := c.stores[r.Name()]
	c.mu.Unlock()
	if s == nil {
		return (&account{}).explain(ctx, r, action, err)
	}
	return s.account.explain(ctx, r, action, err)
}

// explain does so for what was asked as somebody.
func (a *account) explain(ctx context.Context, r Reference, action string, err error) error {
	if known(err) {
		return err
	}
	// Credentials are looked for inside a request, which has nothing to do with what is wrong.
	if e := (*CredentialsError)(nil); errors.As(err, &e) {
		return e
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	push := strings.HasPrefix(action, "push")
	if refused := (*errcode.ErrorResponse)(nil); errors.As(err, &refused) {
		return a.refusal(r, action, push, refused)
	}
	if errors.Is(err, auth.ErrBasicCredentialNotFound) {
		return a.refused(r, push, http.StatusUnauthorized, "")
	}
	if errors.Is(err, errdef.ErrNotFound) {
		return &NotFoundError{Reference: r, What: missing(r, action)}
	}
	// The method and address that net/http puts before its errors are said better by the reference.
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	return &NetworkError{Reference: r, Action: action, Err: err}
}

// known says whether the error is already one of ours.
func known(err error) bool {
	for _, target := range []any{new(*NotFoundError), new(*AuthError), new(*RegistryError), new(*NetworkError),
		new(*DigestError), new(*SizeError), new(*ManifestError), new(*OfflineError), new(*CacheError),
		new(*LayoutError), new(*OutputError)} {
		if errors.As(err, target) {
			return true
		}
	}
	return false
}

func (a *account) refusal(r Reference, action string, push bool, e *errcode.ErrorResponse) error {
	var messages []string
	code := ""
	for _, m := range e.Errors {
		code = m.Code
		messages = append(messages, strings.TrimSpace(m.Code+" "+m.Message))
	}
	message := strings.Join(messages, "; ")
	switch {
	case e.StatusCode == http.StatusUnauthorized, e.StatusCode == http.StatusForbidden:
		return a.refused(r, push, e.StatusCode, message)
	case e.StatusCode == http.StatusNotFound && !push:
		what := missing(r, action)
		switch code {
		case errcode.ErrorCodeNameUnknown:
			what = "repository"
		case errcode.ErrorCodeBlobUnknown:
			what = "blob"
		}
		return &NotFoundError{Reference: r, What: what}
	}
	return &RegistryError{Reference: r, Action: action, Status: e.StatusCode, Message: message}
}

// refusedCredentials says whether a token service did not accept them.
func refusedCredentials(err error) bool {
	var e *errcode.ErrorResponse
	return errors.As(err, &e) && (e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusForbidden)
}

// refused is a registry that did not let us.
func (a *account) refused(r Reference, push bool, status int, message string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	e := &AuthError{Reference: r, Action: verb(push), Status: status, Anonymous: !a.found, Unknown: a.unknown, Message: message}
	if e.Anonymous {
		e.Credentials = a.unread
	}
	return e
}

func verb(push bool) string {
	if push {
		return "push"
	}
	return "pull"
}

// missing tells what was looked for.
func missing(r Reference, action string) string {
	switch {
	case strings.HasSuffix(action, "layer"), strings.HasSuffix(action, "config"):
		return "blob"
	case strings.HasSuffix(action, "tags"):
		return "repository"
	case r.Digest != "":
		return "manifest"
	}
	return "tag"
}
