package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// usageError is a command line that cannot be understood; the exit code is then 2.
type usageError struct {
	message string
	hint    string
}

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return &usageError{message: fmt.Sprintf(format, args...)}
}

// oneReference is for commands that take a reference and nothing else.
func oneReference(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one reference, found %d", cmd.Name(), len(args))
	}
	return nil
}

// unknownCommand says what was found where a command was expected, and the nearest that exist.
func unknownCommand(cmd *cobra.Command, name string) error {
	e := &usageError{message: fmt.Sprintf("%q is not a command of %s", name, cmd.CommandPath())}
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		e.hint = cmd.CommandPath() + " " + near[0]
	} else {
		var names []string
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				names = append(names, c.Name())
			}
		}
		e.hint = "commands: " + strings.Join(names, ", ")
	}
	return e
}

// exclusive says what flags exclude each other, where an error of the command line library is about that.
func exclusive(err error) error {
	_, given, found := strings.Cut(err.Error(), "; [")
	given, _, ended := strings.Cut(given, "]")
	if !found || !ended {
		return usagef("%s", err)
	}
	return usagef("--%s cannot be given together", strings.Join(strings.Fields(given), " and --"))
}

// parent is a command that only has commands under it.
func parent(use, short string, children ...*cobra.Command) *cobra.Command {
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
