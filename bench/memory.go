package main

import (
	"fmt"
	"os"
	"strings"
)

// residentMemory is how many bytes of memory a process has, 0 where the system does not tell.
func residentMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kB int64
	_, _ = fmt.Sscanf(rest, "%d kB", &kB)
	return kB << 10
}
