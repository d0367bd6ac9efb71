package instance_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
)

func TestOldEntriesGoAndTheCoverageSaysSo(t *testing.T) {
	t.Parallel()
	b := open(t, func(o *instance.Options) { o.Keep = instance.Keep{Age: 48 * time.Hour} })
	for n := range 96 { // one an hour for four days
		b.clock.add(time.Hour)
		b.guess(fmt.Sprintf("/%02d", n))
	}
	all := b.activity("outcome=failure&limit=1000")
	cursor := b.activity("outcome=failure&limit=1").FollowCursor
	if _, err := b.i.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := b.activity("outcome=failure&limit=1000")
	removed := left.Coverage.Dropped
	// The two requests between the first and this one are logged in one entry.
	if before := all.Coverage.Total + all.Coverage.Dropped; removed < 40 || left.Coverage.Total+removed != before+1 {
		t.Errorf("the coverage was %+v and is %+v", *all.Coverage, *left.Coverage)
	}
	from := b.clock.now().Add(-48 * time.Hour)
	if oldest := *left.Coverage.OldestAt; oldest.Before(from) || oldest.After(from.Add(time.Hour)) {
		t.Errorf("the log begins at %v, want about %v", oldest, from)
	}
	if len(left.Activities) != left.Coverage.Matching || left.Coverage.Matching != 49 {
		t.Errorf("%d entries are left, %d counted", len(left.Activities), left.Coverage.Matching)
	}
	if !strings.Contains(b.log.String(), "removed old entries") {
		t.Error("the log of the instance does not tell")
	}
	b.guess("/after")
	if list, _ := b.changes(cursor, 50); len(list) != 1 || list[0].Path != "/after" {
		t.Errorf("following from before the removal gives %+v", list)
	}
	b.close()
	b.reopen()
	if again := b.activity("outcome=failure"); again.Coverage.Dropped != removed {
		t.Errorf("after a restart %d are dropped, want %d", again.Coverage.Dropped, removed)
	}
}

func TestTheNewestEntriesStay(t *testing.T) {
	t.Parallel()
	b := open(t, func(o *instance.Options) { o.Keep = instance.Keep{Entries: 20} })
	for n := range 60 {
		if n%10 == 0 {
			b.clock.add(time.Hour)
		}
		b.guess(fmt.Sprintf("/%02d", n))
	}
	b.activity("limit=1") // brings the log up to date
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 5 {
			if _, err := b.i.Prune(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	for range 5 {
		b.guess("/meanwhile")
	}
	wg.Wait()
	page := b.activity("outcome=failure&limit=1000")
	// Whole hours go: what is kept is at least what was asked for.
	if n := len(page.Activities); n < 20 || n > 40 || page.Activities[0].Path != "/meanwhile" {
		t.Errorf("%d entries are left, the newest %q", n, page.Activities[0].Path)
	}
}
