package lock

import (
	"errors"
	"fmt"
	"strings"
)

// NotLockedError is an input that the lock does not have. Here and below, Spec is [Input.Label].
type NotLockedError struct{ Spec string }

func (e *NotLockedError) Error() string { return e.Spec + " is not in " + FileName }

// UnusedError is an input that only the lock has.
type UnusedError struct{ Spec string }

func (e *UnusedError) Error() string {
	return e.Spec + " is in " + FileName + ", and nothing asks for it"
}

// ContractError is a lock made with another version of the contract.
type ContractError struct{ Found, Expected string }

func (e *ContractError) Error() string {
	return fmt.Sprintf("the contract is not the one of %s\n  found:    %s\n  expected: %s", FileName, e.Found, e.Expected)
}

// ChangedError is an input that is not what was locked.
type ChangedError struct {
	Spec string
	// What differs: "reference", "manifest" or "component".
	What            string
	Found, Expected string
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s: the %s is not the one in %s\n  found:    %s\n  expected: %s", e.Spec, e.What, FileName, e.Found, e.Expected)
}

// DefinitionError is a component that reports other tools, resources or prompts than when it was
// locked.
type DefinitionError struct {
	Spec string
	// Differences are in the order of the definitions.
	Differences []DefinitionDifference
}

func (e *DefinitionError) Error() string {
	lines := []string{e.Spec + ": the definitions are not those in " + FileName}
	for _, d := range e.Differences {
		for _, l := range d.Lines() {
			lines = append(lines, "  "+l)
		}
	}
	return strings.Join(lines, "\n")
}

// Check compares a server's inputs with the lock. All that differs is in the error, joined, in the
// order of the inputs.
func (f *File) Check(contract string, inputs []Input) error {
	var errs []error
	if contract != f.Contract {
		errs = append(errs, &ContractError{contract, f.Contract})
	}
	used := map[[2]string]bool{}
	for _, got := range inputs {
		used[[2]string{got.Part, got.Spec}] = true
		want, ok := f.Find(got.Part, got.Spec)
		if !ok {
			errs = append(errs, &NotLockedError{got.Label()})
			continue
		}
		errs = append(errs, check(want, got)...)
	}
	for _, want := range f.Inputs {
		if !used[[2]string{want.Part, want.Spec}] {
			errs = append(errs, &UnusedError{want.Label()})
		}
	}
	return errors.Join(errs...)
}

func check(want, got Input) []error {
	var errs []error
	differ := func(what, found, expected string) {
		if found != expected {
			errs = append(errs, &ChangedError{got.Label(), what, orNone(found), orNone(expected)})
		}
	}
	differ("reference", got.Reference, want.Reference)
	differ("manifest", got.Manifest.String(), want.Manifest.String())
	differ("component", got.Layer.String(), want.Layer.String())
	if differences := differences(want, got); len(differences) > 0 {
		errs = append(errs, &DefinitionError{got.Label(), differences})
	}
	return errs
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
