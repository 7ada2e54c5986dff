package child

import (
	"os/exec"
	"syscall"
)

// attributes has a child be a group of its own, which is killed as one, and end with its parent.
func attributes(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
