package build

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/wit"
)

func witPrintCommand(a *cli.App) *cobra.Command {
	var asJSON, alone bool
	var features featureOptions
	c := &cobra.Command{
		Use:   "print FILE",
		Short: "Show a package, or the world of a component, as WIT",
		Long: `Prints a WIT package, or the world of a component, as WIT, followed by all packages it depends on. So
the output can be parsed without other files, and printing it again gives the same text. Worlds are
printed complete, with everything they include and import. FILE may be - for standard input.`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON && alone {
				return cli.Usagef("--json has all packages, and --no-deps one: give one or the other")
			}
			f, err := readOneWIT(cmd.Context(), a, args[0], features.options())
			if err != nil {
				return err
			}
			if asJSON {
				return printWIT(a, string(f.JSON()))
			}
			if alone {
				return printWIT(a, wit.Print(f.Main))
			}
			return printWIT(a, wit.PrintAll(f.Main))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print WIT as JSON, in the form of wasm-tools")
	c.Flags().BoolVar(&alone, "no-deps", false, "print the package without its dependencies")
	features.flags(c.Flags())
	return c
}

func printWIT(a *cli.App, text string) error {
	_, err := fmt.Fprint(a.Stdout, text)
	return err
}

// oneFile refuses arguments that are not exactly one.
func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return cli.Usagef("wit %s takes one file, found %d", cmd.Name(), len(args))
	}
	return nil
}

func witParseCommand(a *cli.App) *cobra.Command {
	var asJSON bool
	var features featureOptions
	c := &cobra.Command{
		Use:   "parse FILE",
		Short: "Parse WIT and list what it defines",
		Long: `Parses a file or a folder of WIT and resolves every name in it. Lists the packages, interfaces and
worlds. With --json it prints everything down to each type, as wasm-tools component wit --json does.
FILE may be - for standard input.

For binaries, use wasmcp wit print.`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := readText(cmd.Context(), a, args[0], features.options())
			if err != nil {
				return err
			}
			if asJSON {
				return printWIT(a, string(f.JSON()))
			}
			showResolution(a, f.Resolution)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	features.flags(c.Flags())
	return c
}

// readText is readOneWIT for WIT as text alone.
func readText(ctx context.Context, a *cli.App, spec string, o wit.Options) (*witFile, error) {
	f, err := readOneWIT(ctx, a, spec, o)
	if err != nil {
		return nil, err
	}
	if !f.isText {
		return nil, &binaryWITError{f.name}
	}
	return f, nil
}

// showResolution lists what is in packages, the main one first and the others in the order in which
// they were resolved.
func showResolution(a *cli.App, r *wit.Resolution) {
	showPackage(a, r.Main)
	for _, p := range r.Packages {
		if p != r.Main {
			showPackage(a, p)
		}
	}
}

func showPackage(a *cli.App, p *wit.Package) {
	a.Out.Heading("package " + p.Name.String())
	var rows [][]string
	for _, i := range p.Interfaces {
		rows = append(rows, []string{"interface", i.Name, counts(count(len(i.Types), "type"), count(len(i.AllFuncs()), "function"))})
	}
	for _, w := range p.Worlds {
		rows = append(rows, []string{"world", w.Name, counts(count(len(w.Imports), "import"), count(len(w.Exports), "export"))})
	}
	a.Out.Table(nil, rows)
}

// count says how many there are of a thing, or nothing where there are none.
func count(n int, what string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + what
	default:
		return fmt.Sprintf("%d %ss", n, what)
	}
}

// counts joins two counts.
func counts(a, b string) string {
	if a == "" && b == "" {
		return "empty"
	}
	return strings.Trim(a+", "+b, ", ")
}
