package oci

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"

	"oras.land/oras-go/v2/registry/remote/credentials"

	"github.com/wasmcp/wasmcp-go/internal/bounded"
)

// Put implements [CredentialStore].
func (s *CredentialFiles) Put(ctx context.Context, host string, c Credential) error {
	target, key := s.Write, serverAddress(host)
	for _, path := range s.Read {
		if path == target {
			break
		}
		f := readAuthFile(path)
		if held, err := f.held(ctx, host); err == nil && len(held) > 0 && !f.old() {
			target = path
			if held[0].entry != "" {
				key = held[0].entry
			}
			break
		}
	}
	if target == "" {
		return &CredentialsError{Host: host, Problem: "there is no home directory to keep credentials in"}
	}
	f := readAuthFile(target)
	if f.wrong != nil {
		return f.wrong[0]
	}
	store, err := credentials.NewStore(target, credentials.StoreOptions{AllowPlaintextPut: true, DetectDefaultNativeStore: target == s.Write})
	if err == nil {
		err = store.Put(ctx, key, c)
	}
	if program := cmp.Or(f.helper(host), f.store); err != nil && program != "" {
		return f.helperError(program, err)
	}
	if err != nil {
		return &CredentialsError{File: target, Problem: "credentials cannot be kept", Err: err}
	}
	return nil
}

// holding is a place that has credentials for a whole host: an entry of a file, or a helper.
type holding struct{ entry, program string }

// held lists where the credentials of a host are that the file leads to.
func (f *authFile) held(ctx context.Context, host string) ([]holding, error) {
	var all []holding
	for _, program := range []string{f.helper(host), f.store} {
		if program == "" {
			continue
		}
		c, err := f.ask(ctx, program, host)
		if err != nil {
			return nil, err
		}
		if c != (Credential{}) {
			all = append(all, holding{program: program})
		}
	}
	for _, e := range f.find(host, "") {
		if c, err := e.credential(); err != nil || c != (Credential{}) {
			all = append(all, holding{entry: e.key})
		}
	}
	return all, nil
}

// Deleted is what [CredentialStore.Delete] has done.
type Deleted struct {
	// From is the file or the helper that had the credentials; empty where nothing had any.
	From string
	// Left are the files that still have credentials for the host, or for a part of it.
	Left []string
}

// Delete implements [CredentialStore].
func (s *CredentialFiles) Delete(ctx context.Context, host string) (Deleted, error) {
	var d Deleted
	var errs []error
	configured := false
	for _, path := range s.Read {
		f := readAuthFile(path)
		errs = append(errs, f.wrong...)
		configured = configured || path == s.Write && !f.empty()
		held, err := f.held(ctx, host)
		if err != nil {
			errs = append(errs, err)
		}
		switch {
		case len(held) > 0 && d.From == "" && !f.old():
			for _, h := range held {
				from, err := f.remove(ctx, host, h)
				if err != nil {
					return d, err
				}
				d.From = from
			}
		case len(held) > 0:
			d.Left = append(d.Left, path)
		}
		if f.hasParts(host) {
			d.Left = append(d.Left, path)
		}
	}
	if native, ok := credentials.NewDefaultNativeStore(); ok && !configured && d.From == "" {
		if c, err := native.Get(ctx, serverAddress(host)); err == nil && c != (Credential{}) {
			if err := native.Delete(ctx, serverAddress(host)); err != nil {
				return d, &CredentialsError{Host: host, Problem: "the system's credential helper failed", Err: err}
			}
			d.From = "the system's credential helper"
		}
	}
	return d, errors.Join(errs...)
}

// hasParts says whether there are entries for parts of a host.
func (f *authFile) hasParts(host string) bool {
	for _, e := range f.entries {
		if e.host == canonicalHost(host) && e.path != "" {
			return true
		}
	}
	return false
}

// remove takes credentials away, and says from where.
func (f *authFile) remove(ctx context.Context, host string, h holding) (string, error) {
	if h.program != "" {
		if err := credentials.NewNativeStore(h.program).Delete(ctx, serverAddress(host)); err != nil {
			return "", f.helperError(h.program, err)
		}
		return "docker-credential-" + h.program, nil
	}
	if err := removeEntry(f.path, h.entry); err != nil {
		return "", &CredentialsError{File: f.path, Problem: "credentials cannot be removed", Err: err}
	}
	return f.path, nil
}

// removeEntry writes a file without one of its entries.
func removeEntry(path, key string) error {
	text, err := bounded.ReadFile(path, maxAuthFile)
	if err != nil {
		return err
	}
	var members, auths map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	if err := json.Unmarshal(members["auths"], &auths); err != nil {
		return err
	}
	delete(auths, key)
	if members["auths"], err = json.Marshal(auths); err != nil {
		return err
	}
	if text, err = json.MarshalIndent(members, "", "\t"); err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return atomicfile.Write(path, 0o600, atomicfile.Bytes(append(text, '\n')))
}
