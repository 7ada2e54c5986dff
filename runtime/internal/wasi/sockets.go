package wasi

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// accessDenied is the case of wasi:sockets' error-code.
const accessDenied uint32 = 1

// deny returns a function that is refused. No grant allows sockets, so what is named is what does.
func deny(name string) Func {
	return func(c *Call, args []any) any {
		what, of := "sockets, by", name
		if name == "resolve-addresses" {
			what = "the addresses of"
			of, _ = args[1].(string)
		}
		c.refused(what, of, "none gives sockets; HTTP takes allow-host")
		return canon.Err(canon.Case{Index: accessDenied})
	}
}

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
		return deny(name), true
	}
	return func(*Call, []any) any {
		canon.Trapf("sockets are denied")
		return nil
	}, true
}
