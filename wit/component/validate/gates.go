package validate

import "slices"

// Gates are parts of the standard that it keeps behind feature gates.
type Gates uint32

// The gates.
const (
	Async             Gates = 1 << iota // asynchronous functions, streams and futures
	AsyncStackful                       // lifting asynchronous functions without a callback
	MoreAsyncBuiltins                   // blocking reads and writes of streams, cancelling that does not block
	Threading                           // threads of one instance that take turns
	ErrorContext                        // error contexts
	Values                              // value imports, exports and the start function
	FixedLengthLists                    // lists of a fixed length
	Maps                                // maps
	Memory64                            // memories, tables and resource representations of 64 bits
	Implements                          // names that implement an interface, and external ids
	CanonicalNames                      // version suffixes
	Accessors                           // getters and setters
	Forward                             // forwarding of streams and futures
	NestedNames                         // interface names with several namespaces and projections
	PageSizes                           // core memories with pages of another size
	everyGate         = 1<<iota - 1
)

// What is open.
const (
	// Open is every gate but that of nested names, which nothing here knows what to do with.
	Open = everyGate &^ NestedNames
	// Released are the gates that other validators have open by default.
	Released = Async | Maps | Implements
)

var gateNames = []struct {
	name string
	gate Gates
}{
	{"async", Async}, {"async-stackful", AsyncStackful}, {"more-async-builtins", MoreAsyncBuiltins},
	{"threading", Threading}, {"error-context", ErrorContext}, {"values", Values},
	{"fixed-length-lists", FixedLengthLists}, {"map", Maps}, {"memory64", Memory64}, {"implements", Implements},
	{"canonical-names", CanonicalNames}, {"accessors", Accessors}, {"forward", Forward}, {"nested-names", NestedNames},
}

// String returns the name of a gate.
func (g Gates) String() string {
	i := slices.IndexFunc(gateNames, func(n struct {
		name string
		gate Gates
	}) bool {
		return n.gate == g
	})
	if i < 0 {
		return "unknown"
	}
	return gateNames[i].name
}

// gate returns an error where a gate is closed that a part of a component is behind.
func (v *validator) gate(g Gates, what string) *Error {
	if v.open&g != 0 {
		return nil
	}
	err := failf("%s, which the standard keeps behind feature gate %s, and that is closed", what, g)
	err.Gate = g
	return err
}
