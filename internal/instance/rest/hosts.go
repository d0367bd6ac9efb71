package rest

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/supascale/supascale-tui/internal/api/wire"
)

// checkHost refuses a request that a browser was led here with: a page elsewhere
// can have its own name lead to this machine's loopback address, and its requests
// then carry that name. A proxy in front is named with --behind-proxy.
func (s *Service) checkHost(r *http.Request) *refusal {
	if r.TLS != nil || s.fromProxy(r) || !parseAddress(r.RemoteAddr).IsLoopback() || isLocalName(r.Host) {
		return nil
	}
	return &refusal{
		status: http.StatusMisdirectedRequest, code: wire.CodeInvalid,
		message: "This instance answers on this machine's own names alone: localhost, 127.0.0.1 or [::1]. For a proxy in front of it, start it with --behind-proxy and the proxy's address.",
	}
}

// isLocalName reports whether a Host header names this machine. Every address is taken for its
// own: a web page can only make a name lead to another machine.
func isLocalName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost")
}
