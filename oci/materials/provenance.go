package materials

import (
	"encoding/json"
	"time"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// Types of a provenance.
const (
	// ProvenancePredicate is its type as a statement, for sign.Attest.
	ProvenancePredicate = "https://slsa.dev/provenance/v1"
	// StatementType is that of the unsigned statement, for [oci.Data].
	StatementType = "application/vnd.in-toto+json"
	// BuildType says how to read the parameters: they are those of wasmcp compose.
	BuildType = "https://github.com/wasmcp/wasmcp-go/compose@v1"
)

// Build is how a server was composed.
type Build struct {
	// Builder is the URI of who built it, such as a workflow's.
	Builder string
	Tool    Tool
	// Parameters are what the output depends on besides its components. They are written as a JSON
	// object.
	Parameters any
	// Source is the checkout that it was built in; without a revision it is left out.
	Source oci.Checkout
	// Invocation is an identifier that the builder gave; empty is left out.
	Invocation string
	// Started and Finished are left out where they are zero.
	Started, Finished time.Time
}

type provenance struct {
	BuildDefinition struct {
		BuildType            string     `json:"buildType"`
		ExternalParameters   any        `json:"externalParameters"`
		ResolvedDependencies []resource `json:"resolvedDependencies"`
	} `json:"buildDefinition"`
	RunDetails struct {
		Builder struct {
			ID      string            `json:"id"`
			Version map[string]string `json:"version,omitempty"`
		} `json:"builder"`
		Metadata *runMetadata `json:"metadata,omitempty"`
	} `json:"runDetails"`
}

type runMetadata struct {
	Invocation string     `json:"invocationId,omitempty"`
	Started    *time.Time `json:"startedOn,omitempty"`
	Finished   *time.Time `json:"finishedOn,omitempty"`
}

type resource struct {
	Name        string            `json:"name,omitempty"`
	URI         string            `json:"uri,omitempty"`
	Digest      map[string]string `json:"digest"`
	MediaType   string            `json:"mediaType,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// Provenance returns the predicate of a SLSA provenance, version 1.
func Provenance(items []Item, b Build) []byte {
	var p provenance
	p.BuildDefinition.BuildType = BuildType
	p.BuildDefinition.ExternalParameters = b.Parameters
	if b.Parameters == nil {
		p.BuildDefinition.ExternalParameters = struct{}{}
	}
	p.BuildDefinition.ResolvedDependencies = []resource{}
	if s := b.Source; s.Source != "" && s.Revision != "" {
		p.BuildDefinition.ResolvedDependencies = append(p.BuildDefinition.ResolvedDependencies,
			resource{URI: "git+" + s.Source + "@" + s.Revision, Digest: map[string]string{"gitCommit": s.Revision}})
	}
	seen := map[string]bool{}
	for _, i := range items {
		if seen[i.id()] {
			continue
		}
		seen[i.id()] = true
		r := resource{Name: i.Name, URI: i.PackageURL(), MediaType: "application/wasm",
			Digest: map[string]string{i.Digest.Algorithm().String(): i.Digest.Encoded()}}
		if i.Part != "" {
			r.Annotations = map[string]string{"part": i.Part}
		}
		p.BuildDefinition.ResolvedDependencies = append(p.BuildDefinition.ResolvedDependencies, r)
	}
	p.RunDetails.Builder.ID = b.Builder
	if b.Tool != (Tool{}) {
		p.RunDetails.Builder.Version = map[string]string{b.Tool.Name: b.Tool.Version}
	}
	m := runMetadata{Invocation: b.Invocation, Started: moment(b.Started), Finished: moment(b.Finished)}
	if m != (runMetadata{}) {
		p.RunDetails.Metadata = &m
	}
	return jsontext.Encode(p)
}

// Statement returns an in-toto statement of a predicate about the server, for those who do not sign.
func Statement(server Item, predicateType string, predicate []byte) []byte {
	subject := server.Digest
	if server.Reference != nil && server.Reference.Digest != "" {
		subject = server.Reference.Digest
	}
	return jsontext.Encode(struct {
		Type          string          `json:"_type"`
		Subject       []resource      `json:"subject"`
		PredicateType string          `json:"predicateType"`
		Predicate     json.RawMessage `json:"predicate"`
	}{"https://in-toto.io/Statement/v1",
		[]resource{{Name: server.Name, Digest: map[string]string{subject.Algorithm().String(): subject.Encoded()}}},
		predicateType, predicate})
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}
