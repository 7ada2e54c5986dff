//go:build unix

package child

import (
	"os"
	"os/exec"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// descriptors is how many files a child may have open.
const descriptors = 256

// limit sets the system's limits of a process.
func limit(c Confinement) error {
	if c.Memory > 0 {
		debug.SetMemoryLimit(int64(c.Memory / 4 * 3)) // collect garbage before it counts
	}
	for _, l := range []struct {
		resource int
		value    uint64
		any      bool
	}{
		{unix.RLIMIT_CORE, 0, false},
		{unix.RLIMIT_NOFILE, descriptors, false},
		{unix.RLIMIT_CPU, c.CPU, c.CPU == 0},
		{unix.RLIMIT_FSIZE, c.FileSize, c.FileSize == 0},
		// Not the address space, of which Go reserves more than it uses.
		{unix.RLIMIT_DATA, c.Memory, c.Memory == 0},
	} {
		if l.any {
			continue
		}
		var now unix.Rlimit
		if err := unix.Getrlimit(l.resource, &now); err != nil {
			return os.NewSyscallError("getrlimit", err)
		}
		if !narrow(&now, l.value) {
			continue
		}
		if err := unix.Setrlimit(l.resource, &now); err != nil {
			return os.NewSyscallError("setrlimit", err)
		}
	}
	return nil
}

// killAll kills a child, and what it may have started.
func killAll(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	_ = cmd.Process.Kill()
}

// contain has nothing to do here.
func contain(*exec.Cmd) (release func()) { return func() {} }
