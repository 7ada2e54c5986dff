//go:build unix

package child

import (
	"os/exec"
	"syscall"
)

// apart has a child be in a session of its own, which no terminal and no group's end reaches.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
