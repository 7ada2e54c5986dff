package cli

import (
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/compose"
)

// graphOptions are flags of all commands that write what they compose.
type graphOptions struct{ importVersion, strip string }

func (o *graphOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.importVersion, "import-version", "max", "which `VERSION` of an interface to import if components want several: max, min or exact (all of them)")
	f.StringVar(&o.strip, "strip", "", "remove custom sections of this `KIND`: names, custom or all. Metadata stays")
	f.Lookup("strip").NoOptDefVal = "all"
}

// parse returns what the flags say.
func (o *graphOptions) parse(errs *errorList) (compose.ImportVersion, compose.Strip) {
	_, err := choice("import-version", o.importVersion, "max", "min", "exact")
	errs.add(err)
	_, err = choice("strip", o.strip, "", "names", "custom", "all")
	errs.add(err)
	return map[string]compose.ImportVersion{
			"max": compose.ImportHighest, "min": compose.ImportLowest, "exact": compose.ImportExact,
		}[o.importVersion], map[string]compose.Strip{
			"names": compose.StripNames, "custom": compose.StripCustom, "all": compose.StripNames | compose.StripCustom,
		}[o.strip]
}
