package build

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

func witEncodeCommand(a *cli.App) *cobra.Command {
	var outputs []string
	var features featureOptions
	c := &cobra.Command{
		Use:   "encode FILE -o FILE",
		Short: "Encode a WIT package as binary",
		Long: `Encodes a package in the binary form that registries store: one component that contains the package and
everything it depends on. Comments are kept. The same package always gives the same bytes.`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(outputs) {
			case 0:
				return cli.Usagef("-o is missing: where should the result go?")
			case 1:
				return encodeWIT(cmd.Context(), a, args[0], outputs[0], &features)
			default:
				return cli.Usagef("-o is given %d times: %s", len(outputs), strings.Join(outputs, ", "))
			}
		},
	}
	c.Flags().StringArrayVarP(&outputs, "output", "o", nil, "write the result to `FILE`; - is standard output")
	features.flags(c.Flags())
	return c
}

func encodeWIT(ctx context.Context, a *cli.App, spec, output string, features *featureOptions) error {
	f, err := readOneWIT(ctx, a, spec, features.options())
	if err != nil {
		return err
	}
	if err := cli.CheckOutput(output, []string{spec}, nil); err != nil {
		return err
	}
	p := f.Main
	if len(p.Interfaces)+len(p.Worlds) == 0 {
		return &emptyWITError{f.name, p.Name}
	}
	b, err := f.binary()
	if err != nil {
		return err
	}
	if _, err := a.WriteComponent(output, bytes.NewReader(b)); err != nil {
		return err
	}
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("%s  package %s, %s", output, p.Name, ui.Size(int64(len(b)))))
	}
	return nil
}

// binary returns the binary form of a package, which has to be valid.
func (f *witFile) binary() ([]byte, error) {
	c, err := component.EncodePackage(f.Main)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	b := c.Encode()
	if err := validate.Component(b, validate.Open); err != nil {
		return nil, &unencodableError{f.name, err}
	}
	return b, nil
}
