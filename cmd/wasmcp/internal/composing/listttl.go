package composing

import (
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// maxListTTL is the longest time for which clients may keep lists.
const maxListTTL = 1000 * time.Hour

func checkListTTL(ttl time.Duration) error {
	if ttl < 0 || ttl > maxListTTL || ttl%time.Millisecond != 0 {
		return cli.Usagef("--list-ttl %s is not whole milliseconds, between 0 and %s", ttl, maxListTTL)
	}
	return nil
}
