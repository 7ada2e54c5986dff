package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
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
func (a *app) keyPassword(prompt string) ([]byte, error) {
	for _, pair := range a.Environ {
		if value, ok := strings.CutPrefix(pair, passwordVariable+"="); ok {
			return []byte(value), nil
		}
	}
	terminal, ok := a.Stdin.(*os.File)
	if !ok || !term.IsTerminal(terminal.Fd()) {
		return nil, &noPasswordError{}
	}
	return a.askSecret(terminal, prompt)
}

// askSecret asks for something that is not shown while it is typed.
func (a *app) askSecret(terminal *os.File, prompt string) ([]byte, error) {
	fmt.Fprint(a.Stderr, prompt+": ")
	b, err := term.ReadPassword(terminal.Fd())
	fmt.Fprintln(a.Stderr)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return b, nil
}
