package instance_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

func TestSampleShowsEverything(t *testing.T) {
	t.Parallel()
	b := open(t)
	if err := b.i.FillSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := b.clock.now()
	var soon, expired, never, unused, allWrite int
	for _, k := range b.list("").APIKeys {
		if k.CreatedAt.After(now) || k.LastUsed != nil && (k.LastUsed.After(now) || k.LastUsed.Before(k.CreatedAt)) {
			t.Errorf("%s: made %v, used %v", k.Name, k.CreatedAt, k.LastUsed)
		}
		if k.LastUsed == nil {
			unused++
		}
		if p, err := keys.ParsePermissions(k.Permissions); err != nil || p.IsNone() {
			t.Errorf("%s: %v, %v", k.Name, k.Permissions, err)
		} else if p.IsAllWrite() {
			allWrite++
		}
		switch {
		case k.ExpiresAt == nil:
			never++
		case keys.ExpiresAt(*k.ExpiresAt).StatusAt(now) == keys.Expired:
			expired++
			if k.LastUsed != nil && k.LastUsed.After(*k.ExpiresAt) {
				t.Errorf("%s: used %v after its expiry %v", k.Name, k.LastUsed, k.ExpiresAt)
			}
		case keys.ExpiresAt(*k.ExpiresAt).StatusAt(now) == keys.Expiring:
			soon++
		}
	}
	if soon < 3 || expired < 3 || never < 3 || unused < 3 || allWrite < 2 {
		t.Errorf("%d expire soon, %d expired, %d never expire, %d unused, %d all write", soon, expired, never, unused, allWrite)
	}
	for _, r := range keys.Reasons() {
		page := b.activity("limit=1000&reason=" + string(r))
		if page.Coverage.Matching < 5 {
			t.Errorf("%s: %d entries", r, page.Coverage.Matching)
		}
		for _, e := range page.Activities {
			if !documentation(e.IP) || e.Timestamp.After(now) || now.Sub(e.Timestamp) > 8*24*time.Hour {
				t.Errorf("%s from %s at %v", r, e.IP, e.Timestamp)
			}
			if (r == keys.RevokedKey || r == keys.ExpiredKey || r == keys.PermissionDenied) && e.KeyName == "" {
				t.Errorf("%s without a key", r)
			}
		}
	}
	if n := b.activity("limit=1").Coverage.Total; n < 3000 || n > 20_000 {
		t.Errorf("%d entries", n)
	}
}

func documentation(ip string) bool {
	for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"} {
		if a, err := netip.ParseAddr(ip); err == nil && netip.MustParsePrefix(p).Contains(a) {
			return true
		}
	}
	return false
}
