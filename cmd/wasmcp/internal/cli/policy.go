package cli

import (
	"context"
	"os"
	"sync"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/config"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// verification decides about everything that is pulled: the policy of the wasmcp.toml here, and the
// keys on the command line. Where there are both, both must accept. They are read when the first
// artifact is asked for, so that what pulls nothing needs none of them; that they cannot be read
// refuses everything.
func (a *app) verification(c *oci.Client) func(context.Context, oci.Reference, oci.Manifest) error {
	read := sync.OnceValues(func() ([]*policy.Policy, error) {
		var all []*policy.Policy
		if len(a.registry.verifyKeys) > 0 {
			keys, err := readPublicKeys(a.registry.verifyKeys)
			if err != nil {
				return nil, err
			}
			all = append(all, policy.Signed(keys...))
		}
		p, err := config.LoadPolicy(".")
		if err != nil {
			return nil, err
		}
		if p != nil {
			all = append(all, p)
		}
		return all, nil
	})
	return func(ctx context.Context, r oci.Reference, m oci.Manifest) error {
		all, err := read()
		if err != nil {
			return err
		}
		for _, p := range all {
			if err := p.Enforce(c)(ctx, r, m); err != nil {
				return err
			}
		}
		return nil
	}
}

// readPublicKeys reads files of public keys, and tells all that is wrong.
func readPublicKeys(files []string) ([]*sign.PublicKey, error) {
	var keys []*sign.PublicKey
	var errs errorList
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			errs.add(fileError(file, err))
			continue
		}
		k, err := sign.ParsePublicKey(file, text)
		errs.add(err)
		keys = append(keys, k)
	}
	return keys, errs.err()
}
