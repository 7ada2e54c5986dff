package wasi

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// accessDenied is the case of wasi:sockets' error-code.
const accessDenied uint32 = 1

func denied(*Call, []any) any { return canon.Err(canon.Case{Index: accessDenied}) }

// network is the capability to use a network, with which nothing can be done.
type network struct{}

// socketFunc returns a function of wasi:sockets. Nothing can be made, so that nobody has anything to
// call the other functions with.
func socketFunc(iface, name string) (Func, bool) {
	if !strings.HasPrefix(iface, "wasi:sockets/") {
		return nil, false
	}
	switch name {
	case "instance-network":
		return func(*Call, []any) any { return network{} }, true
	case "create-tcp-socket", "create-udp-socket", "resolve-addresses":
		return denied, true
	}
	return func(*Call, []any) any {
		canon.Trapf("sockets are denied")
		return nil
	}, true
}
