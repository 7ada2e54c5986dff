// Package component reads and writes component binaries, the binary format of the WebAssembly
// Component Model.
//
// [Decode] turns bytes into a [Component], a list of sections that mirrors the binary item by item;
// [Component.Encode] turns it back. Core modules, nested components and custom sections are kept as
// the bytes they are, so a component of 20 MB costs what its types cost.
//
// [Print] shows a component item by item, for people who look into one and for golden files.
// [World] tells what a component imports and exports as WIT does, and [Package] reads a WIT package
// in its binary form.
package component
