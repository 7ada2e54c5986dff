package child

import (
	"os"
	"runtime"
	"slices"
	"unsafe"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// Confine gives up, for good, all but what c keeps. The system's own limits always apply; files are
// kept away by Landlock (Linux 5.13) and system calls by seccomp, where the system has them.
func Confine(c Confinement) error {
	if err := limit(c); err != nil {
		return err
	}
	// Nobody attaches to what holds the key of the cache.
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl", err)
	}
	var rules []landlock.Rule
	for _, path := range existing(c.Write) {
		rules = append(rules, landlock.RWDirs(path).WithRefer())
	}
	for _, path := range existing(c.Read) {
		rules = append(rules, landlock.PathAccess(readAccess(path), path))
	}
	if err := landlock.V5.BestEffort().RestrictPaths(rules...); err != nil {
		return err
	}
	if err := filter(c.Network); err != nil && err != unix.ENOSYS && err != unix.EINVAL && err != unix.EPERM && err != unix.EACCES {
		return os.NewSyscallError("seccomp", err)
	}
	return nil
}

// readAccess is what reading takes of Landlock's rights: those of a directory do not go with a file.
func readAccess(path string) landlock.AccessFSSet {
	const readFile, readDir = 1 << 2, 1 << 3
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return readFile | readDir
	}
	return readFile
}

// existing are the paths that there are.
func existing(paths []string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		_, err := os.Stat(path)
		return err != nil
	})
}

// denied are the system calls that a child has no use for: other programs and processes, what the
// system is made of, and ways around the rules.
var denied = []uint32{
	unix.SYS_EXECVE, unix.SYS_EXECVEAT,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KCMP, unix.SYS_PIDFD_GETFD,
	unix.SYS_KILL, unix.SYS_PIDFD_SEND_SIGNAL,
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_SETNS, unix.SYS_UNSHARE,
	unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT, unix.SYS_FSOPEN, unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_MOUNT_SETATTR,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_REBOOT,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
	unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_ACCT, unix.SYS_PERSONALITY,
}

// network are those by which a process begins to talk to others.
var network = []uint32{unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN}

// Where struct seccomp_data has its parts.
const (
	seccompNumber = 0
	seccompArch   = 4
)

// filter has the system refuse calls, for all threads. See seccomp(2).
func filter(net bool) error {
	calls := denied
	if !net {
		calls = slices.Concat(calls, network)
	}
	arch, ok := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if !ok {
		return unix.ENOSYS
	}
	const refuse = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	do := func(code uint16, k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: code, Jt: yes, Jf: no, K: k}
	}
	const load, equal, above, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K,
		unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	program := []unix.SockFilter{
		do(load, seccompArch, 0, 0),
		do(equal, arch, 1, 0),
		do(ret, refuse, 0, 0), // another architecture's numbers mean other calls
		do(load, seccompNumber, 0, 0),
		do(above, 1<<30, 0, 1), // as do those of x32
		do(ret, refuse, 0, 0),
	}
	for _, n := range calls {
		program = append(program, do(equal, n, 0, 1), do(ret, refuse, 0, 0))
	}
	program = append(program, do(ret, unix.SECCOMP_RET_ALLOW, 0, 0))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	f := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	n, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&f)))
	runtime.KeepAlive(program)
	if errno != 0 {
		return errno
	}
	if n != 0 {
		return unix.EBUSY // a thread that has other rules
	}
	return nil
}
