package oci

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"

	"oras.land/oras-go/v2/registry/remote/credentials"
)

// CredentialFiles are the files in which Docker, podman, skopeo and their relatives keep credentials, with
// the credential helpers that the files name. It is a [CredentialStore].
type CredentialFiles struct {
	// Read are the files, in the order in which they are read. The first one that has credentials for
	// a repository decides.
	Read []string
	// Write is the file that gets what is stored. A file before it that has credentials for the same
	// host gets it instead, since that is the one that counts.
	Write string
}

// UserCredentials returns the files of a user, in the order and the places that containers-auth.json(5)
// gives: $REGISTRY_AUTH_FILE or podman's file of the session, podman's file, and those of Docker.
func UserCredentials(getenv func(string) string) *CredentialFiles {
	return userCredentials(getenv, runtime.GOOS, os.Getuid())
}

func userCredentials(getenv func(string) string, system string, user int) *CredentialFiles {
	home, configs := getenv("HOME"), getenv("XDG_CONFIG_HOME")
	if system == "windows" {
		home = getenv("USERPROFILE")
	}
	if configs == "" && home != "" {
		configs = filepath.Join(home, ".config")
	}
	session := getenv("XDG_RUNTIME_DIR")
	switch {
	case system == "windows" || system == "darwin":
		session = ""
	case session == "" && user >= 0:
		session = filepath.Join("/run/containers", strconv.Itoa(user))
	case session != "":
		session = filepath.Join(session, "containers")
	}
	docker := getenv("DOCKER_CONFIG")
	if docker == "" && home != "" {
		docker = filepath.Join(home, ".docker")
	}
	s := &CredentialFiles{Write: getenv("REGISTRY_AUTH_FILE")}
	add := func(dir string, names ...string) {
		if dir != "" {
			s.Read = append(s.Read, filepath.Join(append([]string{dir}, names...)...))
		}
	}
	if s.Write != "" {
		add(s.Write)
	} else {
		add(session, "auth.json")
		if docker != "" {
			s.Write = filepath.Join(docker, "config.json")
		}
	}
	add(configs, "containers", "auth.json")
	add(docker, "config.json")
	add(home, ".dockercfg")
	return s
}

// Get implements [CredentialStore].
func (s *CredentialFiles) Get(ctx context.Context, host, repository string) (Credential, error) {
	var wrong []error
	configured := false
	for _, path := range s.Read {
		f := readAuthFile(path)
		wrong = append(wrong, f.wrong...)
		configured = configured || path == s.Write && !f.empty()
		c, errs := f.get(ctx, host, repository)
		wrong = append(wrong, errs...)
		if c != (Credential{}) {
			return c, errors.Join(wrong...)
		}
	}
	if native, ok := credentials.NewDefaultNativeStore(); ok && !configured {
		c, err := native.Get(ctx, serverAddress(host))
		if err != nil {
			wrong = append(wrong, &CredentialsError{Host: host, Problem: "the system's credential helper failed", Err: err})
		}
		return c, errors.Join(wrong...)
	}
	return Credential{}, errors.Join(wrong...)
}

// empty says whether the file says nothing at all, and nothing is wrong with it.
func (f *authFile) empty() bool {
	return len(f.entries) == 0 && len(f.helpers) == 0 && f.store == "" && f.wrong == nil
}

// get looks for the credentials of a repository: a helper for the host goes first, then entries for
// parts of the host, then the helper for all hosts, and then entries for the whole host.
func (f *authFile) get(ctx context.Context, host, repository string) (c Credential, wrong []error) {
	ask := func(program string) bool {
		if program == "" {
			return false
		}
		var err error
		if c, err = f.ask(ctx, program, host); err != nil {
			wrong = append(wrong, err)
		}
		return c != Credential{}
	}
	if ask(f.helper(host)) {
		return c, wrong
	}
	asked := false
	for _, e := range f.find(host, repository) {
		if e.path == "" && !asked {
			if asked = true; ask(f.store) {
				return c, wrong
			}
		}
		var err error
		if c, err = e.credential(); err != nil {
			wrong = append(wrong, &CredentialsError{File: f.path, Problem: "the entry " + quote(e.key) + " cannot be read", Err: err})
		} else if c != (Credential{}) {
			return c, wrong
		}
	}
	if !asked {
		ask(f.store)
	}
	return c, wrong
}

// ask has a helper give the credentials of a host. There being none is no error.
func (f *authFile) ask(ctx context.Context, program, host string) (Credential, error) {
	c, err := credentials.NewNativeStore(program).Get(ctx, serverAddress(host))
	if err != nil {
		return Credential{}, f.helperError(program, err)
	}
	return c, nil
}

func (f *authFile) helperError(program string, err error) error {
	e := &CredentialsError{File: f.path, Helper: "docker-credential-" + program, Err: err}
	if e.Problem = e.Helper + " failed"; errors.Is(err, exec.ErrNotFound) {
		e.Problem = e.Helper + ", which keeps the credentials, is not installed"
	}
	return e
}

// serverAddress is the name by which Docker's helpers know a host.
func serverAddress(host string) string {
	if canonicalHost(host) == "docker.io" {
		return "https://index.docker.io/v1/"
	}
	return host
}
