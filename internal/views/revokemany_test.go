package views_test

import (
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
)

func TestManyKeysAreRevokedTogether(t *testing.T) {
	c := open(t, 80, 24)
	c.press("space", "down", "space", "x").shows("Revoke 2 keys on production", "marked in the list")
	c.press("enter", "text:revoke 2 keys", "enter").shows("2 revoked")
	c.press("esc").shows("4 keys").hides("marked")
	if len(c.instance.Revoked) != 2 {
		t.Errorf("asked for %v", c.instance.Revoked)
	}
	c.press(":", "text:pending", "enter").shows("Nothing is pending.")
	c.press("esc", "3", "X").shows("all with the finding").press("esc").shows("3 Health")
}

func TestWhatWasCutOffIsFoundAgain(t *testing.T) {
	c := open(t, 120, 40)
	c.instance.RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}
	c.press("*", "x", "enter", "text:revoke all 6 keys", "enter").shows("3 not confirmed", "3 not tried", "no answer")
	c.press("1").shows("1 revocation of many unfinished, 6 keys left")
	c.instance.RevokeErr = nil
	c.press(":", "text:pending", "enter").shows("1 thing is not finished", "6 of 6 keys left").press("enter").shows("Unfinished revocation", "Begun just now")
	c.press("r").shows("3 not tried").press("x", "text:revoke 6 keys", "enter").shows("6 revoked")
	c.press("1").shows("No keys yet.")
}
