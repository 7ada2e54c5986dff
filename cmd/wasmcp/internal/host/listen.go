package host

import (
	"errors"
	"io/fs"
	"net"
	"strconv"
	"strings"
	"syscall"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// listenError is an address that cannot be listened on.
type listenError struct {
	flag, addr string
	err        error
}

func (e *listenError) Error() string {
	switch {
	case errors.Is(e.err, syscall.EADDRINUSE):
		return e.addr + " is in use by another program"
	case errors.Is(e.err, fs.ErrPermission):
		return e.addr + " cannot be listened on: permission denied"
	}
	err := e.err
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		err = op.Err
	}
	return e.addr + " cannot be listened on: " + err.Error()
}

// hint is the one thing to do about it.
func (e *listenError) hint() string {
	host, _, _ := net.SplitHostPort(e.addr)
	switch {
	case errors.Is(e.err, syscall.EADDRINUSE):
		return "let the system choose a free port: --" + e.flag + " " + net.JoinHostPort(host, "0")
	case errors.Is(e.err, fs.ErrPermission):
		return "choose a port above 1023: --" + e.flag + " " + net.JoinHostPort(host, "8080")
	}
	return "give an address of this machine: --" + e.flag + " 127.0.0.1:8080"
}

// listen listens on the address that a flag gives.
func listen(flag, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if _, number := strconv.ParseUint(port, 10, 16); err != nil || number != nil {
		u := &cli.UsageError{Message: "--" + flag + " " + strconv.Quote(addr) + " is not of the form HOST:PORT"}
		if _, err := strconv.ParseUint(addr, 10, 16); err == nil {
			u.Hint = "--" + flag + " " + net.JoinHostPort("127.0.0.1", addr)
		} else if addr != "" && !strings.ContainsAny(addr, ":/") {
			u.Hint = "--" + flag + " " + net.JoinHostPort(addr, "8080")
		}
		if err == nil {
			u.Message = "--" + flag + " " + strconv.Quote(addr) + ": the port is " + strconv.Quote(port) + ", expected 0 to 65535"
		}
		return nil, u
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, &listenError{flag, addr, err}
	}
	return l, nil
}
