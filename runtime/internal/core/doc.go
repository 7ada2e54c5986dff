// Package core reads and rewrites core modules as far as running them in a component needs.
//
// [Rewrite] adds a function, a global and locals to a module, with indices after the module's own. So
// that a module cannot name them, and cannot get around the code that uses them, Rewrite reads every
// byte that means anything and checks every index. What it does not know it refuses: no byte gets to
// the compiler whose meaning is a guess. The types of operands are the compiler's to check: inserted
// code leaves the stack as it was, so that a module is valid after Rewrite where it was before.
package core

import "fmt"

// The sections of a core module, by their byte in the binary format.
const (
	sectionCustom    = 0
	sectionType      = 1
	sectionImport    = 2
	sectionFunction  = 3
	sectionTable     = 4
	sectionMemory    = 5
	sectionGlobal    = 6
	sectionExport    = 7
	sectionStart     = 8
	sectionElement   = 9
	sectionCode      = 10
	sectionData      = 11
	sectionDataCount = 12
	sectionTag       = 13
)

// Error is a module that is refused.
type Error struct {
	// Offset is the byte in the module.
	Offset int
	// Function is the function's index in the module, imports included; -1 where it is none.
	Function int
	Reason   string
	// Unsupported tells that a later version of WebAssembly may know it.
	Unsupported bool
}

// Error returns where and why.
func (e *Error) Error() string {
	if e.Function >= 0 {
		return fmt.Sprintf("function %d, byte %#x: %s", e.Function, e.Offset, e.Reason)
	}
	return fmt.Sprintf("byte %#x: %s", e.Offset, e.Reason)
}
