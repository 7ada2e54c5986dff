package link

import (
	"errors"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// maxTries is how many imports of a cycle are tried.
const maxTries = 8

// advised returns an error in which each cycle has an import that can be left to the host. Not each can: one
// may mention a resource that another instance supplies. So it is tried.
func advised(err error, instances []Instance, o Options) error {
	var list []error
	for _, e := range parts(err) {
		var cycle *compose.CycleError
		if errors.As(e, &cycle) {
			e = &CycleError{cycle, breaks(cycle, instances, o), connected(cycle, o)}
		}
		list = append(list, e)
	}
	if len(list) == 1 {
		return list[0]
	}
	return errors.Join(list...)
}

func breaks(cycle *compose.CycleError, instances []Instance, o Options) Item {
	var fallback Item
	for n, step := range slices.Backward(cycle.Path) {
		if len(cycle.Path)-n > maxTries {
			break
		}
		try := o
		try.Valid = true // or this would have been said
		item := Item{step.Importer, step.Import}
		try.Host = append(slices.Clone(o.Host), item)
		l, err := decide(instances, try)
		if err == nil {
			err = l.graph.Check()
		}
		if err == nil {
			return item
		}
		if fallback == (Item{}) && !slices.ContainsFunc(parts(err), worse) {
			fallback = item
		}
	}
	return fallback
}

// connected returns an import of a cycle that an option connects.
func connected(cycle *compose.CycleError, o Options) Item {
	for _, step := range slices.Backward(cycle.Path) {
		for _, c := range o.Connect {
			own := []types.Extern{{Name: component.Name{Name: step.Import}}}
			if _, fits := find(own, c.Import.Name); fits && (c.Import.Instance == "" || c.Import.Instance == step.Importer) {
				return Item{step.Importer, step.Import}
			}
		}
	}
	return Item{}
}

// worse reports whether what leaving an import to the host leads to is no step ahead.
func worse(err error) bool {
	var twice *TwiceError
	var closure *compose.ClosureError
	return errors.As(err, &twice) || errors.As(err, &closure)
}

// parts returns the errors that an error joins.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
