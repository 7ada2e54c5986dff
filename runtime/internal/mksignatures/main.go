// Command mksignatures writes what the functions of the host take and return, from a component that
// imports them all: runtime/internal/wasi/signatures.sh runs it.
//
//	mksignatures COMPONENT >signatures.txt
package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mksignatures:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: mksignatures COMPONENT")
	}
	binary, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	decoded, err := component.Decode(binary)
	if err != nil {
		return err
	}
	plan, err := graph.Resolve(decoded)
	if err != nil {
		return err
	}
	signatures := map[string]string{}
	long := map[string]int{}
	for _, i := range plan.Imports {
		signatures[i.Interface+"#"+i.Name] = plan.Signature(i.Type)
		for _, t := range append(slices.Clone(i.Type.Params.Fields), i.Type.Result) {
			count(plan, t, long)
		}
	}
	// Long types that come up again have a name of their own, the longest first, since they hold others.
	shared := slices.DeleteFunc(slices.Collect(maps.Keys(long)), func(s string) bool { return len(s) < 60 || long[s] < 3 })
	slices.SortFunc(shared, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	for i, s := range shared {
		fmt.Fprintf(out, "$%d = %s\n", i, s)
	}
	for _, name := range slices.Sorted(maps.Keys(signatures)) {
		s := signatures[name]
		for i, long := range shared {
			s = strings.ReplaceAll(s, long, fmt.Sprintf("$%d;", i))
		}
		fmt.Fprintf(out, "%s %s\n", name, s)
	}
	return nil
}

// count counts the records, variants, enums and flags in a type.
func count(plan *graph.Plan, t *canon.Type, long map[string]int) {
	if t == nil {
		return
	}
	switch t.Kind {
	case canon.Record, canon.Variant, canon.Enum, canon.Flags:
		long[plan.Signature(&canon.Func{Params: &canon.Type{Fields: []*canon.Type{t}}})]++
	}
	count(plan, t.Elem, long)
	for _, f := range t.Fields {
		count(plan, f, long)
	}
	for _, k := range t.Cases {
		count(plan, k, long)
	}
}
