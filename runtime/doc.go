// Package runtime runs components: it is the host inside wasmcp.
//
// [Compile] decodes a component, works out its instantiation and compiles its core modules. The
// [Component] then answers HTTP requests ([Component.Handler]), runs a command ([Component.Run]) or
// has one of its functions called ([Component.Call]). Core code runs on wazero; everything above
// it, from the Canonical ABI to WASI, is here.
//
// A component may do nothing but compute, answer and write to its standard output unless [Grants]
// say otherwise. What goes wrong in a component ends the call that it goes wrong in, as an error of
// type [*Trap], and nothing else.
package runtime
