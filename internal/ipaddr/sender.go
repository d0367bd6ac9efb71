// Package ipaddr says what IP addresses have in common.
package ipaddr

import "net/netip"

// senderBits are those of an IPv6 address that tell senders apart. Who has one address
// has at least the 64 bits below them as well (RFC 6177), and a machine changes these all
// the time (RFC 8981).
const senderBits = 64

// Sender gives the address that stands for all that one sender can choose from. An IPv4
// address stands for itself, also where it is written as an IPv6 one.
func Sender(addr netip.Addr) netip.Addr {
	addr = addr.Unmap().WithZone("")
	if !addr.Is6() {
		return addr
	}
	p, err := addr.Prefix(senderBits)
	if err != nil {
		return addr
	}
	return p.Addr()
}
