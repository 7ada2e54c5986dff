// Package config reads wasmcp.toml, the description of a server that compose uses where it is given
// no components.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/bounded"
	"github.com/wasmcp/wasmcp-go/internal/tomltext"
)

// FileName is the name of the file looked for in the working directory.
const FileName = "wasmcp.toml"

// File is the content of a wasmcp.toml. Paths in it are relative to the file's own directory.
type File struct {
	// Server is who the composed server says it is.
	Server Server `toml:"server"`
	// Components are the links of the chain, in order: paths of components.
	Components []string `toml:"components"`
	// Output is the file to write.
	Output string `toml:"output"`
	// Runtime is the host that the server is meant for.
	Runtime string `toml:"runtime"`
	// AllowImports are interfaces outside WASI that the host is known to have.
	AllowImports []string `toml:"allow-imports"`
	// Framework says where the framework's components are.
	Framework Framework `toml:"framework"`
	// Overrides replace framework components, by part.
	Overrides map[string]string `toml:"overrides"`
	// Names settle the names of what providers offer, by component as Components has it.
	Names map[string]Names `toml:"names"`
	// NoIntrospect composes without asking providers what they offer.
	NoIntrospect bool `toml:"no-introspect"`
	// Policy says what may be taken from registries; nil accepts everything.
	Policy *Policy `toml:"policy"`
	// Profiles are variants of this file, chosen by name. What a profile says replaces what the
	// file says, and its overrides and names are added.
	Profiles map[string]Profile `toml:"profiles"`
}

// Server is a server's identity and its settings.
type Server struct {
	Name         string `toml:"name"`
	Version      string `toml:"version"`
	Title        string `toml:"title"`
	Instructions string `toml:"instructions"`
	Description  string `toml:"description"`
	WebsiteURL   string `toml:"website-url"`
	PageSize     uint32 `toml:"page-size"`
	// ListTTL is for how long clients may keep lists.
	ListTTL        time.Duration `toml:"list-ttl"`
	MaxMessage     uint32        `toml:"max-message"`
	AllowedOrigins []string      `toml:"allowed-origins"`
	AllowedHosts   []string      `toml:"allowed-hosts"`
	// Endpoint is the path at which the server is served over HTTP.
	Endpoint string `toml:"endpoint"`
	// Sessions says where sessions are kept, StateKeyFile and StateKeyEnv where the secret is that
	// seals what clients keep for the server.
	Sessions     string `toml:"sessions"`
	StateKeyFile string `toml:"state-key-file"`
	StateKeyEnv  bool   `toml:"state-key-env"`
}

// Framework is where the framework's components are.
type Framework struct {
	// From is a prefix in a registry or layout, or a directory; empty for those that are embedded.
	From string `toml:"from"`
}

// Names settle the names of what one provider offers.
type Names struct {
	// Prefix is put before the names of tools and prompts.
	Prefix string `toml:"prefix"`
	// Rename gives tools and prompts new names, by the old ones.
	Rename map[string]string `toml:"rename"`
	// Drop lists what the server does not offer.
	Drop []string `toml:"drop"`
	// Dynamic says that names may appear later.
	Dynamic bool `toml:"dynamic"`
}

// Profile is a variant of a File. Inherits names the profile it builds on.
type Profile struct {
	Inherits   string            `toml:"inherits"`
	Components []string          `toml:"components"`
	Output     string            `toml:"output"`
	Runtime    string            `toml:"runtime"`
	Framework  Framework         `toml:"framework"`
	Overrides  map[string]string `toml:"overrides"`
	Names      map[string]Names  `toml:"names"`
}

// SyntaxError is a wasmcp.toml that cannot be read.
type SyntaxError struct {
	Path string
	// Detail says where and what, over several lines where the source is shown.
	Detail string
}

func (e *SyntaxError) Error() string { return e.Path + " is not valid" }

// UnknownKeysError is a wasmcp.toml with unknown keys.
type UnknownKeysError struct {
	Path string
	Keys []UnknownKey
}

// UnknownKey is one of them.
type UnknownKey struct {
	// Name is the whole key, Last its last element.
	Name, Last string
	// Line is where it gets its value; 0 where that cannot be told.
	Line int
	// Known are the keys that there are in its place.
	Known []string
}

func (e *UnknownKeysError) Error() string {
	if len(e.Keys) == 1 {
		return e.Path + " has an unknown key: " + e.Keys[0].Name
	}
	return fmt.Sprintf("%s has %d unknown keys", e.Path, len(e.Keys))
}

// ProfileError is a profile that does not exist or that builds on itself.
type ProfileError struct {
	Path, Name string
	Cycle      bool
	Known      []string
}

func (e *ProfileError) Error() string {
	if e.Cycle {
		return fmt.Sprintf("%s: profile %q builds on itself", e.Path, e.Name)
	}
	return fmt.Sprintf("%s has no profile %q", e.Path, e.Name)
}

// read reads a file of settings.
func read(path string) ([]byte, error) {
	const most = 16 << 20
	text, err := bounded.ReadFile(path, most)
	if large := (*bounded.TooLargeError)(nil); errors.As(err, &large) {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return text, err
}

// Load reads dir's wasmcp.toml and applies the named profile; an empty name applies none. Where
// there is no such file, the error is an [fs.ErrNotExist].
func Load(dir, profile string) (*File, error) {
	path := filepath.Join(dir, FileName)
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	return parse(path, text, profile)
}

// Variants reads dir's wasmcp.toml as it is and with each of its profiles. Profiles that cannot be
// applied are left out.
func Variants(dir string) ([]*File, error) {
	path := filepath.Join(dir, FileName)
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	base, err := parse(path, text, "")
	if err != nil {
		return nil, err
	}
	all := []*File{base}
	for _, name := range slices.Sorted(maps.Keys(base.Profiles)) {
		if f, err := parse(path, text, name); err == nil {
			all = append(all, f)
		}
	}
	return all, nil
}

func parse(path string, text []byte, profile string) (*File, error) {
	var f File
	meta, err := tomltext.Decode(string(text), &f)
	if err != nil {
		return nil, &SyntaxError{path, err.Error()}
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		var keys []UnknownKey
		for _, k := range unknown {
			last := k[len(k)-1]
			keys = append(keys, UnknownKey{k.String(), last, tomltext.Line(string(text), last), tomltext.Keys(&f, k[:len(k)-1])})
		}
		return nil, &UnknownKeysError{path, keys}
	}
	if err := f.apply(path, profile); err != nil {
		return nil, err
	}
	return &f, nil
}

// apply lays the profile, and under it those it builds on, over the file.
func (f *File) apply(path, name string) error {
	var stack []Profile
	var seen []string
	for name != "" {
		p, ok := f.Profiles[name]
		if !ok {
			return &ProfileError{Path: path, Name: name, Known: slices.Sorted(maps.Keys(f.Profiles))}
		}
		if slices.Contains(seen, name) {
			return &ProfileError{Path: path, Name: name, Cycle: true}
		}
		seen = append(seen, name)
		stack = append(stack, p)
		name = p.Inherits
	}
	for _, p := range slices.Backward(stack) {
		if p.Components != nil {
			f.Components = p.Components
		}
		if p.Output != "" {
			f.Output = p.Output
		}
		if p.Runtime != "" {
			f.Runtime = p.Runtime
		}
		if p.Framework.From != "" {
			f.Framework = p.Framework
		}
		for part, spec := range p.Overrides {
			if f.Overrides == nil {
				f.Overrides = map[string]string{}
			}
			f.Overrides[part] = spec
		}
		for component, names := range p.Names {
			if f.Names == nil {
				f.Names = map[string]Names{}
			}
			f.Names[component] = names
		}
	}
	return nil
}

// Missing reports whether err says that there is no wasmcp.toml.
func Missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// Extra returns the members of serverInfo that have no setting of their own in the contract, as a
// JSON object; empty where there are none.
func (s Server) Extra() string {
	extra := struct {
		Description string `json:"description,omitempty"`
		WebsiteURL  string `json:"websiteUrl,omitempty"`
	}{s.Description, s.WebsiteURL}
	if extra.Description == "" && extra.WebsiteURL == "" {
		return ""
	}
	text, _ := json.Marshal(extra)
	return string(text)
}
