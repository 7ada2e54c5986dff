// Package lock reads, writes and compares wasmcp.lock: what a server was composed of, down to the
// text of each tool's definition.
//
// A lock has an entry for every input: what was asked for, what it stood for, the digests of
// manifest and layer, and the definitions of tools, resources and prompts as the component reported
// them. [File.Check] refuses anything else; [Diff] says in words what an update changed. Whoever
// reviews a change of the file sees a description that was rewritten as the text that it is.
package lock
