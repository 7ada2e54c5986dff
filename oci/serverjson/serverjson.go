// Package serverjson writes server.json, by which the MCP registry lists a server.
//
// The registry takes an artifact for a server's if the artifact's configuration has the server's
// name as a label: see [oci.ServerNameLabel].
package serverjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/oci"
)

// FileName is the name of the file.
const FileName = "server.json"

// SchemaURL names the version of the schema that [Encode] writes for.
const SchemaURL = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"

// Server is a server as the registry lists it.
type Server struct {
	// Name is a name space in reverse order of a domain, a slash and a name, such as
	// io.github.acme/weather.
	Name        string      `json:"name"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description"`
	Version     string      `json:"version"`
	WebsiteURL  string      `json:"websiteUrl,omitempty"`
	Repository  *Repository `json:"repository,omitempty"`
	Packages    []Package   `json:"packages,omitempty"`
	Remotes     []Remote    `json:"remotes,omitempty"`
}

// Repository is where the sources are.
type Repository struct {
	URL string `json:"url"`
	// Source is the service, such as "github".
	Source string `json:"source"`
}

// Package is a way to run the server on one's own machine.
type Package struct {
	RegistryType     string     `json:"registryType"`
	Identifier       string     `json:"identifier"`
	RuntimeHint      string     `json:"runtimeHint,omitempty"`
	RuntimeArguments []Argument `json:"runtimeArguments,omitempty"`
	Transport        Transport  `json:"transport"`
	Environment      []Variable `json:"environmentVariables,omitempty"`
}

// Argument is one word of a command line.
type Argument struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Transport is how the server is spoken to: "stdio" or "streamable-http".
type Transport struct {
	Type string `json:"type"`
	URL  string `json:"url,omitempty"`
}

// Variable is a variable of the environment that the server reads.
type Variable struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Required    bool   `json:"isRequired,omitempty"`
	Secret      bool   `json:"isSecret,omitempty"`
}

// Remote is where the server runs already.
type Remote struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// Artifact returns the package of a server that was pushed: it is run by wasmcp, over stdio.
func Artifact(r oci.Reference, environment []Variable) Package {
	return Package{
		RegistryType:     "oci",
		Identifier:       r.String(),
		RuntimeHint:      "wasmcp",
		RuntimeArguments: []Argument{{Type: "positional", Value: "run"}},
		Transport:        Transport{Type: "stdio"},
		Environment:      environment,
	}
}

// FieldError is something that the registry would refuse.
type FieldError struct {
	Field, Found, Expected string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("%s of the server: the MCP registry does not take it\n  found:    %s\n  expected: %s", e.Field, e.Found, e.Expected)
}

// hosts are the registries from which the MCP registry takes artifacts.
var hosts = []string{"docker.io", "ghcr.io", "quay.io", "mcr.microsoft.com"}

// hostSuffixes are of clouds whose customers have hosts of their own.
var hostSuffixes = []string{".pkg.dev", ".azurecr.io"}

// Check tells, all at once, what the registry would refuse.
func (s Server) Check() error {
	const leastName, mostName, mostText = 3, 200, 100
	namePattern := regexp.MustCompile(`^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$`)
	remotePattern := regexp.MustCompile(`^https?://[^\s]+$`)
	rangePattern := regexp.MustCompile(`^[\^~<>=]|[*|]|(^|\.)x(\.|$)`)
	var errs []error
	refuse := func(field, found, expected string) {
		errs = append(errs, &FieldError{field, fmt.Sprintf("%q", found), expected})
	}
	if n := len(s.Name); n < leastName || n > mostName || !namePattern.MatchString(s.Name) {
		refuse("name", s.Name, "a name space, a slash and a name, such as io.github.acme/weather")
	}
	if n := utf8.RuneCountInString(s.Description); n == 0 || n > mostText {
		refuse("description", s.Description, fmt.Sprintf("1 to %d characters", mostText))
	}
	if s.Title != "" && utf8.RuneCountInString(s.Title) > mostText {
		refuse("title", s.Title, fmt.Sprintf("at most %d characters", mostText))
	}
	if s.Version == "" || s.Version == "latest" || rangePattern.MatchString(s.Version) {
		refuse("version", s.Version, "one version, such as 1.2.0")
	}
	for _, p := range s.Packages {
		if p.RegistryType != "oci" {
			continue
		}
		r, err := oci.ParseReference(p.Identifier)
		switch {
		case err != nil || r.Tag == "" && r.Digest == "":
			refuse("package", p.Identifier, "a reference with its tag or digest")
		case !known(r.Registry):
			refuse("package", p.Identifier, "an artifact at "+strings.Join(hosts, ", ")+", or below "+strings.Join(hostSuffixes, ", "))
		}
	}
	for _, r := range s.Remotes {
		if !remotePattern.MatchString(r.URL) {
			refuse("remote", r.URL, "a URL that begins with https:// or http://")
		}
	}
	return errors.Join(errs...)
}

func known(host string) bool {
	return slices.Contains(hosts, host) || slices.ContainsFunc(hostSuffixes, func(s string) bool { return strings.HasSuffix(host, s) })
}

// Encode returns the file's text.
func Encode(s Server) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(struct {
		Schema string `json:"$schema"`
		Server
	}{SchemaURL, s}); err != nil {
		panic(err) // the types have no way to fail
	}
	return b.Bytes()
}
