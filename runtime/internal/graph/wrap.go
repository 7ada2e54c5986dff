package graph

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/runtime/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
)

// wrap makes a function of the host's the export of a core instance, so that it can be called as one
// of core code: to be lifted, or as an allocator or destructor.
func (f *frame) wrap(t Trampoline) (CoreRef, error) {
	r := f.r
	if ref, ok := r.wrapped[t]; ok {
		return ref, nil
	}
	if len(r.plan.Cores) >= maxCores {
		return CoreRef{}, &Error{fmt.Sprintf("more than %d core instances", maxCores)}
	}
	params, results := signatureOf(t)
	ref := CoreRef{len(r.plan.Cores), "f"}
	r.wrapped[t] = ref
	r.plan.Cores = append(r.plan.Cores, Core{
		Module:   core.Forward([2]string{HostModule, "0"}, ref.Name, bytesOf(params), bytesOf(results)),
		Host:     []Trampoline{t},
		Instance: f.instance,
	})
	return ref, nil
}

func signatureOf(t Trampoline) (params, results []abi.Flat) {
	switch t := t.(type) {
	case *Lower:
		return t.Func.Type.Signature(false)
	case *Builtin:
		if t.Op != component.OpResourceDrop {
			results = []abi.Flat{abi.I32}
		}
		return []abi.Flat{abi.I32}, results
	}
	return nil, nil
}

func bytesOf(flat []abi.Flat) []byte {
	out := make([]byte, len(flat))
	for i, f := range flat {
		out[i] = byte(f)
	}
	return out
}
