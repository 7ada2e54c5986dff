package ship

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

func KeygenCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "keygen [PREFIX]",
		Short: "Create a key pair for signing",
		Long: `Creates a key pair in cosign's format: PREFIX.key, the private key, encrypted with a password, and
PREFIX.pub, the public key. The default PREFIX is cosign.

The password comes from COSIGN_PASSWORD, or from a prompt on a terminal.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return runKeygen(cmd.Context(), a, "cosign")
			case 1:
				return runKeygen(cmd.Context(), a, args[0])
			}
			return cli.Usagef("keygen takes one prefix, found %d", len(args))
		},
	}
}

// keyExistsError is a key that would be lost.
type keyExistsError struct{ file string }

func (e *keyExistsError) Error() string { return e.file + " exists already" }

// runKeygen runs the command.
func runKeygen(ctx context.Context, a *cli.App, prefix string) error {
	private, public := prefix+".key", prefix+".pub"
	for _, file := range []string{private, public} {
		if _, err := os.Lstat(file); err == nil {
			return &keyExistsError{file}
		}
	}
	password, err := newPassword(ctx, a, private)
	if err != nil {
		return err
	}
	key, pub, err := sign.Generate(password)
	if err != nil {
		return err
	}
	if err := writeNew(private, key, 0o600); err != nil {
		return err
	}
	if err := writeNew(public, pub, 0o644); err != nil {
		return errors.Join(err, os.Remove(private))
	}
	if !a.Quiet {
		a.Err.Line("wrote " + private + ", the private key: keep it secret")
		a.Err.Line("wrote " + public + ", the public key: give it to everyone who verifies")
	}
	return nil
}

// newPassword is a password that, where it is typed, is typed twice.
func newPassword(ctx context.Context, a *cli.App, file string) ([]byte, error) {
	password, err := keyPassword(ctx, a, "new password of "+file)
	if err != nil {
		return nil, err
	}
	again, err := keyPassword(ctx, a, "repeat the password")
	if err == nil && !bytes.Equal(password, again) {
		err = errors.New("the two passwords are not the same")
	}
	return password, err
}

// writeNew writes a file that must not be there yet.
func writeNew(file string, b []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return &keyExistsError{file}
	}
	if err != nil {
		return cli.FileError(file, err)
	}
	_, err = f.Write(b)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(file)
		return cli.FileError(file, err)
	}
	return nil
}
