// Package component reads and writes component binaries, the binary format of the WebAssembly
// Component Model.
//
// [Decode] turns bytes into a [Component], a list of sections that mirrors the binary item by item;
// [Component.Encode] turns it back. Core modules, nested components and custom sections are kept as
// the bytes they are, so a component of 20 MB costs what its types cost.
package component
