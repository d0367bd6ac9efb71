// Package keyform is what the forms about keys have in common: a moment to choose, as
// the expiry of a key is, and the grid of its permissions.
package keyform

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// mode says what takes the keys of a moment.
type mode uint8

const (
	choosing mode = iota // the row of choices
	picking              // the calendar
	typing               // the text field
)

// Choice is one of the choices of a moment that take neither calendar nor field.
type Choice struct {
	Label string
	// Note says what the choice means; "" says when it is.
	Note string
	Tone ui.Tone
	// From gives the moment as seen from now; nil for a choice that is none.
	From func(now time.Time) keys.Expiry
}

// Usual are the usual lifetimes of a key.
func Usual(zone *time.Location) (list []Choice) {
	for _, c := range keys.ExpiryChoices() {
		list = append(list, Choice{Label: c.Short, From: func(now time.Time) keys.Expiry { return c.From(now, zone) }})
	}
	return list
}

// Moment is the part of a form that says when: by one of its choices, by a day of the
// calendar, or typed.
type Moment struct {
	env      screen.Env
	words    Words
	choices  []Choice
	at       int    // index into choices, then pick a date, then type
	start    int    // at, when the form opened
	given    string // in the field, when the form opened
	before   int    // at, before the calendar opened: esc goes back there
	mode     mode
	picked   time.Time // calendar day, zero before one was picked
	calendar *ui.Calendar
	field    *ui.Field
}

// Words are what a moment is called.
type Words struct {
	Example string // of what can be typed
	Day     string // what the beginning of a picked day does
	Never   string // what never means
	// Parse reads what was typed.
	Parse func(text string, now time.Time) (keys.Expiry, error)
}

// NewMoment returns a part with one of the choices chosen.
func NewMoment(env screen.Env, words Words, choices []Choice, chosen int) *Moment {
	return &Moment{
		env: env, words: words, choices: choices, at: chosen, start: chosen,
		calendar: ui.NewCalendar(env.Theme), field: ui.NewField(env.Theme, words.Example, 100),
	}
}

// NewExpiry returns the part that says until when a key is good.
func NewExpiry(env screen.Env, choices []Choice, chosen int) *Moment {
	return NewMoment(env, Words{
		Example: keys.ExpiryForms, Day: "the key ends as this day begins", Never: "the key works until it is revoked",
		Parse: func(text string, now time.Time) (keys.Expiry, error) { return keys.ParseExpiry(text, now, env.Zone) },
	}, choices, chosen)
}

func (m *Moment) pick() int  { return len(m.choices) }
func (m *Moment) typed() int { return len(m.choices) + 1 }

// Chosen is the choice that is made: len(choices) and more for a day or a typed moment.
func (m *Moment) Chosen() int { return m.at }

// Choose makes a choice.
func (m *Moment) Choose(i int) { m.at = i }

// Capturing reports whether a text is typed.
func (m *Moment) Capturing() bool { return m.mode == typing }

// Inside reports whether esc closes a calendar or a field.
func (m *Moment) Inside() bool { return m.mode != choosing }

// Picking reports whether the calendar is open.
func (m *Moment) Picking() bool { return m.mode == picking }

// Edit hands the field a key or a paste.
func (m *Moment) Edit(msg tea.Msg) { m.field.Update(msg) }

// Touched reports whether anything was chosen since the form opened.
func (m *Moment) Touched() bool {
	return m.at != m.start || !m.picked.IsZero() || m.field.Value() != m.given
}

// Begin is set for a form that opens so. One of the usual lengths is chosen
// where it is that to the day.
func (m *Moment) Begin(wanted keys.Expiry) {
	m.Set(wanted)
	at, limited := wanted.At()
	for i, c := range m.choices {
		if usual, ends := c.From(m.env.Now()).At(); limited && ends && usual.Sub(at).Abs() < 24*time.Hour {
			m.at = i
			m.field.SetValue("")
		}
	}
	m.start, m.given = m.at, m.field.Value()
}

// LeaveOpen chooses nothing: the admin must.
func (m *Moment) LeaveOpen() { m.at, m.start = m.pick(), m.pick() }

// Set chooses an expiry.
func (m *Moment) Set(wanted keys.Expiry) {
	if at, limited := wanted.At(); limited {
		m.at = m.typed()
		m.field.SetValue(at.UTC().Format("2006-01-02 15:04:05 utc"))
		return
	}
	for i, c := range m.choices {
		if c.From(m.env.Now()).IsNever() {
			m.at = i
		}
	}
}

var (
	errNothingPicked = errors.New("no day is picked yet: enter opens the calendar")
	errNothingTyped  = errors.New("type a date or a length of time") // the field shows examples
)

// When is the moment as seen from now. It is never for a choice that is no moment.
func (m *Moment) When(now time.Time) (keys.Expiry, error) {
	switch {
	case m.mode == picking:
		return m.startOf(m.calendar.Day(), now)
	case m.at < len(m.choices) && m.choices[m.at].From == nil:
		return keys.Expiry{}, nil
	case m.at < len(m.choices):
		return m.choices[m.at].From(now), nil
	case m.at == m.typed() && m.field.Value() == "":
		return keys.Expiry{}, errNothingTyped
	case m.at == m.typed():
		at, err := m.words.Parse(m.field.Value(), now)
		if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
			return at, errors.New(wrong.Reason)
		}
		return at, err
	case m.picked.IsZero():
		return keys.Expiry{}, errNothingPicked
	}
	return m.startOf(m.picked, now)
}

// startOf is the beginning of a calendar day. It can pass while the form is
// open over midnight.
func (m *Moment) startOf(day, now time.Time) (keys.Expiry, error) {
	at := keys.StartOfDay(day.Year(), day.Month(), day.Day(), m.env.Zone)
	if !at.After(now) {
		return keys.Expiry{}, errors.New("that is in the past: pick a later day")
	}
	return keys.ExpiresAt(at), nil
}

// Pending reports whether there is nothing yet that could be right or wrong.
func (m *Moment) Pending() bool {
	return m.mode != picking && (m.at == m.pick() && m.picked.IsZero() || m.at == m.typed() && m.field.Value() == "")
}

// open opens what stands behind the choice, if anything does.
func (m *Moment) open() {
	switch m.at {
	case m.pick():
		m.openCalendar()
	case m.typed():
		m.openField()
	}
}

// openCalendar starts at the day picked before, or at the one now chosen. The
// first day to pick is tomorrow: today has begun.
func (m *Moment) openCalendar() {
	now := m.env.Now()
	day := m.picked
	if day.IsZero() {
		day = now.In(m.env.Zone).AddDate(0, 0, 90)
		if chosen, err := m.When(now); err == nil && !chosen.IsNever() {
			at, _ := chosen.At()
			day = at.In(m.env.Zone)
		}
	}
	m.before, m.at, m.mode = m.at, m.pick(), picking
	today := ui.Day(now.In(m.env.Zone))
	m.calendar.Open(day, today, today.AddDate(0, 0, 1), today.AddDate(keys.ExpiryMaxYears, 0, 0))
}

func (m *Moment) openField() {
	m.at, m.mode = m.typed(), typing
	m.field.Focus()
}

// Close leaves calendar or field and keeps what they say.
func (m *Moment) Close() {
	if m.mode == picking {
		m.picked = m.calendar.Day()
	}
	m.mode = choosing
	m.field.Blur()
}

// labels are the choices as the row shows them.
func (m *Moment) labels() []string {
	var list []string
	for _, c := range m.choices {
		list = append(list, c.Label)
	}
	pick, typed := "pick a date…", "type…"
	if !m.picked.IsZero() {
		pick = m.picked.Format("2 Jan 2006")
	}
	if text := m.field.Value(); text != "" && m.mode != typing {
		typed = "“" + ui.Cut(text, 20) + "”"
	}
	return append(list, pick, typed)
}

// Actions are those of the row of choices, the calendar or the field. Next follows a
// typed moment, changed every change.
func (m *Moment) Actions(next, changed func()) []screen.Action {
	change := func(b ui.Binding, do func()) screen.Action {
		return screen.Set(b, func() { do(); changed() })
	}
	switch m.mode {
	case picking:
		var list []screen.Action
		for _, b := range ui.CalendarBindings() {
			list = append(list, screen.Hand(b, m.calendar.HandleKey))
		}
		return append(list, change(ui.Bind(press.Enter.Or(press.Space), "take this day"), m.Close),
			change(ui.Bind(press.Esc, "as before"), func() { m.mode, m.at = choosing, m.before }))
	case typing:
		return []screen.Action{
			change(ui.Bind(press.Enter, "take it").DisabledIf(m.wrong() != "", m.wrong()), func() { m.Close(); next() }),
			change(ui.Bind(press.Esc, "back to the choices"), m.Close),
		}
	}
	list := []screen.Action{screen.Step(ui.Bind(press.Choose, "choose"), func(step int) {
		m.at = min(max(m.at+step, 0), m.typed())
		changed()
	})}
	if m.at >= len(m.choices) {
		b := ui.Bind(press.Space, "open")
		if m.Pending() {
			b.Key = b.Key.Or(press.Enter)
		}
		list = append(list, change(b, m.open))
	}
	return append(list, change(ui.Bind(press.Date, "pick a date"), m.openCalendar), change(ui.Bind(press.TypeDate, "type it"), m.openField))
}

// wrong says why what is typed can't be read, "" where it can.
func (m *Moment) wrong() string {
	if _, err := m.When(m.env.Now()); err != nil {
		return text.Sentence(err.Error())
	}
	return ""
}

// Draw draws the part with its label, and what was refused of it.
func (m *Moment) Draw(f *ui.Form, label, refused string, now time.Time) {
	if f.Inside = m.Inside(); m.at >= len(m.choices) {
		f.Take = press.Space.Show()
	}
	f.Row(label, m.labels(), m.at, "[", "]")
	f.Inside, f.Take = false, ""
	switch m.mode {
	case picking:
		day := "  " + m.words.Day
		for i, l := range m.calendar.Lines() {
			if i == 0 && f.Width >= f.LabelEnd+ui.CalendarWidth+ui.Width(day) {
				l += m.env.Theme.Paint(ui.Muted, day)
			}
			f.Add(ui.Spaces(f.LabelEnd-1) + l)
		}
	case typing:
		view, cursor := m.field.View(max(f.Width-f.LabelEnd-1, 1))
		f.Typed(ui.Spaces(f.LabelEnd), view, cursor)
	}
	m.drawChosen(f, refused, now)
}

// drawChosen says what was chosen, or what is wrong with it.
func (m *Moment) drawChosen(f *ui.Form, refused string, now time.Time) {
	chosen, err := m.When(now)
	at, limited := chosen.At()
	switch {
	case refused != "":
		f.Note(ui.Danger, "✗ ", refused)
	case err != nil && m.Pending():
		f.Note(ui.Muted, "", err.Error())
	case err != nil:
		f.Note(ui.Danger, "✗ ", err.Error())
	case m.mode != picking && m.at < len(m.choices) && m.choices[m.at].Note != "":
		f.Note(m.choices[m.at].Tone, "", m.choices[m.at].Note)
	case !limited:
		f.Note(ui.Muted, "", m.words.Never)
	default:
		f.Note(ui.Normal, "", lifecycle.Until(at, now, m.env.Zone))
	}
}
