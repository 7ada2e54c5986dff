package oci

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/internal/bounded"
)

// authFile is what a file of credentials says: Docker's config.json, podman's auth.json, and the older
// .dockercfg, which has the entries alone.
type authFile struct {
	path    string
	entries []authEntry
	// helpers are programs by host, and store is the program for all other hosts; empty for none.
	helpers map[string]string
	store   string
	// wrong are the parts of the file that cannot be read.
	wrong []error
}

// authEntry is one of the entries of a file.
type authEntry struct {
	key string
	// host and path are those of the key. The path is that of a repository or of what begins its path,
	// and empty where the entry is for the whole host.
	host, path string
	// url says that the key was written as a URL.
	url   bool
	value json.RawMessage
}

// maxAuthFile is how large a file of credentials may be.
const maxAuthFile = 4 << 20

// readAuthFile reads a file. One that does not exist, or is empty, has no entries.
func readAuthFile(path string) *authFile {
	f := &authFile{path: path}
	text, err := bounded.ReadFile(path, maxAuthFile)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			f.fail(err)
		}
		return f
	}
	if strings.TrimSpace(string(text)) == "" {
		return f
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		f.fail(notJSON(text, err))
		return f
	}
	auths := members
	if !f.old() {
		f.member(members, "credHelpers", &f.helpers)
		f.member(members, "credsStore", &f.store)
		f.member(members, "auths", &auths)
		if _, ok := members["auths"]; !ok {
			auths = nil
		}
	}
	for key, value := range auths {
		f.entries = append(f.entries, parseAuthKey(key, value))
	}
	slices.SortFunc(f.entries, func(a, b authEntry) int { return strings.Compare(a.key, b.key) })
	return f
}

// old says that the file has the form that nothing writes any more.
func (f *authFile) old() bool { return filepath.Base(f.path) == ".dockercfg" }

// member reads one member of the file.
func (f *authFile) member(members map[string]json.RawMessage, name string, into any) {
	if raw, ok := members[name]; ok && json.Unmarshal(raw, into) != nil {
		f.fail(fmt.Errorf("%s does not have Docker's format", name))
	}
}

func (f *authFile) fail(err error) {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	f.wrong = append(f.wrong, &CredentialsError{File: f.path, Problem: "credentials cannot be read", Err: err})
}

// notJSON says where a text stops being JSON.
func notJSON(text []byte, err error) error {
	if e := (*json.SyntaxError)(nil); errors.As(err, &e) {
		before := text[:min(int(e.Offset), len(text))]
		return fmt.Errorf("line %d: not JSON", 1+strings.Count(string(before), "\n"))
	}
	return errors.New("not a JSON object")
}

func parseAuthKey(key string, value json.RawMessage) authEntry {
	rest, url := strings.CutPrefix(key, "https://")
	if !url {
		rest, url = strings.CutPrefix(key, "http://")
	}
	host, path, _ := strings.Cut(rest, "/")
	path = strings.TrimSuffix(path, "/")
	if url { // Docker kept the address of the API, whose path is that of no repository
		path = ""
	}
	return authEntry{key, canonicalHost(host), path, url, value}
}

// canonicalHost is how hosts are compared.
func canonicalHost(host string) string {
	if host = strings.ToLower(host); IsDockerHub(host) {
		return "docker.io"
	}
	return host
}

// IsDockerHub reports whether a host is Docker's own registry, which has several names.
func IsDockerHub(host string) bool {
	return host == "docker.io" || host == "index.docker.io" || host == "registry-1.docker.io"
}

// find returns the entries that fit a repository, the longest path first, and a host before its URL.
// Without a repository, it returns those of the whole host.
func (f *authFile) find(host, repository string) []authEntry {
	host = canonicalHost(host)
	var found []authEntry
	for _, e := range f.entries {
		if e.host == host && (e.path == "" || e.path == repository || strings.HasPrefix(repository, e.path+"/")) {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b authEntry) int {
		switch {
		case len(a.path) != len(b.path):
			return len(b.path) - len(a.path)
		case a.url == b.url:
			return 0
		case a.url:
			return 1
		}
		return -1
	})
	return found
}

// credential decodes an entry, which may have none.
func (e authEntry) credential() (Credential, error) {
	var v struct {
		Auth          string `json:"auth"`
		Username      string `json:"username"`
		Password      string `json:"password"`
		IdentityToken string `json:"identitytoken"`
		RegistryToken string `json:"registrytoken"`
	}
	if json.Unmarshal(e.value, &v) != nil {
		return Credential{}, errors.New("it does not have Docker's format")
	}
	c := Credential{Username: v.Username, Password: v.Password, RefreshToken: v.IdentityToken, AccessToken: v.RegistryToken}
	if v.Auth == "" {
		return c, nil
	}
	text, err := base64.StdEncoding.DecodeString(v.Auth)
	user, password, ok := strings.Cut(string(text), ":")
	if err != nil || !ok {
		return Credential{}, errors.New(`its "auth" is not user:password in base64`)
	}
	c.Username, c.Password = user, strings.Trim(password, "\x00")
	return c, nil
}

// helper returns the program that keeps a host's credentials; empty for none.
func (f *authFile) helper(host string) string {
	if program := f.helpers[host]; program != "" {
		return program
	}
	for _, key := range slices.Sorted(maps.Keys(f.helpers)) {
		if program := f.helpers[key]; program != "" && parseAuthKey(key, nil).host == canonicalHost(host) {
			return program
		}
	}
	return ""
}
