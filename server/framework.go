package server

import (
	"maps"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
)

// Embedded is how the framework is called that is in this module.
const Embedded = "embedded"

// Where sessions are stored.
const (
	Stateless = "stateless"
	KeyValue  = "keyvalue"
)

// Framework chooses among the framework's components.
type Framework struct {
	// Sessions is where sessions of clients before 2026-07-28 are stored: [Stateless], as is the empty
	// string, or [KeyValue].
	Sessions string
	// StateKeyEnv has the server read the key of client-held state from its environment.
	StateKeyEnv bool
	// KeyValue is the dialect of wasi:keyvalue that the host speaks: see [KeyValueOf].
	KeyValue string
}

// Parts are the names of the components, by the part each plays.
func (f Framework) Parts() map[chain.Part]string {
	names := map[chain.Part]string{}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		names[part] = string(part)
	}
	if f.Sessions == KeyValue {
		names[chain.Sessions] = "sessions-keyvalue-" + f.KeyValue
		names[chain.Context] = "context-streams"
	}
	if f.StateKeyEnv {
		names[chain.StateKey] = "state-key-environment"
	}
	return names
}

// KeyValueOf is the dialect of wasi:keyvalue that a host speaks.
func KeyValueOf(host string) string {
	if host == "spin" {
		return "draft2"
	}
	return "draft"
}

// Load returns the components of the framework that is in this module.
func (f Framework) Load() (map[chain.Part]chain.Source, error) {
	if f.KeyValue == "" {
		f.KeyValue = KeyValueOf("")
	}
	all := map[chain.Part]chain.Source{}
	for part, name := range f.Parts() {
		b, info, err := framework.Component(name)
		if err != nil {
			return nil, err
		}
		all[part] = chain.Source{Name: info.Name + " " + info.Version, Bytes: b, Digest: "sha256:" + strings.ToLower(info.SHA256)}
	}
	return all, nil
}

// SortedKeys are the keys of a map in their order.
func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
