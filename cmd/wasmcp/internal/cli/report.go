package cli

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/internal/errlist"
)

// Explanation is an error as it is printed: what is wrong, what was found and expected, and at
// most one thing to do about it.
type Explanation struct {
	Headline string
	Facts    []string
	Hint     string
}

// Report prints an error. Errors that were joined are printed one after the other.
func (a *App) Report(err error) {
	for _, e := range errlist.Flatten(err) {
		x := a.Explain(e)
		a.Err.Error(x.Headline, x.Facts, x.Hint)
	}
}

// Plain is an error as it stands: its first line, and the others as facts.
func Plain(err error) Explanation {
	lines := strings.Split(err.Error(), "\n")
	x := Explanation{Headline: lines[0]}
	for _, l := range lines[1:] {
		x.Facts = append(x.Facts, strings.TrimPrefix(l, "  "))
	}
	return x
}

// Explainer adds to an error the facts and the advice that only the command line can give. It reports
// whether it knows the error.
type Explainer func(a *App, err error) (Explanation, bool)

// FirstOf knows what any of several knows. The first that knows an error explains it.
func FirstOf(all ...Explainer) Explainer {
	return func(a *App, err error) (Explanation, bool) {
		for _, known := range all {
			if x, ok := known(a, err); ok {
				return x, true
			}
		}
		return Explanation{}, false
	}
}

// Explain is an error as it is printed: explained by the package that makes it, or as it stands.
func (a *App) Explain(err error) Explanation {
	own := []Explainer{explainFile, explainRegistry, explainInvalid}
	if x, ok := FirstOf(append(slices.Clone(a.tree.Explainers), own...)...)(a, err); ok {
		return x
	}
	return Plain(err)
}

// explainFile explains what goes wrong with files.
func explainFile(_ *App, err error) (x Explanation, ok bool) {
	x = Plain(err)
	if e := (*missingFileError)(nil); errors.As(err, &e) {
		if len(e.near) > 0 {
			x.Facts = append(x.Facts, "that directory has: "+FirstNames(e.near))
		}
		x.Hint = "build the component first, or give the path of one that is built"
		if looksPushed(e.path) {
			x.Hint = "for a component in a registry, add the host: ghcr.io/" + e.path
		}
		return x, true
	}
	if e := (*deviceError)(nil); errors.As(err, &e) {
		x.Hint = "give a file: a device may have no end"
		return x, true
	}
	if e := (*directoryError)(nil); errors.As(err, &e) {
		x.Hint = "build a component in it, then give the component's path"
		if len(e.built) > 0 {
			x.Facts = append(x.Facts, "components in it: "+FirstNames(e.built))
			x.Hint = "give the component instead: " + e.built[0]
		}
		return x, true
	}
	if e := (*sameFileError)(nil); errors.As(err, &e) {
		if e.input != e.output {
			x.Facts = append(x.Facts, e.input+" is the same file")
		}
		x.Hint = "choose another file: -o server.wasm"
		return x, true
	}
	if e := (*outputError)(nil); errors.As(err, &e) {
		x.Hint = "make the directory first: mkdir -p " + Quote(filepath.Dir(e.output))
		if e.instead != "" {
			x.Hint = "name a file in it: -o " + Quote(e.instead)
		}
		return x, true
	}
	if e := (*terminalError)(nil); errors.As(err, &e) {
		x.Hint = "write it to a file: -o server.wasm"
		return x, true
	}
	return x, false
}
