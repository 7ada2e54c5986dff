package runtime

import "github.com/wasmcp/wasmcp-go/runtime/internal/wasi"

// Grants is what a component is allowed to do and see. The zero Grants allow nothing.
type Grants = wasi.Grants
