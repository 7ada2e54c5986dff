package composing

import (
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
)

// GraphOptions are flags of all commands that write what they compose.
type GraphOptions struct{ importVersion, strip string }

func (o *GraphOptions) Flags(f *pflag.FlagSet) {
	f.StringVar(&o.importVersion, "import-version", "max", "which `VERSION` of an interface to import if components want several: max, min or exact (all of them)")
	f.StringVar(&o.strip, "strip", "", "remove custom sections of this `KIND`: names, custom or all. Metadata stays")
	f.Lookup("strip").NoOptDefVal = "all"
}

// Parse returns what the flags say.
func (o *GraphOptions) Parse(errs *errlist.List) (compose.ImportVersion, compose.Strip) {
	_, err := cli.Choice("import-version", o.importVersion, "max", "min", "exact")
	errs.Add(err)
	_, err = cli.Choice("strip", o.strip, "", "names", "custom", "all")
	errs.Add(err)
	return map[string]compose.ImportVersion{
			"max": compose.ImportHighest, "min": compose.ImportLowest, "exact": compose.ImportExact,
		}[o.importVersion], map[string]compose.Strip{
			"names": compose.StripNames, "custom": compose.StripCustom, "all": compose.StripNames | compose.StripCustom,
		}[o.strip]
}
