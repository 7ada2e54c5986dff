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
		c.hosts = append(c.hosts, granted(h))
	}
	c.transport = &http.Transport{
		DialContext:         c.dial,
		MaxIdleConns:        100,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     60 * time.Second,
		DisableCompression:  true,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: dialTime,

		MaxResponseHeaderBytes: maxResponseHeader,
		HTTP2:                  &http.HTTP2Config{MaxReceiveBufferPerStream: receiveBuffer},
	}
	return c
}

// Close ends the connections that nobody uses.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// granted returns an entry of [Grants.Hosts] in the form in which hosts are compared.
func granted(h string) string {
	h = strings.ToLower(h)
	if network, err := netip.ParsePrefix(h); err == nil {
		return network.Masked().String()
	}
	if host, port, err := net.SplitHostPort(h); err == nil {
		return net.JoinHostPort(canonical(host), port)
	}
	return canonical(strings.Trim(h, "[]"))
}

// asks tells whether a host may be asked on a port.
func (c *Client) asks(host, port string) bool {
	host = canonical(host)
	full := net.JoinHostPort(host, port)
	address, _ := netip.ParseAddr(host)
	return slices.ContainsFunc(c.hosts, func(entry string) bool {
		if entry == "*" || entry == host || entry == full {
			return true
		}
		if network, err := netip.ParsePrefix(entry); err == nil {
			return within(network, address)
		}
		domain, ok := strings.CutPrefix(entry, "*.")
		return ok && !address.IsValid() && (strings.HasSuffix(host, "."+domain) || strings.HasSuffix(full, "."+domain))
	})
}

// within tells whether a network has an address, or what that holds.
func within(network netip.Prefix, address netip.Addr) bool {
	return address.IsValid() && (network.Contains(address.WithZone("")) ||
		!slices.ContainsFunc(held(address), func(a netip.Addr) bool { return !network.Contains(a) }))
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

// dialTime is how long connecting may take, and then agreeing on encryption.
const dialTime = 30 * time.Second

// reaches tells whether an address may be connected to, whatever name led there: itself and all
// addresses that it holds.
func (c *Client) reaches(to netip.AddrPort) bool {
	port := fmt.Sprint(to.Port())
	return !slices.ContainsFunc(held(to.Addr()), func(a netip.Addr) bool { return !c.reachesHeld(a, to.Addr(), port) })
}

// reachesHeld is reaches for an address that another one holds, or that is it.
func (c *Client) reachesHeld(address, whole netip.Addr, port string) bool {
	if public(address) {
		return true
	}
	literal := address.String()
	return slices.ContainsFunc(c.hosts, func(entry string) bool {
		if network, err := netip.ParsePrefix(entry); err == nil {
			return network.Contains(address) || network.Contains(whole.WithZone(""))
		}
		return entry == literal || entry == net.JoinHostPort(literal, port) ||
			address.IsLoopback() && (entry == "localhost" || entry == "localhost:"+port)
	})
}
