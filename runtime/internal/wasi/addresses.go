package wasi

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// held returns the addresses that a packet to an address goes to in the end: itself, or the IPv4
// addresses that are written in it (RFC 4291, 6052, 2765, 3056, 4380 and 5214).
func held(a netip.Addr) []netip.Addr {
	a = a.WithZone("").Unmap()
	if !a.Is6() {
		return []netip.Addr{a}
	}
	b := a.As16()
	at := func(i int) netip.Addr { return netip.AddrFrom4([4]byte(b[i : i+4])) }
	begins := func(prefix ...byte) bool { return bytes.HasPrefix(b[:], prefix) }
	switch {
	case a.IsUnspecified() || a.IsLoopback():
	case begins(make([]byte, 12)...), // ::/96
		begins(0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0),    // ::ffff:0:0:0/96
		begins(0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0): // 64:ff9b::/96
		return []netip.Addr{at(12)}
	case begins(0x20, 0x02): // 2002::/16, 6to4
		return []netip.Addr{at(2)}
	case begins(0x20, 0x01, 0, 0): // 2001::/32, Teredo
		client := [4]byte{^b[12], ^b[13], ^b[14], ^b[15]}
		return []netip.Addr{at(4), netip.AddrFrom4(client)}
	case b[8]&^3 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe: // ISATAP
		return []netip.Addr{a, at(12)}
	}
	return []netip.Addr{a}
}

// special are the networks that lead elsewhere than to the public, or there by a detour, beside those
// that [netip.Addr] tells and those that [held] takes apart.
var special = sync.OnceValue(func() (all []netip.Prefix) {
	for _, s := range strings.Fields(`0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.88.99.0/24 198.18.0.0/15
		240.0.0.0/4 64:ff9b:1::/48 100::/64 2001:db8::/32 5f00::/16 fec0::/10`) {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
})

func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() &&
		!slices.ContainsFunc(special(), func(p netip.Prefix) bool { return p.Contains(a) })
}

// canonical returns a host as entries have it: in lower case, without a last dot, and an address as it
// is written without what it is wrapped in.
func canonical(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		if all := held(a); len(all) == 1 {
			a = all[0]
		}
		return a.String()
	}
	return host
}
