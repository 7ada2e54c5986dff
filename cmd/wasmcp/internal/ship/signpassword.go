package ship

import (
	"context"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// passwordVariable is where cosign takes the password of a private key from.
const passwordVariable = "COSIGN_PASSWORD"

// noPasswordError is a key whose password nobody gives.
type noPasswordError struct{}

func (*noPasswordError) Error() string {
	return passwordVariable + " is not set, and standard input is not a terminal"
}

// keyPassword returns the password of a private key: that of the environment, which may be empty, or
// what is typed.
func keyPassword(ctx context.Context, a *cli.App, prompt string) ([]byte, error) {
	for _, pair := range a.Environ {
		if value, ok := strings.CutPrefix(pair, passwordVariable+"="); ok {
			return []byte(value), nil
		}
	}
	terminal, ok := terminal(a)
	if !ok {
		return nil, &noPasswordError{}
	}
	secret, err := askSecret(ctx, a, terminal, prompt)
	return []byte(secret), err
}
