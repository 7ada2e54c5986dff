package runtime

import "github.com/wasmcp/wasmcp-go/runtime/internal/wasi"

// Grants is what a component is allowed to do and see. The zero Grants allow nothing.
type Grants = wasi.Grants

// Dir is a directory that a component may use.
type Dir = wasi.Dir

// Store is where wasi:keyvalue keeps what it is given.
type Store = wasi.Store

// MemoryStore is a [Store] that is gone with the process.
type MemoryStore = wasi.MemoryStore
