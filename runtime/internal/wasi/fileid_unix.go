//go:build unix

package wasi

import (
	"io/fs"
	"syscall"
)

// fileID tells files apart.
func fileID(info fs.FileInfo) [2]uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return [2]uint64{uint64(s.Dev), uint64(s.Ino)}
	}
	return [2]uint64{}
}
