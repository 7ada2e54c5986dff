// Package serverjson writes server.json, by which the MCP registry lists a server.
//
// The registry takes an artifact for a server's if the artifact's configuration has the server's
// name as a label: see [oci.ServerNameLabel].
package serverjson

import (
	"bytes"
	"encoding/json"

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
	// Source is the service, "github" or "gitlab".
	Source string `json:"source"`
}

// RepositoryAt returns the repository at a URL; nil where it is not at a service that the registry
// knows.
func RepositoryAt(url string) *Repository {
	for _, source := range []string{"github", "gitlab"} {
		if r := (&Repository{url, source}); r.valid() {
			return r
		}
	}
	return nil
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

// Argument is one word of a command line, or a flag with its value.
type Argument struct {
	// Type is "positional", or "named" for a flag.
	Type string `json:"type"`
	// Name is the flag, with its dashes.
	Name  string `json:"name,omitempty"`
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

// Artifact returns the package of a server that was pushed: it is run by wasmcp, over stdio, which
// lets it see the variables and send requests to the hosts.
func Artifact(r oci.Reference, environment []Variable, hosts []string) Package {
	arguments := []Argument{{Type: "positional", Value: "run"}}
	for _, v := range environment {
		arguments = append(arguments, Argument{Type: "named", Name: "--env", Value: v.Name})
	}
	for _, h := range hosts {
		arguments = append(arguments, Argument{Type: "named", Name: "--allow-host", Value: h})
	}
	return Package{
		RegistryType:     "oci",
		Identifier:       r.String(),
		RuntimeHint:      "wasmcp",
		RuntimeArguments: arguments,
		Transport:        Transport{Type: "stdio"},
		Environment:      environment,
	}
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
