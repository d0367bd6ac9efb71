package create

import (
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// expiryMode says what takes the keys of the expiry part.
type expiryMode uint8

const (
	choosing expiryMode = iota // the row of choices
	picking                    // the calendar
	typing                     // the text field
)

// expiryDefault is the choice a form opens with.
const expiryDefault = "90 days"

// expiry is the part of the form that says until when the key is good.
type expiry struct {
	env      screen.Env
	usual    []keys.ExpiryChoice
	at       int    // index into usual, then pick a date, then type
	start    int    // at, when the form opened
	given    string // in the field, when the form opened
	before   int    // at, before the calendar opened: esc goes back there
	mode     expiryMode
	picked   time.Time // calendar day, zero before one was picked
	calendar *ui.Calendar
	field    *ui.Field
}

func newExpiry(env screen.Env) *expiry {
	e := &expiry{
		env:      env,
		usual:    keys.ExpiryChoices(),
		calendar: ui.NewCalendar(env.Theme),
		field:    ui.NewField(env.Theme, "2027-01-19, 2027-01-19 18:00, +90d, in 3 weeks", 100),
	}
	for i, c := range e.usual {
		if c.Label == expiryDefault {
			e.at, e.start = i, i
		}
	}
	return e
}

func (e *expiry) pick() int  { return len(e.usual) }
func (e *expiry) typed() int { return len(e.usual) + 1 }

func (e *expiry) touched() bool {
	return e.at != e.start || !e.picked.IsZero() || e.field.Value() != e.given
}

// begin is set for a form that opens so. One of the usual lengths is chosen
// where it is that to the day.
func (e *expiry) begin(wanted keys.Expiry) {
	e.set(wanted)
	at, limited := wanted.At()
	for i, c := range e.usual {
		usual, _ := c.From(e.env.Now(), e.env.Zone).At()
		if limited && !c.Never() && usual.Sub(at).Abs() < 24*time.Hour {
			e.at = i
			e.field.SetValue("")
		}
	}
	e.start, e.given = e.at, e.field.Value()
}

// leaveOpen chooses nothing: the admin must.
func (e *expiry) leaveOpen() { e.at, e.start = e.pick(), e.pick() }

// set chooses an expiry.
func (e *expiry) set(wanted keys.Expiry) {
	if at, limited := wanted.At(); limited {
		e.at = e.typed()
		e.field.SetValue(at.UTC().Format("2006-01-02 15:04:05 utc"))
		return
	}
	for i, c := range e.usual {
		if c.Never() {
			e.at = i
		}
	}
}

var errNothingPicked = errors.New("no day is picked yet: enter opens the calendar")

// when is the expiry of a key created at now.
func (e *expiry) when(now time.Time) (keys.Expiry, error) {
	switch {
	case e.mode == picking:
		return e.startOf(e.calendar.Day(), now)
	case e.at < len(e.usual):
		return e.usual[e.at].From(now, e.env.Zone), nil
	case e.at == e.typed():
		at, err := keys.ParseExpiry(e.field.Value(), now, e.env.Zone)
		if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
			return at, errors.New(wrong.Reason)
		}
		return at, err
	case e.picked.IsZero():
		return keys.Expiry{}, errNothingPicked
	}
	return e.startOf(e.picked, now)
}

// startOf is the beginning of a calendar day. It can pass while the form is
// open over midnight.
func (e *expiry) startOf(day, now time.Time) (keys.Expiry, error) {
	at := keys.StartOfDay(day.Year(), day.Month(), day.Day(), e.env.Zone)
	if !at.After(now) {
		return keys.Expiry{}, errors.New("that is in the past: pick a later day")
	}
	return keys.ExpiresAt(at), nil
}

// pending reports whether there is nothing yet that could be right or wrong.
func (e *expiry) pending() bool {
	return e.mode != picking && (e.at == e.pick() && e.picked.IsZero() || e.at == e.typed() && e.field.Value() == "")
}

// open opens what stands behind the choice, if anything does.
func (e *expiry) open(now time.Time) {
	switch e.at {
	case e.pick():
		e.openCalendar(now)
	case e.typed():
		e.openField()
	}
}

// openCalendar starts at the day picked before, or at the one now chosen. The
// first day to pick is tomorrow: today has begun.
func (e *expiry) openCalendar(now time.Time) {
	day := e.picked
	if day.IsZero() {
		day = now.In(e.env.Zone).AddDate(0, 0, 90)
		if chosen, err := e.when(now); err == nil && !chosen.IsNever() {
			at, _ := chosen.At()
			day = at.In(e.env.Zone)
		}
	}
	e.before, e.at, e.mode = e.at, e.pick(), picking
	today := ui.Day(now.In(e.env.Zone))
	e.calendar.Open(day, today, today.AddDate(0, 0, 1), today.AddDate(keys.ExpiryMaxYears, 0, 0))
}

func (e *expiry) openField() {
	e.at, e.mode = e.typed(), typing
	e.field.Focus()
}

// close leaves calendar or field and keeps what they say.
func (e *expiry) close() {
	if e.mode == picking {
		e.picked = e.calendar.Day()
	}
	e.mode = choosing
	e.field.Blur()
}

// labels are the choices as the row shows them.
func (e *expiry) labels() []string {
	var list []string
	for _, c := range e.usual {
		list = append(list, c.Short)
	}
	pick, typed := "pick a date…", "type…"
	if !e.picked.IsZero() {
		pick = e.picked.Format("2 Jan 2006")
	}
	if text := e.field.Value(); text != "" && e.mode != typing {
		typed = "“" + ui.Cut(text, 20) + "”"
	}
	return append(list, pick, typed)
}
