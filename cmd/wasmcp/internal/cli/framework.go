package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// contractVersion is the version of the contract that the embedded framework speaks.
const contractVersion = mcp.Version

// frameworkOptions choose among the framework's components.
type frameworkOptions struct {
	// from is where they are: see frameworkFrom.
	from         string
	sessions     string
	stateKeyFile string
	stateKeyEnv  bool
}

// What --sessions takes.
const (
	stateless = "stateless"
	keyvalue  = "keyvalue"
)

func (o *frameworkOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.sessions, "sessions", "", "`WHERE` sessions of clients before 2026-07-28 are stored: stateless (nowhere), keyvalue (the host's store) (default stateless)")
	f.StringVar(&o.stateKeyFile, "state-key-file", "", "encrypt client-held state with the secret in `FILE`. The secret is embedded in the output (default: derived from the components)")
	f.BoolVar(&o.stateKeyEnv, "state-key-env", false, "encrypt client-held state with the secret in the variable WASMCP_STATE_KEY, read at run time")
}

func (o *frameworkOptions) fromFlag(f *pflag.FlagSet) {
	f.StringVar(&o.from, "framework", "", "load the framework from `WHERE`: ghcr.io/org/prefix, oci-layout://DIRECTORY, a directory (default "+embeddedSpec+")")
}

// check refuses what makes no sense.
func (o *frameworkOptions) check() error {
	if o.sessions != "" && o.sessions != stateless && o.sessions != keyvalue {
		return usagef("--sessions %q is not known: %s, %s", o.sessions, stateless, keyvalue)
	}
	if o.stateKeyEnv && o.stateKeyFile != "" {
		return usagef("--state-key-env and --state-key-file exclude each other")
	}
	return nil
}

// stateKey returns the secret that is to be written into the server, if there is one.
func (o *frameworkOptions) stateKey() (string, error) {
	if o.stateKeyFile == "" {
		return "", nil
	}
	if err := checkDevice(o.stateKeyFile, "a file"); err != nil {
		return "", err
	}
	b, err := readSmall(o.stateKeyFile)
	if err != nil {
		return "", err
	}
	key := strings.TrimSpace(string(b))
	if len(key) < leastKey {
		return "", usagef("%s has a secret of %d bytes, at least %d are needed", o.stateKeyFile, len(key), leastKey)
	}
	return key, nil
}

// leastKey is the length of the shortest secret that is taken from a file.
const leastKey = 16

// names are the framework's components, by the part each plays in a server for the host.
func (o *frameworkOptions) names(host host) map[chain.Part]string {
	names := map[chain.Part]string{}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		names[part] = string(part)
	}
	if o.sessions == keyvalue {
		names[chain.Sessions] = "sessions-keyvalue-" + host.keyvalue
		names[chain.Context] = "context-streams"
	}
	if o.stateKeyEnv {
		names[chain.StateKey] = "state-key-environment"
	}
	return names
}
