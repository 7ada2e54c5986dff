package wkg

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/wasmcp/wasmcp-go/internal/tomltext"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit"
)

// Config is wkg's configuration file. What it says of other things than finding packages is left.
type Config struct {
	DefaultRegistry string `toml:"default_registry"`
	// Namespaces maps the first part of a package's name to a registry, Packages the whole name.
	Namespaces map[string]Mapping `toml:"namespace_registries"`
	Packages   map[string]Mapping `toml:"package_registry_overrides"`
	// Registries are settings of registries, by host.
	Registries map[string]Registry `toml:"registry"`
}

// Mapping is where packages are: a registry, and what it would say of itself if it is not to be
// asked.
type Mapping struct {
	Registry string
	Metadata *Metadata
}

// UnmarshalTOML reads a host, or a table of a host and its metadata.
func (m *Mapping) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		m.Registry = v
		return nil
	case map[string]any:
		m.Registry, _ = v["registry"].(string)
		if meta, ok := v["metadata"].(map[string]any); ok {
			m.Metadata = &Metadata{}
			m.Metadata.Preferred, _ = meta["preferredProtocol"].(string)
			if o, ok := meta["oci"].(map[string]any); ok {
				m.Metadata.OCI = &OCI{}
				m.Metadata.OCI.Registry, _ = o["registry"].(string)
				m.Metadata.OCI.NamespacePrefix, _ = o["namespacePrefix"].(string)
			}
		}
		if m.Registry != "" {
			return nil
		}
	}
	return errors.New("a registry is a host, or a table with registry in it")
}

// Registry is what the file says of one registry.
type Registry struct {
	// Type is "oci" or "local".
	Type  string         `toml:"type"`
	OCI   *OCISettings   `toml:"oci"`
	Local *LocalSettings `toml:"local"`
}

// OCISettings are how an OCI registry is spoken to.
type OCISettings struct {
	Auth                      Auth   `toml:"auth"`
	Protocol                  string `toml:"protocol"`
	AcceptInvalidCertificates bool   `toml:"accept_invalid_certificates"`
	// ExtraRootCertificates are trusted besides those of the system.
	ExtraRootCertificates []Certificate `toml:"extra_root_certificates"`
}

// Certificate is the text of a certificate. Its encoding is "pem".
type Certificate struct {
	Encoding string `toml:"encoding"`
	Data     string `toml:"data"`
}

// rootCAs are the certificates to trust; nil where the file names none.
func (o *OCISettings) rootCAs(registry string) (*x509.CertPool, error) {
	var text []byte
	for _, c := range o.ExtraRootCertificates {
		if c.Encoding != "pem" {
			return nil, fmt.Errorf("registry %s: certificate of encoding %q (want pem)", registry, c.Encoding)
		}
		text = append(append(text, c.Data...), '\n')
	}
	if text == nil {
		return nil, nil
	}
	pool, ok := oci.RootCAs(text)
	if !ok {
		return nil, fmt.Errorf("registry %s: extra_root_certificates has no certificate", registry)
	}
	return pool, nil
}

// LocalSettings are of a directory of files <root>/<namespace>/<name>/<version>.wasm.
type LocalSettings struct {
	Root string `toml:"root"`
}

// Auth is a user and a password.
type Auth struct{ Username, Password string }

// UnmarshalTOML reads a table, or both in base64 with a colon between.
func (a *Auth) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		b, err := base64.StdEncoding.DecodeString(v)
		user, password, ok := strings.Cut(string(b), ":")
		if err != nil || !ok {
			return errors.New("auth is not user:password in base64")
		}
		a.Username, a.Password = user, password
		return nil
	case map[string]any:
		a.Username, _ = v["username"].(string)
		a.Password, _ = v["password"].(string)
		return nil
	}
	return errors.New("auth is a text in base64, or a table of username and password")
}

// ConfigError is a configuration file that cannot be read.
type ConfigError struct {
	Path string
	// Detail says where and what, over several lines where the source is shown.
	Detail string
}

func (e *ConfigError) Error() string { return e.Path + " is not valid: " + e.Detail }

// ConfigPath is where wkg has its configuration: $WKG_CONFIG_FILE, or wasm-pkg/config.toml among the
// user's configurations.
func ConfigPath() string {
	if path := os.Getenv("WKG_CONFIG_FILE"); path != "" {
		return path
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "wasm-pkg", "config.toml")
}

// ReadConfig reads a configuration file. A file that does not exist is an empty one. $WKG_REGISTRY
// replaces the default registry.
func ReadConfig(path string) (*Config, error) {
	c := &Config{}
	text, err := os.ReadFile(path)
	if err != nil && path != "" && !errors.Is(err, fs.ErrNotExist) {
		return nil, &ConfigError{path, err.Error()}
	}
	if _, err := toml.Decode(string(text), c); err != nil {
		return nil, &ConfigError{path, tomltext.Explain(err)}
	}
	if host := os.Getenv("WKG_REGISTRY"); host != "" {
		c.DefaultRegistry = host
	}
	return c, nil
}

// fallback are the namespaces that wkg knows by itself.
var fallback = map[string]string{"wasi": "wasi.dev", "ba": "bytecodealliance.org"}

// mapping returns where a package is: by its own name, by its namespace, by default.
func (c *Config) mapping(name wit.PackageName) (Mapping, bool) {
	if m, ok := c.Packages[name.String()]; ok {
		return m, true
	}
	if m, ok := c.Namespaces[name.Namespace]; ok {
		return m, true
	}
	if c.DefaultRegistry != "" {
		return Mapping{Registry: c.DefaultRegistry}, true
	}
	host, ok := fallback[name.Namespace]
	return Mapping{Registry: host}, ok
}

// Hosts adds to hosts what the file, and the environment, say of how registries are spoken to. What
// is there already stays.
func (c *Config) Hosts(hosts map[string]oci.Host, environ []string) error {
	for name, r := range c.Registries {
		if r.OCI == nil {
			continue
		}
		h, ok := hosts[name]
		if !ok {
			switch r.OCI.Protocol {
			case "http":
				h.Scheme = oci.HTTP
			case "https":
				h.Scheme = oci.HTTPS
			case "":
			default:
				return fmt.Errorf("registry %s: protocol %q (want http or https)", name, r.OCI.Protocol)
			}
			h.InsecureSkipVerify = r.OCI.AcceptInvalidCertificates
			var err error
			if h.RootCAs, err = r.OCI.rootCAs(name); err != nil {
				return err
			}
		}
		if h.Credential == (oci.Credential{}) {
			h.Credential = oci.Credential{Username: r.OCI.Auth.Username, Password: r.OCI.Auth.Password}
		}
		hosts[name] = h
	}
	for _, name := range c.hosts() {
		if token := lookup(environ, bearerVariable(name)); token != "" {
			h := hosts[name]
			h.Credential = oci.Credential{AccessToken: token}
			hosts[name] = h
		}
	}
	return nil
}

// hosts lists the registries that the file names.
func (c *Config) hosts() []string {
	var names []string
	for name := range c.Registries {
		names = append(names, name)
	}
	for _, maps := range []map[string]Mapping{c.Namespaces, c.Packages} {
		for _, m := range maps {
			names = append(names, m.Registry)
		}
	}
	return append(names, c.DefaultRegistry)
}

// bearerVariable is the variable in which wkg looks for a registry's token.
func bearerVariable(host string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, host)
	return "WKG_REGISTRY_" + strings.ToUpper(name) + "_AUTH_BEARER"
}

func lookup(environ []string, key string) string {
	for _, e := range environ {
		if value, ok := strings.CutPrefix(e, key+"="); ok {
			return value
		}
	}
	return ""
}
