package wasi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Client sends the HTTP requests of a component, to where its [Grants] allow. It follows no redirects,
// and knows no proxies from the environment. Its connections are shared by all instances.
type Client struct {
	hosts     []string
	transport *http.Transport
	flights   atomic.Int32
}

// NewClient returns a client that asks the given hosts alone, see [Grants].
func NewClient(hosts []string) *Client {
	c := &Client{}
	for _, h := range hosts {
		c.hosts = append(c.hosts, strings.ToLower(h))
	}
	c.transport = &http.Transport{
		DialContext:         c.dial,
		MaxIdleConns:        100,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     60 * time.Second,
		DisableCompression:  true,
		ForceAttemptHTTP2:   true,

		MaxResponseHeaderBytes: maxResponseHeader,
		HTTP2:                  &http.HTTP2Config{MaxReceiveBufferPerStream: receiveBuffer},
	}
	return c
}

// Close ends the connections that nobody uses.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// asks tells whether a host may be asked on a port.
func (c *Client) asks(host, port string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	full := net.JoinHostPort(host, port)
	address, _ := netip.ParseAddr(host)
	return slices.ContainsFunc(c.hosts, func(entry string) bool {
		if entry == "*" || entry == host || entry == full {
			return true
		}
		if network, err := netip.ParsePrefix(entry); err == nil {
			return network.Contains(address.Unmap())
		}
		domain, ok := strings.CutPrefix(entry, "*.")
		return ok && (strings.HasSuffix(host, "."+domain) || strings.HasSuffix(full, "."+domain))
	})
}

var errProhibited = errors.New("the address is not public, and is not allowed by itself")

// dial connects to a host that may be asked, if its address may.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTime, Control: func(_, resolved string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(resolved)
		if err == nil && !c.reaches(to) {
			err = fmt.Errorf("%s: %w", to.Addr(), errProhibited)
		}
		return err
	}}
	return d.DialContext(ctx, network, address)
}

// dialTime is how long connecting may take.
const dialTime = 30 * time.Second

// reaches tells whether an address may be connected to, whatever name led there.
func (c *Client) reaches(to netip.AddrPort) bool {
	address := to.Addr().Unmap().WithZone("")
	if public(address) {
		return true
	}
	port := fmt.Sprint(to.Port())
	literal := address.String()
	return slices.ContainsFunc(c.hosts, func(entry string) bool {
		if network, err := netip.ParsePrefix(entry); err == nil {
			return network.Contains(address)
		}
		return entry == literal || entry == net.JoinHostPort(literal, port) ||
			address.IsLoopback() && (entry == "localhost" || entry == "localhost:"+port)
	})
}

// special are the networks that lead elsewhere than to the public, or there by a detour, beside those
// that [netip.Addr] tells.
var special = func() (all []netip.Prefix) {
	for _, s := range strings.Fields(`0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 198.18.0.0/15 240.0.0.0/4
		64:ff9b::/96 64:ff9b:1::/48 2001::/32 2002::/16 fec0::/10`) {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}()

func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() &&
		!slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}
