package child

import (
	"os/exec"
	"runtime/debug"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// attributes keeps the console's signals, which are the parent's to hear, from a child.
func attributes(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// contain puts a child into a job that ends with this process. Where that does not work the child ends
// with its input.
func contain(cmd *exec.Cmd) (release func()) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return func() {}
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
		LimitFlags:         windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
		ActiveProcessLimit: 1,
	}}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	if err == nil {
		var process windows.Handle
		process, err = windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(cmd.Process.Pid))
		if err == nil {
			_ = windows.AssignProcessToJobObject(job, process)
			_ = windows.CloseHandle(process)
		}
	}
	return func() { _ = windows.CloseHandle(job) }
}

func killAll(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// Confine bounds what Go takes of memory. All else is up to the parent here.
func Confine(c Confinement) error {
	if c.Memory > 0 {
		debug.SetMemoryLimit(int64(c.Memory / 4 * 3))
	}
	return nil
}
