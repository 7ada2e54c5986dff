// Package graph works out, once and before anything runs, what instantiating a component does.
//
// The instances of the Component Model are known from the binary alone, so that all nesting can be
// resolved ahead: [Resolve] returns a [Plan] in which core modules are instantiated one after the
// other, and every lowered function says where its callee's code, memory, allocator and handles are.
package graph

import (
	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Plan is an instantiation worked out.
type Plan struct {
	// Cores are the core instances in the order in which they come to be.
	Cores []Core
	// Sides are the canonical options of lifts and lowers, each combination once.
	Sides []Side
	// Instances is the number of component instances.
	Instances int
	// Names are what the outermost component calls the instance in it that each one is, or is part of;
	// empty where it does not say.
	Names []string
	// Resources tells of the resources by their identity.
	Resources map[types.ResourceID]Resource
	// Imports are the functions that the host has to supply, each once.
	Imports []*Import
	// Exports are those of the whole component.
	Exports []Export
}

// Core is a core instance: of a module, whose imports of module name i come from core instance
// Sources[i], and whose import [HostModule] i is Host[i].
type Core struct {
	// Module is the module with its imports so renamed.
	Module  []byte
	Sources []int
	Host    []Trampoline
	// Instance is the component instance that it is part of.
	Instance int
	// Pages are those that its own memory begins with, Bytes about what it takes of the host beside
	// that, before anything grows.
	Pages, Bytes uint64
	// Misfit tells that instantiating it traps, see [core.Rewritten].
	Misfit bool
}

// HostModule is the module name of imports that the host supplies.
const HostModule = "h"

// TickName is the name of the function that every core module calls now and then, see
// [core.Rewriting].
const TickName = "tick"

// CoreRef is an export of a core instance.
type CoreRef struct {
	Core int
	Name string
}

// Side is one set of canonical options. Memory and Realloc are nil where there is none.
type Side struct {
	Instance int
	Memory   *CoreRef
	Realloc  *CoreRef
	Encoding component.OptKind
}

// Resource is a resource of a component instance, or of the host, for which Definer is -1.
type Resource struct {
	// Name is the host's name for it, such as "wasi:io/streams@0.2/input-stream".
	Name       string
	Definer    int
	Destructor *CoreRef
}

// Trampoline is a core function that is not core code: a [*Lower] or a [*Builtin].
type Trampoline interface{ trampoline() }

// Lower is a component function made a core function.
type Lower struct {
	Func     *Func
	Side     int
	Instance int
}

// Builtin is resource.new, resource.drop or resource.rep.
type Builtin struct {
	Op       byte
	Resource types.ResourceID
	Instance int
}

func (*Lower) trampoline()   {}
func (*Builtin) trampoline() {}

// Func is a component function, which is either lifted or the host's.
type Func struct {
	Type   *canon.Func
	Lifted *Lifted
	Host   *Import
	id     types.ID
}

// Lifted is a core function made a component function.
type Lifted struct {
	Core       CoreRef
	Side       int
	PostReturn *CoreRef
	Instance   int
}

// Import is a function that the component imports. Interface is empty where it stands alone; its
// version is that of its track, such as "wasi:io/streams@0.2".
type Import struct {
	Interface, Name string
	Type            *canon.Func
}

// Export is a function of the component, in an interface or alone.
type Export struct {
	Interface, Name string
	Func            *Func
}

// AsyncError is a component that cannot be run since it is asynchronous.
type AsyncError = canon.AsyncError

// Error is a component that cannot be instantiated.
type Error struct{ Reason string }

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }
