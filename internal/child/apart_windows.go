package child

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// apart has a child have no console, and so none of its signals.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
}
