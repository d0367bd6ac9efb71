package rest

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress is the address a request came from: the peer's, or, if the
// peer is a trusted proxy, the nearest forwarded one that is not. The zero
// address means that it is not known.
func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer := parseAddress(r.RemoteAddr)
	if !contains(trusted, peer) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for _, hop := range slices.Backward(hops) {
		addr := parseAddress(strings.TrimSpace(hop))
		if !addr.IsValid() {
			break // whatever stands before it was not written by a proxy of ours
		}
		peer = addr
		if !contains(trusted, addr) {
			break
		}
	}
	return peer
}

func contains(list []netip.Prefix, addr netip.Addr) bool {
	return addr.IsValid() && slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// parseAddress reads an address with or without a port.
func parseAddress(s string) netip.Addr {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

func addressText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}
