// Package audit is the screen of failed attempts: what was refused, when, why,
// to whom, and what to do about it.
package audit

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "audit"

// Screen is the audit view: the log folded into causes, and its entries. It
// looks for news while it is seen, and never moves a row that is read.
type Screen struct {
	screen.Base
	env     screen.Env
	spinner *ui.Spinner

	visible bool

	line    line      // what is asked for
	zooms   []bounds  // the times before each zoom, the latest last
	figures figures   // the log in counts and causes
	list    *attempts // the entries that the line selects
	live    live
	brush   brush

	causes   causes
	attempts bool // the entries are shown, and not the causes
	opened   *opened
	remedies remedies
	clock    clock // how times are shown

	// asOf is the time that relative times are seen from. It moves with news
	// and keys only, so that an idle screen draws the same again.
	asOf time.Time
}

// New returns the screen, with nothing loaded yet.
func New(env screen.Env) *Screen {
	s := &Screen{
		env:     env,
		spinner: ui.NewSpinner(env.Theme),
		line:    newLine(env),
		figures: newFigures(),
		live:    newLive(),
	}
	s.causes.table = ui.NewList(env.Theme, causeRows{s})
	s.list = s.newAttempts("list")
	s.Open(screen.AuditFilter{})
	return s
}

// Open sets what to show, before the screen is entered. A zero window keeps the
// one there is.
func (s *Screen) Open(filter screen.AuditFilter) {
	s.line.open(filter)
	s.attempts = !filter.Query.Empty()
	s.zooms, s.brush = nil, brush{}
	s.close()
	s.causes.table.SetCursor(0)
	s.list.table.SetCursor(0)
}

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Audit" }

// Init loads what is not held yet, and looks for news from then on.
func (s *Screen) Init() tea.Cmd {
	s.visible = true
	s.touch()
	if !s.figures.covers(s.line.query, s.line.times) || s.list.err != nil {
		return s.load()
	}
	if s.figures.call.Running() || s.list.call.Running() {
		return tea.Batch(s.spinner.Start(), s.look())
	}
	return s.look()
}

// Pause ends the looking for news until Init; a load under way goes on.
func (s *Screen) Pause() {
	s.visible = false
	s.spinner.Stop()
	s.live.stop()
}

// Capturing implements screen.Screen.
func (s *Screen) Capturing() bool { return s.line.typing }

// SetSize implements screen.Screen.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.touch()
		if cmd, taken := screen.Press(s.Actions(), msg); taken {
			return cmd
		}
		return s.edit(msg)
	case tea.PasteMsg:
		return s.edit(msg)
	case tick:
		return s.ticked(msg)
	case pausedTyping:
		return s.preview(msg)
	}
	if cmd, mine := s.take(msg); mine {
		return cmd
	}
	return s.spinner.Update(msg)
}

// edit hands the query line a key or a paste while it is typed.
func (s *Screen) edit(msg tea.Msg) tea.Cmd {
	if !s.line.typing {
		return nil
	}
	s.line.field.Update(msg)
	return s.typed()
}

// take hands a result to what asked for it.
func (s *Screen) take(msg tea.Msg) (tea.Cmd, bool) {
	if r, mine := s.figures.call.Take(msg); mine {
		return s.counted(r), true
	}
	if r, mine := s.list.call.Take(msg); mine {
		return s.listed(r), true
	}
	if r, mine := s.live.call.Take(msg); mine {
		return s.looked(r), true
	}
	if o := s.opened; o != nil && o.list != nil {
		if r, mine := o.list.call.Take(msg); mine {
			return s.openedListed(r), true
		}
	}
	return s.remedyUpdate(msg)
}

// touch brings relative times up to date.
func (s *Screen) touch() { s.asOf = s.env.Now() }

// load asks for everything anew. What is held stays until the answers are
// there.
func (s *Screen) load() tea.Cmd {
	s.touch()
	s.live.stop()
	s.live.reset()
	span := s.line.times.span(s.asOf)
	s.figures.err = nil
	return tea.Batch(
		s.figures.start(s.env.API, s.line.query, s.line.times, span),
		s.list.start(s.env.API, s.line.query, span.since, s.line.times.until),
		s.spinner.Start(),
	)
}

// busy reports whether something that fills the screen is being loaded.
func (s *Screen) busy() bool { return s.figures.call.Running() || s.list.call.Running() }

// settle stops the spinner when nothing is loaded any more.
func (s *Screen) settle() {
	if !s.busy() {
		s.spinner.Stop()
	}
}

// cancel gives up what is being loaded; what there is stays.
func (s *Screen) cancel() tea.Cmd {
	s.figures.call.Cancel()
	s.list.giveUp()
	s.settle()
	return screen.Say(ui.Warn, "Given up. What is shown may not be all; r loads it again.")
}

// known gives the values of a field that were seen, for completion.
func (s *Screen) known(f query.Field) []string {
	seen := map[string]bool{}
	var list []string
	add := func(value string) {
		if value != "" && !seen[value] && len(list) < 50 {
			seen[value] = true
			list = append(list, value)
		}
	}
	if f == query.Instance {
		for _, part := range fleet.Parts(s.env.API) {
			add(part.Name) // none where there is only one
		}
	}
	for i := range s.figures.stats.Clusters {
		c := &s.figures.stats.Clusters[i]
		add(map[query.Field]string{
			query.Key: c.KeyName, query.KeyID: c.KeyID, query.IP: c.IP, query.Path: c.Path, query.Route: c.Route,
			query.Agent: c.Agent, query.Method: c.Method, query.Resource: string(c.Resource), query.Reason: string(c.Reason),
		}[f])
	}
	return list
}
