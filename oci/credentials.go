package oci

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
)

// Credential is what a registry knows a user by.
type Credential = auth.Credential

// CredentialStore is where credentials are kept.
type CredentialStore = credentials.Store

// DockerCredentials returns the credentials that Docker and its relatives keep: in
// $DOCKER_CONFIG/config.json or ~/.docker/config.json, or with the helpers named there. Another file
// can be given, such as that of $REGISTRY_AUTH_FILE.
//
// What is stored goes to a helper where the system has one, else into the file.
func DockerCredentials(file string) (CredentialStore, error) {
	o := credentials.StoreOptions{AllowPlaintextPut: true, DetectDefaultNativeStore: true}
	if file == "" {
		dir := os.Getenv("DOCKER_CONFIG")
		if dir == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				return nil, &CredentialsError{Problem: "no home directory", Err: err}
			}
			dir = filepath.Join(home, ".docker")
		}
		file = filepath.Join(dir, "config.json")
	}
	s, err := credentials.NewStore(file, o)
	if err != nil {
		return nil, &CredentialsError{File: file, Problem: "not a configuration of Docker", Err: err}
	}
	return s, nil
}

// CredentialsError is a store of credentials that cannot be used.
type CredentialsError struct {
	// File is where the credentials should be; or Host is whose they should be.
	File, Host string
	Problem    string
	Err        error
}

func (e *CredentialsError) Error() string {
	s := e.Problem
	if e.File != "" {
		s = e.File + ": " + s
	} else if e.Host != "" {
		s = e.Host + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *CredentialsError) Unwrap() error { return e.Err }

// credential finds the credentials of a registry, and notes whether there are any.
func (c *Client) credential(r *registryClient, settings Host) auth.CredentialFunc {
	return func(ctx context.Context, host string) (auth.Credential, error) {
		cred := settings.Credential
		if cred == auth.EmptyCredential && c.Credentials != nil {
			var err error
			cred, err = credentials.Credential(c.Credentials)(ctx, host)
			if err != nil {
				return cred, &CredentialsError{Host: host, Problem: "credentials cannot be read", Err: err}
			}
		}
		r.mu.Lock()
		r.anonymous = cred == auth.EmptyCredential
		r.mu.Unlock()
		return cred, nil
	}
}

// Login asks a registry whether it accepts credentials, and keeps them if so. Without a user name,
// the secret is an identity token.
func (c *Client) Login(ctx context.Context, host, user, secret string) error {
	if c.Credentials == nil {
		return &CredentialsError{Host: host, Problem: "no store for credentials"}
	}
	r := Reference{Registry: host}
	reg, err := remote.NewRegistry(host)
	if err != nil {
		return &ReferenceError{host, "registry " + quote(host), "a host, such as ghcr.io or localhost:5000"}
	}
	shared := c.registryClient(ctx, host)
	reg.PlainHTTP = shared.plain
	reg.Client = &auth.Client{Client: shared.auth.Client, Header: shared.auth.Header, ClientID: shared.auth.ClientID}
	cred := auth.Credential{Username: user, Password: secret}
	if user == "" {
		cred = auth.Credential{RefreshToken: secret}
	}
	err = credentials.Login(ctx, c.Credentials, reg, cred)
	if errors.Is(err, credentials.ErrBadCredentialFormat) {
		return &CredentialsError{Host: host, Problem: "a user name has no colon in it"}
	}
	return c.explain(ctx, r, "log in", err)
}

// Logout forgets the credentials of a registry. There being none is no error.
func (c *Client) Logout(ctx context.Context, host string) error {
	if c.Credentials == nil {
		return nil
	}
	if err := credentials.Logout(ctx, c.Credentials, host); err != nil {
		return &CredentialsError{Host: host, Problem: "credentials cannot be removed", Err: err}
	}
	return nil
}
