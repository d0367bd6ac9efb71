package instance

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
)

// ErrExposed is returned where keys would cross a network in the clear.
var ErrExposed = errors.New("refusing to listen beyond this machine without TLS")

// CheckListen returns ErrExposed, in words for people, when addr (HOST:PORT)
// can be reached from another machine and neither TLS nor a proxy in front
// protects the keys. An addr of another form is another error, and so is a network
// of proxies that nearly everybody is in.
func CheckListen(addr string, withTLS bool, proxies []netip.Prefix) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen address %q: want HOST:PORT, such as 127.0.0.1:8787", addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("listen address %q: want a port from 0 to 65535", addr)
	}
	for _, p := range proxies {
		if wide := p.Bits() < 7 || p.Addr().Is4() && p.Bits() < 8; wide {
			return fmt.Errorf("proxy network %s: want the network of the proxy alone, such as 10.1.2.0/24", p)
		}
	}
	if withTLS || len(proxies) > 0 || host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: on %s anyone on the network could read the keys sent to it. Give --tls-cert and --tls-key, or --behind-proxy CIDR if a TLS proxy stands in front", ErrExposed, addr)
}
