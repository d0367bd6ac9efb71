package ipaddr_test

import (
	"net/netip"
	"testing"

	"github.com/supascale/supascale-tui/internal/ipaddr"
)

func TestAddressesOfOneSender(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
		{"2001:db8::1", "2001:db8::ffff:1", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"fe80::1%eth0", "fe80::2%eth1", true},
	} {
		same := ipaddr.Sender(netip.MustParseAddr(c.a)) == ipaddr.Sender(netip.MustParseAddr(c.b))
		if same != c.same {
			t.Errorf("%s and %s are of one sender: %v, want %v", c.a, c.b, same, c.same)
		}
	}
	if got := ipaddr.Sender(netip.Addr{}); got.IsValid() {
		t.Errorf("an unknown address has the sender %s", got)
	}
}
