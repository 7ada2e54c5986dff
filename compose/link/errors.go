package link

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
)

// NameError says that an instance cannot be called so: several are, or the name is none.
type NameError struct {
	Name string
	// Sources are the components whose instances are called so, and Indexes which instances these are.
	Sources []string
	Indexes []int
}

func (e *NameError) Error() string {
	if len(e.Sources) < 2 {
		return fmt.Sprintf("%q cannot be the name of an instance: expected letters, digits, - and _", e.Name)
	}
	return fmt.Sprintf("%d instances are called %s: %s", len(e.Sources), e.Name, strings.Join(e.Sources, ", "))
}

// InputError is what is wrong with the component of the instance at an index.
type InputError struct {
	Index int
	Err   error
}

func (e *InputError) Error() string { return e.Err.Error() }

func (e *InputError) Unwrap() error { return e.Err }

// PackageError is a WIT package where a component is expected.
type PackageError struct{ Source string }

func (e *PackageError) Error() string {
	return e.Source + " is a WIT package, not a component: it says what components look like, and has no code"
}

// InstanceError says that there is no instance of a name.
type InstanceError struct {
	// In is what names it.
	In, Name string
	// Nearest is a name that may have been meant, or empty.
	Nearest   string
	Instances []string
}

func (e *InstanceError) Error() string {
	return fmt.Sprintf("%s: no instance is called %s\n  there are: %s", e.In, e.Name, listed(e.Instances))
}

// ItemError says that an instance, or where it is empty any of them, has no import or export of a
// name.
type ItemError struct {
	// In is what names it, Kind "import" or "export".
	In, Kind       string
	Instance, Name string
	// Nearest is a name that may have been meant, or empty.
	Nearest string
	Has     []string
}

func (e *ItemError) Error() string {
	if e.Instance == "" {
		return fmt.Sprintf("%s: no instance has the %s %s\n  there are: %s", e.In, e.Kind, e.Name, listed(e.Has))
	}
	return fmt.Sprintf("%s: %s has no %s %s\n  it has: %s", e.In, e.Instance, e.Kind, e.Name, listed(e.Has))
}

// AmbiguousError says that several instances export what one imports.
type AmbiguousError struct {
	Import    Item
	Exporters []Item
	// Choose is one of them that does not need the importer itself; empty where all do.
	Choose Item
}

func (e *AmbiguousError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s imports %s, which %d others export", e.Import.Instance, e.Import.Name, len(e.Exporters))
	for _, x := range e.Exporters {
		fmt.Fprintf(&b, "\n  %s exports %s", x.Instance, x.Name)
	}
	return b.String()
}

// CycleError says that instances need one another in a cycle.
type CycleError struct {
	*compose.CycleError
	// Break is an import of one of them that can be left to the host instead; empty where none can.
	Break Item
	// Connected is an import of one of them that an option connects; empty where none does.
	Connected Item
}

// Unwrap returns the error of the graph.
func (e *CycleError) Unwrap() error { return e.CycleError }

// SeveralError says that several instances have an item that was named without an instance.
type SeveralError struct {
	// In is what names it, Kind "import" or "export".
	In, Kind string
	Items    []Item
}

func (e *SeveralError) Error() string {
	return fmt.Sprintf("%s: %d instances have that %s: %s", e.In, len(e.Items), e.Kind, listedItems(e.Items))
}

// TwiceError says that one thing is asked for in two ways.
type TwiceError struct {
	Item          Item
	First, Second string
}

func (e *TwiceError) Error() string {
	return fmt.Sprintf("%s is given twice: %s, and %s", e.Item, e.First, e.Second)
}

// ExportsError says that the result cannot export several things under one name.
type ExportsError struct {
	Name  string
	Items []Item
}

func (e *ExportsError) Error() string {
	return fmt.Sprintf("%s would be the name of %d exports: %s", e.Name, len(e.Items), listedItems(e.Items))
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func listedItems(items []Item) string {
	list := make([]string, len(items))
	for i, item := range items {
		list[i] = item.String()
	}
	return listed(list)
}
