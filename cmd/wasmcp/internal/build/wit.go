package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/bounded"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	witload "github.com/wasmcp/wasmcp-go/wit/component/load"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

func WitCommand(a *cli.App) *cobra.Command {
	c := cli.Parent("wit", "Read, check, compare and encode WIT",
		witPrintCommand(a),
		witParseCommand(a),
		witCheckCommand(a),
		witEncodeCommand(a),
		witDiffCommand(a),
	)
	c.Long = `Works with WIT, the interface language of components.

A WIT package is a file, a folder of files (with dependencies in deps), or a binary. Where a binary is
accepted, so is a component, which stands for its world, and a reference to a registry.`
	return c
}

// featureOptions are which unstable items are read.
type featureOptions struct {
	names []string
	all   bool
}

func (o *featureOptions) flags(f *pflag.FlagSet) {
	f.StringSliceVar(&o.names, "features", nil, "include what is unstable behind these `FEATURES`, separated by commas")
	f.BoolVar(&o.all, "all-features", false, "include everything that is unstable")
}

func (o *featureOptions) options() wit.Options {
	return wit.Options{Features: o.names, AllFeatures: o.all}
}

// witFile is WIT that was read.
type witFile struct {
	*wit.Resolution
	// name is what messages call it.
	name string
	// isText is whether it was written as WIT, and isComponent whether it is the world of a
	// component, whose package and own name nobody knows.
	isText, isComponent bool
}

// readWIT reads a file or a folder of WIT, or a binary from a file or a registry; - is standard
// input.
func readWIT(ctx context.Context, a *cli.App, spec string, o wit.Options) (*witFile, error) {
	switch {
	case spec == "":
		return nil, cli.Usagef("the name of a file is empty")
	case spec == "-":
		b, err := bounded.Read(a.Stdin, mostWIT)
		if err != nil {
			return nil, cli.FileError("standard input", err)
		}
		return decodeWIT("standard input", b, o)
	case cli.IsRemote(spec):
		s, err := a.LoadComponent(ctx, spec)
		if err != nil {
			return nil, err
		}
		return decodeWIT(s.Name, s.Bytes, o)
	}
	info, err := os.Stat(spec)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &missingWITError{spec, cli.Components(filepath.Dir(spec), "*.wit", "*.wasm")}
	case err != nil:
		return nil, cli.FileError(spec, err)
	case info.IsDir():
		r, err := witload.Path(spec, o)
		return &witFile{Resolution: r, name: spec, isText: true}, err
	}
	if err := cli.CheckDevice(spec, "a file"); err != nil {
		return nil, err
	}
	b, err := bounded.ReadFile(spec, mostWIT)
	if err != nil {
		return nil, cli.FileError(spec, err)
	}
	return decodeWIT(spec, b, o)
}

// mostWIT is how many bytes of WIT, or of a component with it, are read.
const mostWIT = 256 << 20

// readOneWIT is readWIT for commands that read nothing else.
func readOneWIT(ctx context.Context, a *cli.App, spec string, o wit.Options) (*witFile, error) {
	f, err := readWIT(ctx, a, spec, o)
	if err == nil {
		err = a.CheckVerified()
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// decodeWIT reads what is in one file.
func decodeWIT(name string, b []byte, o wit.Options) (*witFile, error) {
	f := &witFile{name: name, isText: !bytes.HasPrefix(b, []byte("\x00asm"))}
	if !f.isText {
		c, err := chain.Decode(chain.Source{Name: name, Bytes: b})
		if err == nil {
			err = cli.Valid(name, b, validate.Open)
		}
		if err != nil {
			return nil, err
		}
		f.isComponent = !component.IsPackage(c)
	}
	r, err := witload.Bytes(name, b, o)
	f.Resolution = r
	return f, err
}

// missingWITError is a file or folder that is not there.
type missingWITError struct {
	path string
	near []string
}

func (e *missingWITError) Error() string { return e.path + " does not exist" }

// binaryWITError is a binary where text is expected.
type binaryWITError struct{ name string }

func (e *binaryWITError) Error() string { return e.name + " is a binary, not WIT as text" }

// emptyWITError is a package in which there is nothing.
type emptyWITError struct {
	name    string
	Package wit.PackageName
}

func (e *emptyWITError) Error() string {
	return fmt.Sprintf("%s: package %s has neither interfaces nor worlds, so that it has no binary form", e.name, e.Package)
}

// unencodableError is a package whose binary would not be valid.
type unencodableError struct {
	name string
	err  error
}

func (e *unencodableError) Error() string { return e.name + " has no valid binary form" }

func (e *unencodableError) Unwrap() error { return e.err }

// unlikeError is a package that is compared with a component.
type unlikeError struct{ pkg, component string }

func (e *unlikeError) Error() string {
	return fmt.Sprintf("%s is a WIT package and %s a component: two of one kind can be compared", e.pkg, e.component)
}

// explainWIT explains what goes wrong with WIT.
func explainWIT(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*missingWITError)(nil); errors.As(err, &e) {
		if len(e.near) > 0 {
			x.Facts = append(x.Facts, "that directory has: "+cli.FirstNames(e.near))
		}
		x.Hint = "give a file of WIT, a folder of such files, or a component"
		return x, true
	}
	if e := (*wit.SourceError)(nil); errors.As(err, &e) {
		lines := strings.Split(err.Error(), "\n")
		return cli.Explanation{Headline: lines[0], Facts: lines[1:]}, true // the mark stands where it did
	}
	if e := (*unencodableError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, e.err.Error())
		x.Hint = "change it: registries and hosts take what is valid"
		return x, true
	}
	if e := (*binaryWITError)(nil); errors.As(err, &e) {
		x.Hint = "show it as WIT: wasmcp wit print " + cli.Quote(e.name)
		return x, true
	}
	return x, false
}
