package serverjson_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/serverjson"
)

func sample(t *testing.T, ref string) serverjson.Server {
	t.Helper()
	r, err := oci.ParseReference(ref)
	if err != nil {
		t.Fatal(err)
	}
	return serverjson.Server{
		Name: "io.github.acme/weather", Title: "Weather", Description: "The weather to come & gone", Version: "1.2.0",
		Repository: &serverjson.Repository{URL: "https://github.com/acme/weather", Source: "github"},
		Packages:   []serverjson.Package{serverjson.Artifact(r, []serverjson.Variable{{Name: "API_KEY", Required: true, Secret: true}})},
		Remotes:    []serverjson.Remote{{Type: "streamable-http", URL: "https://weather.acme.example/mcp"}},
	}
}

const want = `{
  "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  "name": "io.github.acme/weather",
  "title": "Weather",
  "description": "The weather to come & gone",
  "version": "1.2.0",
  "repository": {
    "url": "https://github.com/acme/weather",
    "source": "github"
  },
  "packages": [
    {
      "registryType": "oci",
      "identifier": "ghcr.io/acme/weather:1.2.0",
      "runtimeHint": "wasmcp",
      "runtimeArguments": [
        {
          "type": "positional",
          "value": "run"
        }
      ],
      "transport": {
        "type": "stdio"
      },
      "environmentVariables": [
        {
          "name": "API_KEY",
          "isRequired": true,
          "isSecret": true
        }
      ]
    }
  ],
  "remotes": [
    {
      "type": "streamable-http",
      "url": "https://weather.acme.example/mcp"
    }
  ]
}
`

func TestEncode(t *testing.T) {
	s := sample(t, "ghcr.io/acme/weather:1.2.0")
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, string(serverjson.Encode(s))); diff != "" {
		t.Error(diff)
	}
}

func TestCheck(t *testing.T) {
	for name, edit := range map[string]func(*serverjson.Server){
		"name":        func(s *serverjson.Server) { s.Name = "weather" },
		"description": func(s *serverjson.Server) { s.Description = strings.Repeat("x", 101) },
		"title":       func(s *serverjson.Server) { s.Title = strings.Repeat("x", 101) },
		"version":     func(s *serverjson.Server) { s.Version = "^1.2" },
		"remote":      func(s *serverjson.Server) { s.Remotes[0].URL = "weather.example" },
		"package":     func(s *serverjson.Server) { s.Packages[0].Identifier = "registry.example/a/b:1" },
	} {
		s := sample(t, "ghcr.io/acme/weather:1.2.0")
		edit(&s)
		if err := s.Check(); err == nil || !strings.HasPrefix(err.Error(), name+" of the server: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := sample(t, "europe-docker.pkg.dev/acme/weather:1.2.0")
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}
