package oci

import (
	"context"
	"errors"
	"os/exec"
	"strings"

	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
)

// Credential is what a registry knows a user by.
type Credential = auth.Credential

// CredentialStore is where credentials are kept. See [UserCredentials].
type CredentialStore interface {
	// Get returns the credentials for a repository, and empty ones where there are none. The error is
	// what could not be read meanwhile; there may be credentials beside it.
	Get(ctx context.Context, host, repository string) (Credential, error)
	// Put keeps the credentials of a host.
	Put(ctx context.Context, host string, c Credential) error
	// Delete removes the credentials of a host.
	Delete(ctx context.Context, host string) (Deleted, error)
}

// CredentialsError is a store of credentials that cannot be used.
type CredentialsError struct {
	// File is where the credentials should be; or Host is whose they should be.
	File, Host string
	// Helper is the program that should have them, if one should.
	Helper  string
	Problem string
	Err     error
}

func (e *CredentialsError) Error() string {
	s := e.Problem
	if e.File != "" {
		s = e.File + ": " + s
	} else if e.Host != "" {
		s = e.Host + ": " + s
	}
	if e.Err != nil && !errors.Is(e.Err, exec.ErrNotFound) {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *CredentialsError) Unwrap() error { return e.Err }

// Login asks a registry whether it accepts credentials, and keeps them if so. Without a user name,
// the secret is an identity token.
func (c *Client) Login(ctx context.Context, host, user, secret string) error {
	if c.Credentials == nil {
		return &CredentialsError{Host: host, Problem: "no store for credentials"}
	}
	if strings.Contains(user, ":") {
		return &CredentialsError{Host: host, Problem: "a user name has no colon in it"}
	}
	reg, err := remote.NewRegistry(host)
	if err != nil {
		return &ReferenceError{host, "registry " + quote(host), "a host, such as ghcr.io or localhost:5000"}
	}
	cred := Credential{Username: user, Password: secret}
	if user == "" {
		cred = Credential{RefreshToken: secret}
	}
	shared := c.registryClient(ctx, host)
	account := c.newAccount(shared, func(context.Context) (Credential, error) { return cred, nil })
	reg.PlainHTTP, reg.Client = shared.plain, account.auth
	if err := reg.Ping(ctx); err != nil {
		return account.explain(ctx, Reference{Registry: host}, "log in", err)
	}
	return c.Credentials.Put(ctx, host, cred)
}

// Logout removes the credentials of a registry. There being none is no error.
func (c *Client) Logout(ctx context.Context, host string) (Deleted, error) {
	if c.Credentials == nil {
		return Deleted{}, nil
	}
	return c.Credentials.Delete(ctx, host)
}
