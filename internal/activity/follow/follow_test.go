package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

var noon = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

// plain is an instance without cursors of any kind but pages.
type plain struct {
	entries []api.Activity // newest first
	ids     bool
	fail    error
	asked   int
}

func (p *plain) Activity(_ context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	p.asked++
	if p.fail != nil {
		return api.ActivityPage{}, p.fail
	}
	var from int
	_, _ = fmt.Sscan(q.Cursor, &from)
	var page api.ActivityPage
	var matching []api.Activity
	for _, e := range p.entries {
		if q.Since.IsZero() || !e.Time.Before(q.Since) {
			matching = append(matching, e)
		}
	}
	to := min(from+q.Limit, len(matching))
	page.Entries = slices.Clone(matching[from:to])
	if to < len(matching) {
		page.Next = fmt.Sprint(to)
	}
	return page, nil
}

func (p *plain) add(n int, at time.Time) {
	e := api.Activity{Time: at, Path: fmt.Sprint("/", n), Count: 1, Failed: true}
	if p.ids {
		e.ID = fmt.Sprint(n)
	}
	i := slices.IndexFunc(p.entries, func(o api.Activity) bool { return !o.Time.After(at) })
	if i < 0 {
		i = len(p.entries)
	}
	p.entries = slices.Insert(p.entries, i, e)
}

func paths(list []api.Activity) (out []string) {
	for _, a := range list {
		out = append(out, a.Path)
	}
	return out
}

func TestWithoutCursorsNothingComesTwice(t *testing.T) {
	for _, ids := range []bool{true, false} {
		p := &plain{ids: ids}
		p.add(1, noon)
		first, _ := p.Activity(t.Context(), api.ActivityQuery{Limit: 100})
		f := From(api.ActivityQuery{FailuresOnly: true}, first)
		look := func(want ...string) {
			t.Helper()
			found, err := f.Look(t.Context(), p)
			if err != nil || !slices.Equal(paths(found.Fresh), want) || found.Flooded {
				t.Errorf("ids %v: got %v, %v, want %v", ids, paths(found.Fresh), err, want)
			}
			f.Take(found)
		}
		look()
		p.add(2, noon.Add(time.Second))
		p.add(3, noon.Add(time.Second)) // at the same time as another
		look("/2", "/3")
		p.add(4, noon.Add(-time.Minute)) // written late
		look("/4")
		look()
		p.add(5, noon.Add(2*time.Second))
		look("/5")
	}
}

func TestAnEntryThatCountsUpIsNotNew(t *testing.T) {
	p := &plain{ids: true}
	p.add(1, noon)
	first, _ := p.Activity(t.Context(), api.ActivityQuery{Limit: 100})
	f := From(api.ActivityQuery{}, first)
	p.entries[0].Count = 5
	found, err := f.Look(t.Context(), p)
	if err != nil || len(found.Fresh) != 0 || len(found.Changed) != 1 || found.Changed[0].Count != 5 {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestALookThatIsDroppedLosesNothing(t *testing.T) {
	p := &plain{ids: true}
	f := From(api.ActivityQuery{}, api.ActivityPage{})
	p.add(1, noon)
	for range 2 {
		if found, err := f.Look(t.Context(), p); err != nil || len(found.Fresh) != 1 {
			t.Errorf("got %+v, %v", found, err)
		}
	}
}

func TestMoreThanCanBeLookedThroughIsSaid(t *testing.T) {
	p := &plain{ids: true}
	p.add(0, noon)
	first, _ := p.Activity(t.Context(), api.ActivityQuery{Limit: 1})
	f := From(api.ActivityQuery{}, first)
	for n := range pagesMost*pageSize + 10 {
		p.add(n+1, noon.Add(time.Duration(n)*time.Millisecond))
	}
	if found, err := f.Look(t.Context(), p); err != nil || !found.Flooded {
		t.Errorf("%d entries, flooded %v, %v", len(found.Fresh), found.Flooded, err)
	}
}

func TestThePaceFollowsTheNews(t *testing.T) {
	p := &plain{ids: true}
	f := From(api.ActivityQuery{}, api.ActivityPage{})
	f.pace.jitter = func() float64 { return 0 }
	look := func() {
		t.Helper()
		found, err := f.Look(t.Context(), p)
		if err != nil {
			f.Failed(err)
			return
		}
		f.Take(found)
	}
	for range 20 {
		look()
	}
	if f.Wait() != slowest {
		t.Errorf("without news it waits %v", f.Wait())
	}
	p.add(1, noon)
	look()
	if f.Wait() != fastest {
		t.Errorf("after news it waits %v", f.Wait())
	}
	p.fail = errors.New("gone")
	for range 20 {
		look()
	}
	if f.Wait() != slowestFail {
		t.Errorf("after failures it waits %v", f.Wait())
	}
	p.fail = &api.Error{RetryAfter: 5 * time.Minute}
	look()
	if f.Wait() != 5*time.Minute {
		t.Errorf("told to wait, it waits %v", f.Wait())
	}
	f.Hurry()
	f.pace.after = 0
	if f.Wait() != fastest {
		t.Errorf("in a hurry it waits %v", f.Wait())
	}
}
