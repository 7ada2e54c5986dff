//go:build freebsd || dragonfly

package child

import "golang.org/x/sys/unix"

// narrow lowers a limit, and reports whether it was higher.
func narrow(l *unix.Rlimit, value uint64) bool {
	most := int64(min(value, 1<<63-1))
	if l.Cur <= most && l.Max <= most {
		return false
	}
	l.Cur, l.Max = min(l.Cur, most), min(l.Max, most)
	return true
}
