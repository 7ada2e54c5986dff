//go:build unix && !freebsd && !dragonfly

package child

import "golang.org/x/sys/unix"

// narrow lowers a limit, and reports whether it was higher.
func narrow(l *unix.Rlimit, value uint64) bool {
	if l.Cur <= value && l.Max <= value {
		return false
	}
	l.Cur, l.Max = min(l.Cur, value), min(l.Max, value)
	return true
}
