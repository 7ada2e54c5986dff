package compose

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Decode decodes inputs that are not decoded yet, as many at a time as there are processors. One that
// cannot be decoded stays as it is: [Graph.Add] tells what is wrong with it.
func Decode(inputs []Input) {
	workers := min(runtime.GOMAXPROCS(0), len(inputs))
	var next atomic.Int64
	work := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(inputs) {
				return
			}
			if in := &inputs[i]; in.Decoded == nil {
				in.Decoded, _ = component.DecodeTypes(in.Bytes)
			}
		}
	}
	var wg sync.WaitGroup
	faults := make([]any, workers)
	for w := 1; w < workers; w++ {
		wg.Go(func() {
			// Bytes may be a file's that somebody makes shorter. That is the caller's to deal with.
			debug.SetPanicOnFault(true)
			defer func() { faults[w] = recover() }()
			work()
		})
	}
	work()
	wg.Wait()
	for _, fault := range faults {
		if fault != nil {
			panic(fault)
		}
	}
}
