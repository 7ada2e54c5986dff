package cli

import (
	"os"
	"strings"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// contractVersion is the version of the contract that the embedded framework speaks.
const contractVersion = mcp.Version

// frameworkOptions choose among the framework's components.
type frameworkOptions struct {
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
	f.StringVar(&o.sessions, "sessions", "", "`WHERE` sessions with clients older than 2026-07-28 are kept: stateless (nowhere), keyvalue (the host's store) (default stateless)")
	f.StringVar(&o.stateKeyFile, "state-key-file", "", "seal what clients keep for the server with the secret in `FILE`, which is written into the server (default: derived from the components)")
	f.BoolVar(&o.stateKeyEnv, "state-key-env", false, "seal what clients keep for the server with the secret in the variable WASMCP_STATE_KEY where it runs")
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
	b, err := os.ReadFile(o.stateKeyFile)
	if err != nil {
		return "", fileError(o.stateKeyFile, err)
	}
	key := strings.TrimSpace(string(b))
	if len(key) < leastKey {
		return "", usagef("%s has a secret of %d bytes, at least %d are needed", o.stateKeyFile, len(key), leastKey)
	}
	return key, nil
}

// leastKey is the length of the shortest secret that is taken from a file.
const leastKey = 16

// embeddedSpec is what wasmcp.lock has for a component of the embedded framework.
const embeddedSpec = "embedded"

// names are the framework's components, by the part each plays in a server for the host.
func (o *frameworkOptions) names(host host) map[chain.Part]string {
	names := map[chain.Part]string{}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		names[part] = string(part)
	}
	if o.sessions == keyvalue {
		names[chain.Sessions] = "sessions-keyvalue-" + host.keyvalue
	}
	if o.stateKeyEnv {
		names[chain.StateKey] = "state-key-environment"
	}
	return names
}

// parts returns the embedded framework components by the part each plays in a server for the host,
// and what wasmcp.lock has of them.
func (o *frameworkOptions) parts(host host) (map[chain.Part]chain.Source, []lock.Input, error) {
	names := o.names(host)
	parts := map[chain.Part]chain.Source{}
	var inputs []lock.Input
	for _, part := range chain.Parts() {
		name, ok := names[part]
		if !ok {
			continue
		}
		b, info, err := framework.Component(name)
		if err != nil {
			return nil, nil, err
		}
		sum := digest.FromBytes(b)
		parts[part] = chain.Source{Name: info.Name + " " + info.Version, Bytes: b, Digest: sum.String()}
		inputs = append(inputs, lock.Input{Part: name, Spec: embeddedSpec, Layer: sum})
	}
	return parts, inputs, nil
}
