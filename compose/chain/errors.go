package chain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// CoreModuleError is a core module given where a component is expected.
type CoreModuleError struct {
	Name   string
	Header component.Header
}

func (e *CoreModuleError) Error() string {
	return e.Name + " is a core module, not a component"
}

// NotComponentError is a file that holds something other than a component.
type NotComponentError struct {
	Name string
	// Found describes its first bytes.
	Found string
}

func (e *NotComponentError) Error() string { return e.Name + " is not a WebAssembly component" }

// DamagedError is a component that cannot be read to its end.
type DamagedError struct {
	Name string
	// Err says where and why.
	Err error
}

func (e *DamagedError) Error() string {
	if e.HasValues() {
		return e.Name + " imports or exports values"
	}
	return fmt.Sprintf("%s is damaged", e.Name)
}

// HasValues reports whether the component is not damaged but imports or exports values, which nobody
// supports.
func (e *DamagedError) HasValues() bool {
	d := (*component.DecodeError)(nil)
	return errors.Is(e.Err, types.ErrValue) || errors.As(e.Err, &d) && d.Values
}
func (e *DamagedError) Unwrap() error { return e.Err }

// NoRoleError is a component that has no place in a chain.
type NoRoleError struct {
	Name string
	// Exports are the names it exports.
	Exports []string
}

func (e *NoRoleError) Error() string {
	return e.Name + " exports nothing of the contract"
}

// ListTTLError is a time for which clients may keep lists, where the lists may change.
type ListTTLError struct {
	// Name is the provider whose lists may.
	Name string
	// Dynamic says that it may offer more, later. Otherwise it was not asked what it offers.
	Dynamic bool
}

func (e *ListTTLError) Error() string {
	if e.Dynamic {
		return "lists cannot be kept: " + e.Name + " is dynamic, so its lists may change"
	}
	return "lists cannot be kept: " + e.Name + " was not asked what it lists"
}

// VersionError is a component built against a version of the contract that this one cannot serve.
type VersionError struct {
	Name string
	// Interfaces are the names as the component has them.
	Interfaces []string
	// Contract is the version expected.
	Contract string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%s is built against an incompatible version of the contract", e.Name)
}

// PartError is an override that cannot fill its part.
type PartError struct {
	Name string
	Part Part
	// Missing are the interfaces that it would have to export.
	Missing []string
}

func (e *PartError) Error() string {
	return fmt.Sprintf("%s cannot be the %s: it does not export %s", e.Name, e.Part, strings.Join(e.Missing, ", "))
}

// AmbiguousError is a component that exports both handler and a capability, so that its place in
// the chain is not known.
type AmbiguousError struct {
	Name         string
	Capabilities []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%s exports both handler and %s", e.Name, strings.Join(e.Capabilities, ", "))
}

// EndError is a component that exports handler and imports none, so that nothing could follow it.
type EndError struct{ Name string }

func (e *EndError) Error() string { return e.Name + " exports handler but does not import it" }

// EmptyError is a composition of nothing.
type EmptyError struct{}

func (*EmptyError) Error() string { return "there is nothing to compose" }

// DuplicateError is a name that two providers own.
type DuplicateError struct {
	// Kind is what has the name: KindTool, KindPrompt, KindResource or KindTemplate.
	Kind string
	// Name is the name, URI or URI template that clients would see.
	Name string
	// First and Second are the components, in the order of the chain.
	First, Second string
}

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s %q is offered by %s and by %s", e.Kind, e.Name, e.First, e.Second)
}

// UnknownNameError is a name to be changed or dropped that the component does not offer.
type UnknownNameError struct {
	// Component is the one that was asked for the name.
	Component string
	// Name is the name as it was given.
	Name string
	// Offer is what the component does offer.
	Offer Offer
}

func (e *UnknownNameError) Error() string {
	return fmt.Sprintf("%s offers nothing called %q", e.Component, e.Name)
}

// NoNamesError is a component that is to have its names changed, or to be asked for unknown ones,
// and is no provider.
type NoNamesError struct {
	Name string
	Role Role
}

func (e *NoNamesError) Error() string {
	return fmt.Sprintf("%s is a %s: only the names of providers can be changed", e.Name, e.Role)
}
