package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// UsageError is a command line that cannot be understood; the exit code is then 2.
type UsageError struct {
	Message string
	Hint    string
}

func (e *UsageError) Error() string { return e.Message }

func Usagef(format string, args ...any) error {
	return &UsageError{Message: fmt.Sprintf(format, args...)}
}

// OneReference is for commands that take a reference and nothing else.
func OneReference(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return Usagef("%s takes one reference, found %d", cmd.Name(), len(args))
	}
	return nil
}

// unknownCommand says what was found where a command was expected, and the nearest that exist.
func unknownCommand(cmd *cobra.Command, name string) error {
	e := &UsageError{Message: fmt.Sprintf("%q is not a command of %s", name, cmd.CommandPath())}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	switch other, near := otherNames[name], Nearest(name, names); {
	case slices.Contains(names, other):
		e.Hint = cmd.CommandPath() + " " + other
	case slices.Contains(names, "server") && (strings.HasSuffix(name, ".wasm") || strings.ContainsAny(name, "/:")):
		e.Hint = cmd.CommandPath() + " server " + Quote(name) + " -o FILE"
	case len(near) > 0:
		e.Hint = cmd.CommandPath() + " " + near[0]
	default:
		e.Hint = "commands: " + strings.Join(names, ", ")
	}
	return e
}

// otherNames are what commands are called in other tools.
var otherNames = map[string]string{
	"init": "new", "create": "new", "scaffold": "new",
	"build": "compose", "plug": "link",
	"start": "serve", "up": "serve", "exec": "run",
	"ls": "list", "tools": "list", "info": "inspect", "show": "inspect",
	"get": "read", "upload": "push", "download": "pull", "fetch": "pull",
}

// flagError says what is wrong with flags. Before a command that is not one, they are not what is wrong.
func flagError(cmd *cobra.Command, err error) error {
	if words := cmd.Flags().Args(); cmd.HasParent() && cmd.HasAvailableSubCommands() && len(words) > 0 {
		return unknownCommand(cmd, words[0])
	}
	u := &UsageError{Message: err.Error()}
	unknown, invalid := (*pflag.NotExistError)(nil), (*pflag.InvalidValueError)(nil)
	switch {
	case errors.As(err, &unknown):
		u.Hint = "list the flags: " + cmd.CommandPath() + " --help"
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, f.Name)
			}
		})
		if near := Nearest(unknown.GetSpecifiedName(), names); len(near) > 0 && unknown.GetSpecifiedShortnames() == "" {
			u.Hint = "did you mean --" + near[0] + "?"
		}
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "duration":
		u.Hint = "give a time with its unit, such as 90s, 5m or 1h30m"
		if _, err := strconv.ParseFloat(invalid.GetValue(), 64); err == nil {
			u.Hint = "give the unit too: --" + invalid.GetFlag().Name + " " + invalid.GetValue() + "s"
		}
	}
	return u
}

// helpCommand is help, which knows when it is asked about no command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		RunE: func(c *cobra.Command, args []string) error {
			about := c.Root()
			for _, name := range args {
				i := slices.IndexFunc(about.Commands(), func(s *cobra.Command) bool { return s.Name() == name })
				if i < 0 {
					return unknownCommand(about, name)
				}
				about = about.Commands()[i]
			}
			return about.Help()
		},
	}
}

// exclusive says what flags exclude each other, where an error of the command line library is about that.
func exclusive(err error) error {
	_, given, found := strings.Cut(err.Error(), "; [")
	given, _, ended := strings.Cut(given, "]")
	if !found || !ended {
		return Usagef("%s", err)
	}
	return Usagef("--%s cannot be given together", strings.Join(strings.Fields(given), " and --"))
}

// Parent is a command that only has commands under it.
func Parent(use, short string, children ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	c.AddCommand(children...)
	return c
}

// NoArgs refuses arguments in this program's words.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return Usagef("%s takes no arguments, found %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// Choice refuses a flag's value that is none of those there are.
func Choice(flag, value string, values ...string) (string, error) {
	for _, v := range values {
		if v == value {
			return v, nil
		}
	}
	if values[0] == "" {
		values = values[1:]
	}
	return value, Usagef("--%s %q is not one of: %s", flag, value, strings.Join(values, ", "))
}

// Pair takes a flag's value of the form A=B apart.
func Pair(flag, value, form string) (a, b string, err error) {
	a, b, _ = strings.Cut(value, "=")
	if a == "" || b == "" {
		return "", "", Usagef("--%s %q is not of the form %s", flag, value, form)
	}
	return a, b, nil
}
