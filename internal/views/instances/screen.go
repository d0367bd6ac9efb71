// Package instances is the page about all instances: how each stands, as far as it
// answers, and the way to each.
package instances

import (
	"context"
	"iter"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the page's requests.
const ID = "instances"

// Source is what the page asks.
type Source struct {
	Profiles func() []app.Profile
	// Here names the profile that the console is on, "" for none.
	Here func() string
	// Survey tells how the instances stand, as their answers come.
	// It is given when the survey begins, and asked away from the event loop.
	Survey func() func(ctx context.Context) iter.Seq[fleet.Row]
	CanAdd bool // there is a way to an instance that has no profile yet
}

// instance is what is known of one.
type instance struct {
	fleet.Row
	asked bool      // it has a row
	told  time.Time // when it told its figures, zero for never
	since time.Time // since when it has not answered, zero where it has
}

// Screen is the page.
type Screen struct {
	screen.ListPage
	env     screen.Env
	source  Source
	list    []instance
	shown   []int // indexes of those that the filter lets through, in the order of the page
	query   fleet.Filter
	filter  *ui.Filter
	spinner *ui.Spinner
	ask     screen.Call[step]
	rows    <-chan fleet.Row // of the survey under way
	end     context.CancelFunc
	whole   bool // the last survey came to its end
}

// New returns the page.
func New(env screen.Env, source Source) *Screen {
	s := &Screen{
		env: env, source: source, spinner: ui.NewSpinner(env.Theme),
		ask: screen.Call[step]{Owner: ID, Name: "survey", Timeout: screen.CallTimeout},
	}
	s.List, s.About = ui.NewList(env.Theme, rows{s}, columns()...), aboutLines
	s.filter = ui.NewFilter(env.Theme, "part of a name, env:production, state:unreachable, -word", s.take)
	s.gather()
	return s
}

// Title names the page.
func (s *Screen) Title() string { return "Instances" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	defer s.layout()
	if r, mine := s.ask.Take(msg); mine {
		return s.answered(r)
	}
	if cmd, mine := screen.Input(s, msg, s.filter.Update); mine {
		return cmd
	}
	return s.spinner.Update(msg)
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

// Capturing reports whether a filter is typed.
func (s *Screen) Capturing() bool { return s.filter.Editing() }

// gather makes the list of all profiles, with what is known of each.
func (s *Screen) gather() {
	known := s.list
	s.list = nil
	for _, p := range s.source.Profiles() {
		i := instance{Row: fleet.Row{Profile: p}}
		if at := slices.IndexFunc(known, func(k instance) bool { return k.Name == p.Name }); at >= 0 {
			i = known[at]
			i.Profile = p
		} else {
			s.whole = false
		}
		s.list = append(s.list, i)
	}
	s.arrange()
}

// take reads the filter. One with a mistake in it leaves the list as it was.
func (s *Screen) take(typed string) error {
	query, err := fleet.ParseFilter(typed)
	if err != nil {
		return err
	}
	s.query = query
	s.arrange()
	return nil
}

// arrange works out what is shown, and in which order; the cursor stays on its instance.
func (s *Screen) arrange() {
	name := ""
	if at := s.selected(); at != nil && s.List.Cursor() > 0 { // at the top it stays there
		name = at.Name
	}
	s.shown = s.shown[:0]
	members := make([]fleet.Member, len(s.list))
	for i := range s.list {
		members[i].Profile = s.list[i].Profile
	}
	for i := range s.list {
		if k := &s.list[i]; s.query.Fits(members[i], members) && (!s.query.NeedsState() || k.asked && s.query.OfState(k.State)) {
			s.shown = append(s.shown, i)
		}
	}
	slices.SortStableFunc(s.shown, func(a, b int) int {
		return compare(&s.list[a], &s.list[b])
	})
	s.List.SetCursor(max(slices.IndexFunc(s.shown, func(i int) bool { return s.list[i].Name == name }), 0))
}

// compare orders instances by what wants attention; one that was not heard of is last.
func compare(a, b *instance) int {
	switch {
	case a.asked && b.asked:
		return a.Compare(b.Row)
	case a.asked:
		return -1
	case b.asked:
		return 1
	}
	return 0
}

// selected is the instance under the cursor, nil for none.
func (s *Screen) selected() *instance {
	if i := s.List.Cursor(); i < len(s.shown) {
		return &s.list[s.shown[i]]
	}
	return nil
}
