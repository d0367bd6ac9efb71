package accounts

import (
	"net/netip"
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B, cut to six digits.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := hotp([]byte("12345678901234567890"), stepOf(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: got %s, want %s", at, got, want)
		}
	}
}

func TestTheTableOfAddressesIsBounded(t *testing.T) {
	g := gate{}
	g.load(nil)
	now := time.Unix(1_800_000_000, 0)
	fail := func(n int) bool {
		addr := netip.AddrFrom4([4]byte{byte(n >> 8), byte(n), 1, 1}) // each of a network of its own
		entered, wait := g.enter(addr, now)
		if wait == 0 {
			g.leave(entered, addr, now, failed)
		}
		return wait == 0
	}
	for n := range gateMax + sharedMost {
		if !fail(n) {
			t.Fatalf("address %d is locked at once", n)
		}
	}
	if len(g.byAddr) != gateMax {
		t.Errorf("%d addresses are kept", len(g.byAddr))
	}
	if fail(gateMax + 100) {
		t.Error("addresses beyond the table share no number of attempts")
	}
	if now = now.Add(sharedWithin); !fail(gateMax + 100) {
		t.Error("an address beyond the table is locked for longer than its share")
	}
	now = now.Add(levelFor + lockFirst)
	if !fail(gateMax + 100) {
		t.Error("the count outlives its time")
	}
	if len(g.byAddr) != 1 {
		t.Errorf("%d addresses are kept after their time", len(g.byAddr))
	}
}
