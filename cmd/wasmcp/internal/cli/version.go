package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// linkedVersion is set by the linker in a release build.
var linkedVersion string

// Version is the version of this binary: a release's, a module's, or that of its checkout.
func Version() string {
	if linkedVersion != "" {
		return linkedVersion
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

func (a *App) versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version of wasmcp and of its contract",
		Args:  NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.showVersion(asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// showVersion prints the version.
func (a *App) showVersion(asJSON bool) error {
	v := struct {
		Version  string `json:"version"`
		Contract string `json:"contract"`
		Go       string `json:"go"`
		Platform string `json:"platform"`
	}{Version(), mcp.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if asJSON {
		return json.NewEncoder(a.Stdout).Encode(v)
	}
	_, err := fmt.Fprintf(a.Stdout, "wasmcp %s (contract %s, %s, %s)\n", v.Version, v.Contract, v.Go, v.Platform)
	return err
}
