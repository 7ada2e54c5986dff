package core

// MaxElements is how many elements a table, or a segment of elements, has at most.
const MaxElements = 10_000_000

// Limits on modules, which bound what compiling one takes. Most are those of the WebAssembly
// JavaScript Interface, section "Implementation-defined Limits".
const (
	maxTypes      = 1_000_000
	maxFunctions  = 1_000_000
	maxImports    = 1_000_000
	maxGlobals    = 1_000_000
	maxExports    = 1_000_000
	maxSegments   = 100_000
	maxTables     = 100
	maxValues     = 1000      // parameters or results
	maxBody       = 7_654_321 // bytes
	maxLocals     = 50_000
	maxLabels     = 65_520    // of a br_table
	maxDepth      = 10_000    // of blocks
	maxExpression = 1000      // instructions of a constant expression
	maxPages      = 65_536    // of a memory
	maxCost       = 2_000_000 // of compiling a function, see [Rewritten.Cost]
	labelCost     = 20
	joinShare     = 16 // of the locals of a function, which many ends of blocks have nothing to do with
)
