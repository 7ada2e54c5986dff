package cli

import (
	"context"
	"strings"
)

// passwordVariable is where cosign takes the password of a private key from.
const passwordVariable = "COSIGN_PASSWORD"

// noPasswordError is a key whose password nobody gives.
type noPasswordError struct{}

func (*noPasswordError) Error() string {
	return passwordVariable + " is not set, and standard input is no terminal to ask for it"
}

// keyPassword returns the password of a private key: that of the environment, which may be empty, or
// what is typed.
func (a *app) keyPassword(ctx context.Context, prompt string) ([]byte, error) {
	for _, pair := range a.Environ {
		if value, ok := strings.CutPrefix(pair, passwordVariable+"="); ok {
			return []byte(value), nil
		}
	}
	terminal, ok := a.terminal()
	if !ok {
		return nil, &noPasswordError{}
	}
	secret, err := a.askSecret(ctx, terminal, prompt)
	return []byte(secret), err
}
