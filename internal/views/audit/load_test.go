package audit

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func many(n int) []api.Activity {
	list := make([]api.Activity, n)
	for i := range list {
		at := ago(time.Duration(i) * time.Second)
		list[i] = unknown(fmt.Sprintf("m%d", i), at)
		if i%3 == 0 {
			list[i] = denied(fmt.Sprintf("m%d", i), at)
		}
	}
	return list
}

// results gives the requests' results of a command, spinner ticks left out.
func results(cmd tea.Cmd) []tea.Msg {
	var out []tea.Msg
	for _, msg := range screentest.Messages(cmd) {
		if _, ok := msg.(screen.Addressed); ok {
			out = append(out, msg)
		}
	}
	return out
}

func TestPagesLoadBehindTheFirst(t *testing.T) {
	d := idle(t, many(2500))
	first := results(d.Init())
	next := d.Update(first[0])
	d.shows("1,000+ failed attempts", "unknown key 666 · permission denied 334", "loading, 1,000 of 2,500")
	if !d.spinner.On() {
		t.Error("nothing shows that more is under way")
	}
	d.press("down")
	row := d.current().id
	d.settle(next)
	d.shows("2,500 failed attempts", "unknown key 1,666 · permission denied 834", "showing 2,500 of 2,500")
	d.hides("loading", "only")
	if d.spinner.On() || d.current().id != row {
		t.Error("after the last page the spinner turns, or the cursor moved")
	}
	var sum int
	for _, v := range d.listing.bars(24, d.asOf, day) {
		sum += v
	}
	if sum != 2500 {
		t.Errorf("the bars add up to %d", sum)
	}
}

func TestLoadIsBounded(t *testing.T) {
	d := enter(t, many(fewHeld+5000))
	if n := len(d.inst.Queries); n != fewHeld/pageSize {
		t.Errorf("%d requests, want %d", n, fewHeld/pageSize)
	}
	d.shows("3,000+ failed attempts", "counts cover the newest 3,000 only", "showing 3,000 of 8,000")
}

func TestWindowChangeCancelsTheLoad(t *testing.T) {
	d := idle(t, many(1500))
	var given context.Context
	d.env.API = spy{d.inst, func(ctx context.Context) { given = ctx }}
	first := results(d.Init())
	second := d.Update(screentest.Key("]"))
	if given == nil || given.Err() == nil {
		t.Error("the first load's context lives on")
	}
	d.Update(first[0])
	d.shows("Loading failed attempts")
	d.settle(second)
	d.shows("1,500 failed attempts in 7 days")
	last := d.inst.Queries[len(d.inst.Queries)-1]
	if want := d.clock.At.Add(-7 * day); !last.Since.Equal(want) {
		t.Errorf("the instance was asked since %v, want %v", last.Since, want)
	}
}

type spy struct {
	screen.API
	see func(context.Context)
}

func (s spy) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	s.see(ctx)
	return s.API.Activity(ctx, q)
}

func TestWindowsWithinWhatIsHeldAskNobody(t *testing.T) {
	d := enter(t, sample())
	asked := len(d.inst.Queries)
	d.press("[")
	d.shows("3 failed attempts in 1 h")
	d.press("]")
	d.shows("225 failed attempts in 24 h")
	if len(d.inst.Queries) != asked {
		t.Error("the instance was asked for what is held")
	}
	d.press("w")
	d.shows("226 failed attempts in 7 days")
	if len(d.inst.Queries) != asked+1 {
		t.Error("the instance was not asked for a longer window")
	}
}

func TestQueriesOfTheContract(t *testing.T) {
	d := idle(t, sample())
	d.Open(screen.AuditFilter{Reason: keys.ExpiredKey, KeyID: "key-001", KeyName: "Laptop", IP: "192.0.2.1", Text: "curl", Window: time.Hour})
	d.settle(d.Init())
	want := api.ActivityQuery{
		Since: ago(time.Hour), FailuresOnly: true, Limit: 1000,
		Reason: keys.ExpiredKey, KeyID: "key-001", IP: "192.0.2.1", Text: "curl",
	}
	if got := d.inst.Queries[0]; got != want {
		t.Errorf("asked %+v\nwant %+v", got, want)
	}
}

func TestPartialAnswersAreToldSo(t *testing.T) {
	for name, c := range map[string]struct {
		page api.ActivityPage
		want string
	}{
		"no filters": {api.ActivityPage{Examined: 1000, Total: -1, Matching: -1}, "the newest 1,000 examined"},
		"no reach":   {api.ActivityPage{Total: -1, Matching: -1}, "this instance does not tell how far back its log reaches · showing 1"},
		"short log":  {api.ActivityPage{Total: 9, Oldest: ago(3 * time.Hour)}, "reaches back 3 h, less than the window · showing 1 of 9"},
		"long log":   {api.ActivityPage{Total: 48201, Oldest: ago(30 * day)}, "reaches back 30 days · showing 1 of 48,201"},
	} {
		t.Run(name, func(t *testing.T) {
			d := idle(t, nil)
			c.page.Entries = []api.Activity{denied("a", ago(time.Minute))}
			d.env.API = fixed{d.inst, c.page}
			d.settle(d.Init())
			d.shows(c.want)
		})
	}
}

type fixed struct {
	screen.API
	page api.ActivityPage
}

func (f fixed) Activity(context.Context, api.ActivityQuery) (api.ActivityPage, error) {
	return f.page, nil
}

func TestCoverageKeepsItsSenseWhenNarrow(t *testing.T) {
	d := enter(t, many(fewHeld+5000))
	for _, width := range []int{60, 80, 120} {
		d.SetSize(width, 21)
		d.shows("3,000 of 8,000", "newest 3,000 only")
	}
}

func TestFailureAfterTheFirstPageKeepsTheRows(t *testing.T) {
	d := idle(t, many(2500))
	next := d.Update(results(d.Init())[0])
	d.inst.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Timeout, Message: "no answer within 15 s"}
	d.settle(next)
	d.shows("1,000+ failed attempts", "newest 1,000 only", "no answer within 15 s", "r retry")
	d.inst.ActivityErr = nil
	d.press("r")
	d.shows("2,500 failed attempts")
	d.hides("no answer")
}

func TestFailedWideningDoesNotPretend(t *testing.T) {
	d := enter(t, sample())
	d.inst.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Unreachable, Message: "connection refused"}
	d.press("]")
	d.shows("225+ failed attempts in 7 days", "newest 46 only", "connection refused", "r retry")
	d.inst.ActivityErr = nil
	d.press("[")
	d.shows("225 failed attempts in 24 h")
	d.hides("connection refused")
}

func TestOpeningAnotherFilterGivesUpTheLoad(t *testing.T) {
	d := enter(t, sample())
	widening := d.Update(screentest.Key("]"))
	d.Pause()
	d.Open(screen.AuditFilter{KeyID: "key-001", Window: day})
	entry := d.Init()
	d.settle(widening)
	d.settle(entry)
	d.shows("2 failed attempts in 24 h")
	if d.spinner.On() {
		t.Error("the spinner turns though nothing runs")
	}
}

func TestEntriesWithoutIDs(t *testing.T) {
	list := sample()
	for i := range list {
		list[i].ID = ""
	}
	twin := list[0]
	list = append([]api.Activity{twin}, list...)
	d := enter(t, list)
	d.shows("226 failed attempts", "showing 47 of 48")
	d.elapse(lookEvery)
	d.shows("226 failed attempts")
	d.happen(func() api.Activity { e := denied("", d.clock.At); return e }())
	d.elapse(lookEvery)
	d.shows("227 failed attempts")
}

func TestGrownLogLeavesTheWindow(t *testing.T) {
	d := enter(t, sample())
	d.clock.At = d.clock.At.Add(2 * time.Hour)
	d.happen(denied("n1", d.clock.At))
	d.elapse(0)
	if strings.Contains(d.plain(), "226 failed") {
		t.Error("an attempt older than the window is still counted")
	}
	d.shows("225 failed attempts", "showing 46 of")
}
