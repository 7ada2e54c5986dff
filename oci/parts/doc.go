// Package parts stores and finds a framework: components that belong together, each in a repository
// of its own under one prefix, the WIT package of the contract that they speak, and an index of them
// all.
//
//	PREFIX/transport:0.1.0           a component, by its version
//	PREFIX/mcp:0.1.0                 the contract, by its version
//	PREFIX/framework:0.1.0           the index, by the framework's version
//	PREFIX/framework:contract-0.1.0  the newest index for that version of the contract
//
// The index names the parts by their digests: whoever has read it gets the parts that were published
// together, wherever tags stand by then.
package parts
