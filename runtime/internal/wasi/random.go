package wasi

import (
	"crypto/rand"
	"encoding/binary"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// maxRandom is how many random bytes a guest gets at a time.
const maxRandom = 16 << 20

func randomBytes(c *Call, args []any) any {
	n := args[0].(uint64)
	if n > maxRandom {
		canon.Trapf("%d random bytes at once (at most %d)", n, maxRandom)
	}
	c.pass(n, "random bytes")
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

func random64() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

func randomU64(*Call, []any) any { return random64() }

// Insecure random numbers are secure too: there is nothing to gain by others.
var (
	randomFuncs   = table{"get-random-bytes": randomBytes, "get-random-u64": randomU64}
	insecureFuncs = table{"get-insecure-random-bytes": randomBytes, "get-insecure-random-u64": randomU64}
	seedFuncs     = table{"insecure-seed": func(*Call, []any) any { return []any{random64(), random64()} }}
)
