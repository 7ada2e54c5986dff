//go:build unix

package front

import "syscall"

// connLimit is how many connections there may be: of the files that the process may have, some are for
// other things.
func connLimit() int {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return maxConns
	}
	return max(int(min(uint64(files.Cur)/2, maxConns)), 1)
}
