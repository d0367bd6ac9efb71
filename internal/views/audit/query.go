package audit

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// previewAfter is how long typing must rest before the instance is asked for the
// number of matches.
const previewAfter = 200 * time.Millisecond

// line is the query line.
type line struct {
	env   screen.Env
	field *ui.Field

	query  query.Query // in effect
	opened query.Query // what the screen was opened with: esc never takes it away
	window int
	times  bounds

	typing  bool
	before  query.Query // in effect before typing
	wrong   string      // what is wrong with what is typed, "" for nothing
	seq     uint64      // of the last key typed
	offers  []query.Completion
	offered int // index into offers, -1 for none chosen
}

func newLine(env screen.Env) line {
	return line{env: env, field: ui.NewField(env.Theme, "words, or reason: key: ip: path: agent: since: …", query.Most)}
}

func (l *line) open(filter screen.AuditFilter) {
	if filter.Window > 0 {
		l.window = windowFor(filter.Window)
	} else if l.times == (bounds{}) {
		l.window = windowFor(0)
	}
	l.opened = filter.Query
	l.stop()
	l.set(filter.Query)
}

// set puts a query into effect that was checked already.
func (l *line) set(q query.Query) {
	l.query = q
	l.refresh()
}

// refresh works the line's times out anew: "24h" moves on.
func (l *line) refresh() {
	b, err := boundsOf(l.query, l.window, l.env.Now(), l.env.Zone)
	if err == nil {
		l.times = b
	}
}

func (l *line) start() {
	l.typing, l.before, l.wrong = true, l.query, ""
	text := l.query.String()
	if text != "" {
		text += " "
	}
	l.field.SetValue(text)
	l.field.Focus()
	l.offers, l.offered = nil, -1
}

func (l *line) stop() {
	l.typing, l.wrong = false, ""
	l.offers, l.offered = nil, -1
	l.seq++
	l.field.Blur()
}

// parse reads what is typed. What is wrong with it is kept in words.
func (l *line) parse() (query.Query, bool) {
	q, err := query.Parse(l.field.Value(), saved(l.env)...)
	if err == nil && !l.env.Several {
		err = q.OnOne()
	}
	if err == nil {
		_, err = boundsOf(q, l.window, l.env.Now(), l.env.Zone)
	}
	l.wrong = ""
	if e, ok := errors.AsType[*query.Error](err); ok {
		l.wrong = e.Error()
	}
	return q, err == nil
}

// saved are the queries that have a name.
func saved(env screen.Env) []query.Saved { return append(query.BuiltIn(), env.Saved...) }

// pausedTyping says that typing has rested.
type pausedTyping struct{ seq uint64 }

// Addressee names the audit view.
func (pausedTyping) Addressee() string { return ID }

func (s *Screen) startTyping() tea.Cmd {
	s.close()
	s.line.start()
	s.layout()
	return nil
}

// typed shows at once what is held and matches, and has the instance counted
// when typing rests.
func (s *Screen) typed() tea.Cmd {
	l := &s.line
	l.offers = query.Complete(l.field.Value(), l.field.Position(), s.known, saved(s.env)...)
	if word := l.field.Value(); word == "" {
		l.offers = nil
	}
	l.offered = -1
	q, ok := l.parse()
	s.layout()
	if !ok {
		return nil
	}
	if f, err := effective(q).Bind(s.asOf, s.env.Zone); err == nil {
		s.list.typed = &f
		s.list.fill()
	}
	l.seq++
	rested := pausedTyping{l.seq}
	return s.env.After(previewAfter, func(time.Time) tea.Msg { return rested })
}

// preview counts what matches. Where the console would have to count by itself
// it waits until the line is entered.
func (s *Screen) preview(msg pausedTyping) tea.Cmd {
	if msg.seq != s.line.seq || !s.line.typing || s.figures.stats.Examined > 0 {
		return nil
	}
	q, ok := s.line.parse()
	if !ok {
		return nil
	}
	times, _ := boundsOf(q, s.line.window, s.env.Now(), s.env.Zone)
	return s.figures.start(s.env.API, q, times, times.span(s.env.Now()))
}

// enter puts what is typed into effect.
func (s *Screen) enter() tea.Cmd {
	q, ok := s.line.parse()
	if !ok {
		return nil // it says what is wrong
	}
	s.line.stop()
	s.list.typed = nil
	s.line.set(q)
	return s.show()
}

// giveUpTyping puts back what was in effect.
func (s *Screen) giveUpTyping() tea.Cmd {
	s.line.stop()
	s.list.typed = nil
	s.list.fill()
	s.line.set(s.line.before)
	s.layout()
	if s.figures.covers(s.line.query, s.line.times) {
		return nil
	}
	return s.show()
}

// show asks for what the line selects now.
func (s *Screen) show() tea.Cmd {
	s.line.refresh()
	s.close()
	s.list.table.SetCursor(0)
	s.causes.table.SetCursor(0)
	s.layout()
	return s.load()
}

// change puts another query into effect.
func (s *Screen) change(q query.Query) tea.Cmd {
	s.line.set(q)
	return s.show()
}

// clearable reports whether there is a term for esc to take away.
func (s *Screen) clearable() bool { return s.line.query.String() != s.line.opened.String() }

// clearOne takes the last term away, down to what the screen was opened with.
func (s *Screen) clearOne() tea.Cmd {
	terms := s.line.query.Terms
	if len(terms) <= len(s.line.opened.Terms) {
		return s.change(s.line.opened)
	}
	return s.change(query.Query{Terms: append([]query.Term(nil), terms[:len(terms)-1]...)})
}

// toggle takes the field's terms away, or adds one.
func (s *Screen) toggle(f query.Field, value string) tea.Cmd {
	if s.line.query.Has(f) {
		return s.change(s.line.query.Without(f))
	}
	return s.change(s.line.query.With(f, value))
}

// complete puts the chosen completion, or the first, into the line.
func (s *Screen) complete() tea.Cmd {
	l := &s.line
	if len(l.offers) == 0 {
		return nil
	}
	text, cursor := l.offers[max(l.offered, 0)].Apply(l.field.Value())
	l.field.SetValue(text)
	l.field.SetPosition(cursor)
	return s.typed()
}

// choose goes through the completions.
func (l *line) choose(by int) {
	if n := len(l.offers); n > 0 {
		l.offered = (max(l.offered, -1) + by + n + 1) % (n + 1)
		if l.offered == n {
			l.offered = -1
		}
	}
}
