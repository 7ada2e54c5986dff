package composing

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
)

// FrameworkOptions choose among the framework's components.
type FrameworkOptions struct {
	// From is where they are: see frameworkFrom.
	From         string
	Sessions     string
	StateKeyFile string
	stateKeyEnv  bool
}

func (o *FrameworkOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.Sessions, "sessions", "", "`WHERE` sessions of clients before 2026-07-28 are stored: stateless (nowhere), keyvalue (the host's store) (default stateless)")
	f.StringVar(&o.StateKeyFile, "state-key-file", "", "encrypt client-held state with the secret in `FILE`. The secret is embedded in the output (default: derived from the components)")
	f.BoolVar(&o.stateKeyEnv, "state-key-env", false, "encrypt client-held state with the secret in the variable WASMCP_STATE_KEY, read at run time")
}

func (o *FrameworkOptions) FromFlag(f *pflag.FlagSet) {
	f.StringVar(&o.From, "framework", "", "load the framework from `WHERE`: ghcr.io/org/prefix, oci-layout://DIRECTORY, a directory (default "+server.Embedded+")")
}

// check refuses what makes no sense.
func (o *FrameworkOptions) check() error {
	if _, err := cli.Choice("sessions", o.Sessions, "", server.Stateless, server.KeyValue); err != nil {
		return err
	}
	if o.stateKeyEnv && o.StateKeyFile != "" {
		return cli.Usagef("--state-key-env and --state-key-file cannot be given together")
	}
	return nil
}

// stateKey returns the secret that is to be written into the server, if there is one.
func (o *FrameworkOptions) stateKey() (string, error) {
	if o.StateKeyFile == "" {
		return "", nil
	}
	if err := cli.CheckDevice(o.StateKeyFile, "a file"); err != nil {
		return "", err
	}
	b, err := cli.ReadSmall(o.StateKeyFile)
	if err != nil {
		return "", err
	}
	key := strings.TrimSpace(string(b))
	if len(key) < leastKey {
		return "", cli.Usagef("%s has a secret of %d bytes, at least %d are needed", o.StateKeyFile, len(key), leastKey)
	}
	return key, nil
}

// leastKey is the length of the shortest secret that is taken from a file.
const leastKey = 16

// parts are the framework's components, by the part each plays in a server for the host.
func (o *FrameworkOptions) parts(host string) map[chain.Part]string {
	return server.Framework{Sessions: o.Sessions, StateKeyEnv: o.stateKeyEnv, KeyValue: server.KeyValueOf(host)}.Parts()
}
