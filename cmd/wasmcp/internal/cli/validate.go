package cli

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// invalidError is a component that breaks a rule of the Component Model.
type invalidError struct {
	name string
	err  *validate.Error
}

func (e *invalidError) Error() string {
	switch {
	case e.err.Gate != 0:
		return fmt.Sprintf("%s uses a feature that is behind a feature gate of the standard", e.name)
	case e.err.Unsupported:
		return e.name + " uses what wasmcp does not support"
	default:
		return e.name + " is not a valid component"
	}
}

func (e *invalidError) Unwrap() error { return e.err }

// unknownPartError is a component with bytes that may mean something to a later revision of the standard.
type unknownPartError struct {
	name string
	err  *component.DecodeError
}

func (e *unknownPartError) Error() string {
	return e.name + " has what this version of wasmcp does not know"
}

func (e *unknownPartError) Unwrap() error { return e.err }

// checkValid checks components. What is wrong with any of them is told at once. Bytes that are no component
// are left to those who read them, and what they say of it.
func (a *App) checkValid(loaded []load.Component) error {
	if a.Unvalidated {
		return nil
	}
	errs := make([]error, len(loaded))
	check := func(i int) {
		do := func() error { return Valid(loaded[i].Name, loaded[i].Bytes, validate.Open) }
		if a.Files == nil {
			errs[i] = do()
		} else {
			errs[i] = a.Files.Guard(do)
		}
	}
	var wait sync.WaitGroup
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range loaded {
		places <- struct{}{}
		wait.Go(func() {
			check(i)
			<-places
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// Valid checks a component.
func Valid(name string, b []byte, open validate.Gates) error {
	err := validate.Component(b, open)
	if e := (*validate.Error)(nil); errors.As(err, &e) {
		return &invalidError{name, e}
	}
	if e := (*component.DecodeError)(nil); errors.As(err, &e) {
		if _, err := component.DecodeTypes(b); err != nil {
			return nil // Whoever reads the component says so, together with what else is wrong.
		}
		if e.Unknown {
			return &unknownPartError{name, e}
		}
		return &chain.DamagedError{Name: name, Err: err}
	}
	return nil
}

// explainInvalid explains which rule a component breaks.
func explainInvalid(_ *App, err error) (x Explanation, ok bool) {
	if e := (*unknownPartError)(nil); errors.As(err, &e) {
		x = Plain(e)
		x.Facts = append(x.Facts, e.err.Error())
		x.Hint = "get a newer wasmcp, or skip the check: link --no-validate"
		return x, true
	}
	e := (*invalidError)(nil)
	if !errors.As(err, &e) {
		return x, false
	}
	x = Plain(e)
	where := fmt.Sprintf("byte 0x%x", e.err.Offset)
	if len(e.err.Path) > 0 {
		where += ", " + e.err.Where()
	}
	x.Facts = append(x.Facts, "at "+where, e.err.Problem)
	switch {
	case e.err.Gate != 0:
		x.Hint = "leave out --released, if your hosts support this feature"
	case e.err.Unsupported:
		x.Hint = "build it without that, or skip the check: --no-validate"
	default:
		x.Hint = "build it again with newer tools: the tool that made it has a bug"
	}
	return x, true
}
