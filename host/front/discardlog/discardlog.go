// Package discardlog keeps the metrics' client from writing to standard error when the program starts.
//
// The client says through package log that a Linux without pressure metrics has none, before main, and
// so with every command. Packages are initialized as soon as all are that they import, and in the order
// of their paths where several could be: this one needs log alone, and net/http, which the client
// needs, needs log too and comes later in that order. So this one is always first.
package discardlog

import (
	"io"
	"log"
	"os"
)

func init() { log.SetOutput(io.Discard) }

// End has package log write to standard error again.
func End() { log.SetOutput(os.Stderr) }
