package serverjson_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

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
		Packages:   []serverjson.Package{serverjson.Artifact(r, []serverjson.Variable{{Name: "API_KEY", Required: true, Secret: true}}, []string{"api.example.com"})},
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
        },
        {
          "type": "named",
          "name": "--env",
          "value": "API_KEY"
        },
        {
          "type": "named",
          "name": "--allow-host",
          "value": "api.example.com"
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

// schemaErrors says what the registry's own schema has against a file.
func schemaErrors(t *testing.T, text []byte) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("testdata/server.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestEncode_isValid(t *testing.T) {
	if err := schemaErrors(t, serverjson.Encode(sample(t, "ghcr.io/acme/weather:1.2.0"))); err != nil {
		t.Error(err)
	}
	if err := schemaErrors(t, []byte(`{"name": "io.github.acme/weather", "description": "x"}`)); err == nil {
		t.Error("a server without a version is valid")
	}
}

func TestCheck(t *testing.T) {
	long := strings.Repeat("x", 101)
	for _, tt := range []struct {
		field string
		// schema says that the schema refuses it, too.
		schema bool
		edit   func(*serverjson.Server)
	}{
		{"name", true, func(s *serverjson.Server) { s.Name = "weather" }},
		{"name", false, func(s *serverjson.Server) { s.Name = "-acme/weather" }},
		{"name", true, func(s *serverjson.Server) { s.Name = "io.github.acme/" + strings.Repeat("x", 200) }},
		{"description", true, func(s *serverjson.Server) { s.Description = long }},
		{"description", true, func(s *serverjson.Server) { s.Description = "" }},
		{"title", true, func(s *serverjson.Server) { s.Title = long }},
		{"title", false, func(s *serverjson.Server) { s.Title = " " }},
		{"version", false, func(s *serverjson.Server) { s.Version = "^1.2" }},
		{"version", false, func(s *serverjson.Server) { s.Version = "1.X" }},
		{"version", false, func(s *serverjson.Server) { s.Version = "1.0.0 - 2.0.0" }},
		{"version", false, func(s *serverjson.Server) { s.Version = "" }},
		{"version", true, func(s *serverjson.Server) { s.Version = strings.Repeat("1", 256) }},
		{"website", false, func(s *serverjson.Server) { s.WebsiteURL = "http://weather.example" }},
		{"repository", false, func(s *serverjson.Server) { s.Repository.URL = "https://github.com/acme" }},
		{"repository", false, func(s *serverjson.Server) { s.Repository.Source = "forge" }},
		{"remote", true, func(s *serverjson.Server) { s.Remotes[0].URL = "weather.example" }},
		{"remote", false, func(s *serverjson.Server) { s.Remotes[0].URL = "http://weather.example/mcp" }},
		{"remote", false, func(s *serverjson.Server) { s.Remotes[0].URL = "https://127.0.0.1/mcp" }},
		{"package", false, func(s *serverjson.Server) { s.Packages[0].Identifier = "registry.example/a/b:1" }},
		{"package", false, func(s *serverjson.Server) { s.Packages[0].Identifier = "ghcr.io/a/b" }},
		{"variable", false, func(s *serverjson.Server) { s.Packages[0].Environment[0].Name = "A=B" }},
	} {
		s := sample(t, "ghcr.io/acme/weather:1.2.0")
		tt.edit(&s)
		err := s.Check()
		var e *serverjson.FieldError
		if !errors.As(err, &e) || e.Field != tt.field {
			t.Errorf("%s: %v", tt.field, err)
		}
		if err := schemaErrors(t, serverjson.Encode(s)); (err != nil) != tt.schema {
			t.Errorf("%s: the schema says %v", tt.field, err)
		}
	}
	for _, ref := range []string{"europe-docker.pkg.dev/acme/weather:1.2.0", "quay.io/acme/weather@sha256:" + strings.Repeat("0", 64)} {
		if err := sample(t, ref).Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestRepositoryAt(t *testing.T) {
	for url, want := range map[string]string{
		"https://github.com/acme/weather":      "github",
		"https://gitlab.com/acme/tools/server": "gitlab",
		"https://git.example.com/acme/weather": "",
		"":                                     "",
	} {
		r := serverjson.RepositoryAt(url)
		if (r == nil) != (want == "") || r != nil && (r.Source != want || r.URL != url) {
			t.Errorf("RepositoryAt(%q) = %v, want %q", url, r, want)
		}
	}
}
