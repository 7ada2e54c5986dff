// Package wit models WIT, the interface language of the WebAssembly Component Model, and prints it.
//
// A [Package] holds interfaces and worlds. Items refer to one another by pointer: a type of another
// interface is its [*TypeDef], and a `use` is a TypeDef of its own whose Kind is [Use]. Rust-style
// enums are interfaces that only this package implements: [Type], [Kind], [Item].
//
//	fmt.Print(wit.Print(pkg))    // the package
//	fmt.Print(wit.PrintAll(pkg)) // and all that it refers to
package wit
