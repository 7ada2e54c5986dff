//go:build unix && !linux

package child

import (
	"os/exec"
	"syscall"
)

// attributes has a child be a group of its own, which is killed as one.
func attributes(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Confine gives up, for good, what the system has limits for: this one has no others.
func Confine(c Confinement) error { return limit(c) }
