package chain

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Source is one component given to a composition.
type Source struct {
	// Name is what messages call it, and what the composed server records as its origin.
	Name string
	// Bytes is the component binary.
	Bytes []byte
	// Decoded is what [component.DecodeTypes] returns for Bytes where that is known; see
	// [Options.Decode].
	Decoded *component.Component
	// Digest is [Digest] of Bytes where that is known; see Sum.
	Digest string
	// Names are for providers alone.
	Names
}

// Sum returns the digest of Bytes, computed where the source does not have it.
func (s *Source) Sum() string {
	if s.Digest != "" {
		return s.Digest
	}
	return Digest(s.Bytes)
}

// Digest returns the SHA-256 of bytes as "sha256:" and 64 hexadecimal digits.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Part is a place in a server that a framework component fills.
type Part string

// The parts, in the order in which they are listed everywhere.
const (
	Transport      Part = "transport"
	Context        Part = "context"
	Capabilities   Part = "capabilities"
	MethodNotFound Part = "method-not-found"
	ServerInfo     Part = "server-info"
	StateKey       Part = "state-key"
	Sessions       Part = "sessions"
	Authenticator  Part = "authenticator"
)

// Parts lists all parts.
func Parts() []Part {
	return []Part{Transport, Context, Capabilities, MethodNotFound, ServerInfo, StateKey, Sessions, Authenticator}
}

// exports lists the interfaces of the contract that a component has to export to fill the part.
// The transport exports none: what it exports is the server's.
func (p Part) exports() []string {
	switch p {
	case Context:
		return []string{"context", "requests"}
	case Capabilities, MethodNotFound:
		return []string{"handler"}
	case ServerInfo, StateKey, Sessions, Authenticator:
		return []string{string(p)}
	}
	return nil
}

// Role is what a component given by the user does in a chain.
type Role string

// The roles.
const (
	// Provider exports at least one capability.
	Provider Role = "provider"
	// Middleware imports and exports handler.
	Middleware Role = "middleware"
	// Library exports what another component of the composition imports.
	Library Role = "library"
)

// The capabilities, in the order of the contract.
var capabilities = []string{"tools", "resources", "prompts", "completions"}
