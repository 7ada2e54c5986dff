// Package wit models WIT, the interface language of the WebAssembly Component Model, reads it and
// prints it.
//
// A [Package] holds interfaces and worlds. Items refer to one another by pointer: a type of another
// interface is its [*TypeDef], and a `use` is a TypeDef of its own whose Kind is [Use]. Rust-style
// enums are interfaces that only this package implements: [Type], [Kind], [Item].
//
//	p, err := wit.Parse("world.wit", text) // a package of one file
//	fmt.Print(wit.Print(p))                // the package
//	fmt.Print(wit.PrintAll(p))             // and all that it refers to
//
// [Options.Parse] reads packages of several files and what they depend on. What is wrong with them
// is a [SourceErrors]: every problem with its file, line and column, and the name that may have been
// meant. A [Resolution] has the JSON form of the reference implementation.
//
// What is printed is a fixed point: parsed and printed again it is the same text. Folders and
// binaries are read by the package load, below component, which has the binary form of packages; the
// package diff says whom a new version of a package breaks.
package wit
