// Package limits has what validators of components allow at most (those of wasm-tools 1.262), and counts how
// large types are as they count. Whoever reads WIT and whoever validates a binary holds to the same numbers.
package limits

// The most that there may be.
const (
	Members     = 10_000  // fields, cases, or types of a tuple
	Flags       = 32      // of one type
	Params      = 1_000   // of a function
	NameBytes   = 100_000 // of a name
	FixedLength = 1 << 30 // elements of a list of a fixed length
	Instances   = 4_096   // of a component, or that a world imports and exports
	Parts       = 1_000_000 - 1
	Depth       = 100       // types in types
	Bytes       = 1<<28 - 1 // of a value in memory
)
