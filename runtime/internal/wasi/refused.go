package wasi

import (
	"fmt"
	"io"
	"slices"
)

const (
	// mostRefusals is how many refusals are told of one instance: whoever tries all hosts fills no log.
	mostRefusals = 16
	// longestRefused is how many bytes of a name are told.
	longestRefused = 200
)

// refused tells, on the component's standard error, what it asked for in vain and which grant it lacks, once
// for each. A guest sees an error code alone, and often prints less than that.
func (c *Call) refused(what, name, grant string) {
	if c.Stderr == nil || len(c.refusals) == mostRefusals {
		return
	}
	line := fmt.Sprintf("refused: %s %q; missing grant: %s\n", what, name[:min(len(name), longestRefused)], grant)
	if slices.Contains(c.refusals, line) {
		return
	}
	c.refusals = append(c.refusals, line)
	_, _ = io.WriteString(c.Stderr, line)
}
