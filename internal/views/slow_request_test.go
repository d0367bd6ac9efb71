package views_test

import (
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views"
)

func TestTheRuleTellsOfAnAnswerThatTakesItsTime(t *testing.T) {
	c := open(t, 80, 24)
	say := func(op string, since time.Duration, bytes int64, done bool) {
		c.send(views.Waiting{Awaited: api.Awaited{Op: op, Since: since, Bytes: bytes, Done: done}})
	}
	say(api.OpListKeys, 3*time.Second, 0, false)
	c.shows("── list keys: waiting for 3 s ─")
	say(api.OpListKeys, 14*time.Second, 3_450_000, false)
	say(api.OpCreateKey, 4*time.Second, 0, false)
	c.shows("── list keys: 3.4 MB read in 14 s ─").hides("create the key")
	say(api.OpListKeys, 15*time.Second, 3_500_000, true)
	c.shows("create the key: waiting for 4 s").hides("list keys")
	say(api.OpCreateKey, 5*time.Second, 0, true)
	c.hides("waiting")
}
