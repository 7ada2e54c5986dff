package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wasmcp/wasmcp-go/internal/bounded"
	"github.com/wasmcp/wasmcp-go/oci/policy"
)

// Policy says what may be taken from registries. It holds for all profiles. Where it is there, what
// no rule is about is refused.
type Policy struct {
	// Rules are looked at in order. Files of keys are relative to the directory of wasmcp.toml.
	Rules []policy.Rule `toml:"rules"`
}

// PolicyError is a policy that cannot be used.
type PolicyError struct {
	Path string
	Err  error
}

func (e *PolicyError) Error() string { return e.Path + ": " + e.Err.Error() }

func (e *PolicyError) Unwrap() error { return e.Err }

// mostKey is how large a file of a key may be.
const mostKey = 1 << 20

// LoadPolicy reads the policy of dir's wasmcp.toml. Where there is no such file, or no policy in it,
// it is nil, which accepts everything; a file that cannot be read is an error.
func LoadPolicy(dir string) (*policy.Policy, error) {
	f, err := Load(dir, "")
	if Missing(err) {
		if _, there := os.Lstat(filepath.Join(dir, FileName)); there == nil { // a link to nothing
			return nil, &PolicyError{filepath.Join(dir, FileName), errors.New("it cannot be read")}
		}
		return nil, nil
	}
	switch {
	case err != nil:
		return nil, err
	case f.Policy == nil:
		return nil, nil
	}
	p, err := policy.New(f.Policy.Rules, func(file string) ([]byte, error) {
		path := file
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		b, err := bounded.ReadFile(path, mostKey)
		if e := (*os.PathError)(nil); errors.As(err, &e) {
			err = fmt.Errorf("%s: %w", file, e.Err)
		} else if err != nil {
			err = fmt.Errorf("%s: %w", file, err)
		}
		return b, err
	})
	if err != nil {
		return nil, &PolicyError{filepath.Join(dir, FileName), err}
	}
	return p, nil
}
