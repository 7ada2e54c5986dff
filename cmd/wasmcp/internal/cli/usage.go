package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
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
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		e.Hint = cmd.CommandPath() + " " + near[0]
	} else {
		var names []string
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				names = append(names, c.Name())
			}
		}
		e.Hint = "commands: " + strings.Join(names, ", ")
	}
	return e
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
	c.SuggestionsMinimumDistance = 2
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
