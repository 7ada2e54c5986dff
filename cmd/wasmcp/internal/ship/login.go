package ship

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
)

// loginOptions are what login is told.
type loginOptions struct {
	user          string
	passwordStdin bool
	token         bool
}

func LoginCommand(a *cli.App) *cobra.Command {
	var o loginOptions
	c := &cobra.Command{
		Use:   "login HOST",
		Short: "Log in to a registry",
		Long: `Checks a user's password or token with a registry and stores it: in Docker's configured credential helper,
the system's credential helper, or Docker's configuration file. On a terminal it asks for what is
missing.`,
		Example: `  wasmcp login ghcr.io
  echo "$TOKEN" | wasmcp login ghcr.io --username ada --password-stdin`,
		RunE: func(cmd *cobra.Command, args []string) error {
			host, err := oneHost("login", args)
			if err != nil {
				return err
			}
			return runLogin(cmd.Context(), a, host, &o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.user, "username", "", "log in as `USER`")
	f.BoolVar(&o.passwordStdin, "password-stdin", false, "read the password from standard input")
	f.BoolVar(&o.token, "identity-token", false, "the password is an identity token; no user is needed")
	return c
}

func LogoutCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "logout HOST",
		Short: "Log out of a registry",
		Long:  `Removes the stored credentials for a registry.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			host, err := oneHost("logout", args)
			if err != nil {
				return err
			}
			r, err := a.RegistryAccess()
			if err != nil {
				return err
			}
			gone, err := r.Client.Logout(cmd.Context(), host)
			if err == nil && !a.Quiet {
				showLogout(a, host, gone)
			}
			return err
		},
	}
}

// showLogout says what has become of the credentials for a registry.
func showLogout(a *cli.App, host string, gone oci.Deleted) {
	if gone.From == "" {
		a.Err.Line("there were no credentials for " + host)
	} else {
		a.Err.Line("logged out of " + host + ": its credentials were removed from " + gone.From)
	}
	for _, file := range gone.Left {
		a.Err.Line("  credentials for " + host + ", or a part of it, are still in " + file)
	}
}

// oneHost is the host that login and logout are about.
func oneHost(command string, args []string) (string, error) {
	if len(args) != 1 {
		return "", cli.Usagef("%s takes one host, found %d", command, len(args))
	}
	if host, rest, ok := strings.Cut(args[0], "/"); ok {
		hint := ""
		if host != "" && !strings.HasSuffix(host, ":") && rest != "" {
			hint = "wasmcp " + command + " " + host
		}
		return "", &cli.UsageError{Message: fmt.Sprintf("%q is not a host, such as ghcr.io", args[0]), Hint: hint}
	}
	return args[0], nil
}

// runLogin runs the command.
func runLogin(ctx context.Context, a *cli.App, host string, o *loginOptions) error {
	if a.Registry.Offline {
		return cli.Usagef("login needs the network: leave out --offline")
	}
	user, secret, err := secret(ctx, a, host, o)
	if err != nil {
		return err
	}
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	err = r.Client.Login(ctx, host, user, secret)
	if e := (*oci.AuthError)(nil); errors.As(err, &e) {
		return &loginError{host, user, e.Message}
	}
	if err != nil {
		return err
	}
	if !a.Quiet {
		a.Err.Line("logged in to " + host)
	}
	return nil
}

// loginError is a registry that does not accept credentials.
type loginError struct{ host, user, message string }

func (e *loginError) Error() string {
	whose := "the password of " + e.user
	if e.user == "" {
		whose = "the identity token"
	}
	s := e.host + " does not accept " + whose
	if e.message != "" {
		s += fmt.Sprintf("\n  the registry says: %q", e.message)
	}
	return s
}

// secret returns the user and the password or token: from flags and standard input, or by asking.
func secret(ctx context.Context, a *cli.App, host string, o *loginOptions) (user, secret string, err error) {
	if o.user != "" && o.token {
		return "", "", cli.Usagef("--identity-token needs no user name: leave out --username")
	}
	switch terminal, ok := terminal(a); {
	case o.passwordStdin:
		if o.user == "" && !o.token {
			return "", "", cli.Usagef("--password-stdin needs --username or --identity-token")
		}
		b, err := io.ReadAll(io.LimitReader(a.Stdin, maxSecret+1))
		if err != nil {
			return "", "", fmt.Errorf("standard input: %w", err)
		}
		secret = strings.TrimRight(string(b), "\r\n")
	case !ok:
		return "", "", &cli.UsageError{Message: "no password was given, and standard input is not a terminal",
			Hint: "pipe it in: wasmcp login " + host + " --username NAME --password-stdin"}
	default:
		if o.user == "" && !o.token {
			if o.user, err = askLine(ctx, a, terminal, "user name for "+host); err != nil {
				return "", "", err
			}
		}
		what := "password"
		if o.token {
			what = "identity token"
		}
		if secret, err = askSecret(ctx, a, terminal, what); err != nil {
			return "", "", err
		}
	}
	switch {
	case secret == "":
		return "", "", errors.New("the password is empty")
	case len(secret) > maxSecret:
		return "", "", fmt.Errorf("the password is longer than %d bytes", maxSecret)
	case o.user == "" && !o.token:
		return "", "", errors.New("the user name is empty")
	}
	return o.user, secret, nil
}

// maxSecret is how long a password or a token may be.
const maxSecret = 64 << 10
