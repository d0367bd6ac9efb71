package baseurl

import (
	"net/netip"
	"strings"
)

// IsLoopback reports whether a host is this machine, by its name or its address. The
// names below localhost are, too (RFC 6761, section 6.3).
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || IsBelowLocalhost(host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// IsBelowLocalhost reports whether a host is a name such as app.localhost.
func IsBelowLocalhost(host string) bool {
	return strings.HasSuffix(strings.ToLower(host), ".localhost")
}
