package wasi

import (
	"time"

	"golang.org/x/sys/unix"
)

// pathOnly opens a directory to go on from.
const pathOnly = unix.O_RDONLY

// Times that utimensat takes for no change and for now.
const (
	timeOmit = -2
	timeNow  = -1
)

// appendTo writes at the end of a file.
func appendTo(fd int, b []byte) (int, error) { return writeAtEnd(fd, b) }

// advise tells the system nothing.
func advise(int, int64, int64, uint32) error { return nil }

// setFileTimes sets the times of a file to microseconds, which is as exact as the system is here.
func setFileTimes(fd int, access, modification newTime) error {
	s, err := statFile(fd)
	if err != nil {
		return err
	}
	at := func(t newTime, kept time.Time) unix.Timeval {
		switch {
		case t.keep:
			return unix.NsecToTimeval(kept.UnixNano())
		case t.now:
			return unix.NsecToTimeval(time.Now().UnixNano())
		}
		return unix.Timeval{Sec: t.at.Unix(), Usec: int32(t.at.Nanosecond() / 1000)}
	}
	return unix.Futimes(fd, []unix.Timeval{at(access, s.accessed), at(modification, s.modified)})
}

func syncFile(fd int, _ bool) error { return unix.Fsync(fd) }
