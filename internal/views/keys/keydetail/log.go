package keydetail

import (
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Columns of the log.
const (
	colWhen    = "when"
	colAsked   = "asked"
	colTimes   = "times"
	colFrom    = "from"
	colAgent   = "agent"
	colOutcome = "outcome"
	colReason  = "reason"
	colLevels  = "levels"
)

func activityColumns() []ui.Column {
	return []ui.Column{
		{ID: colWhen, Title: "WHEN", Min: 12},
		{ID: colAsked, Title: "REQUEST", Min: 22, Max: 48, Weight: 3},
		{ID: colTimes, Title: "TIMES", Min: 5, Right: true, Rank: 3},
		{ID: colOutcome, Title: "OUTCOME", Min: 19, Max: 24, Weight: 1},
		{ID: colFrom, Title: "FROM", Min: 15, Max: 39, Rank: 4},
		{ID: colAgent, Title: "AGENT", Min: 12, Max: 30, Weight: 1, Rank: 5},
	}
}

func failureColumns() []ui.Column {
	return []ui.Column{
		{ID: colWhen, Title: "WHEN", Min: 12},
		{ID: colReason, Title: "REASON", Min: 17},
		{ID: colAsked, Title: "REQUEST", Min: 18, Max: 48, Weight: 3},
		{ID: colLevels, Title: "NEEDS → HAS", Min: 22, Rank: 2},
		{ID: colTimes, Title: "TIMES", Min: 5, Right: true, Rank: 3},
		{ID: colFrom, Title: "FROM", Min: 15, Max: 39, Rank: 4},
		{ID: colAgent, Title: "AGENT", Min: 12, Max: 30, Weight: 1, Rank: 5},
	}
}

// log adds one part of the activity log, with how much of it that is.
func (s *Screen) log(p *ui.Paper, title string, part *part, none string, columns []ui.Column) {
	p.Heading(title)
	if why := s.key.CantName(); why != "" {
		p.Text(ui.Warn, "   ", why)
		return
	}
	if part.err != nil {
		s.logTrouble(p, part.err)
	}
	if !part.have {
		if part.err == nil {
			p.Text(ui.Muted, "   ", "loading…")
		}
		return
	}
	if len(part.page.Entries) == 0 {
		p.Text(ui.Muted, "   ", none)
	} else {
		p.Rows(entries{part.page.Entries, s.env.Now()}, columns, s.Width)
	}
	p.Text(ui.Muted, "   ", s.coverage(part.page))
}

// logTrouble says why a part is missing or old. The rest of the page stands.
func (s *Screen) logTrouble(p *ui.Paper, err error) {
	if api.KindOf(err) == api.Forbidden {
		p.Text(ui.Warn, "   ", "The key this console uses may not read the activity log: that needs system: read. The rest of this page is not affected.")
		return
	}
	p.Text(ui.Danger, " ✗ ", screen.TroubleAgain(err))
}

// coverage says how far the log reaches and how many of how many are shown, so
// that nobody takes a page for the whole.
func (s *Screen) coverage(page api.ActivityPage) string {
	reach := "The instance does not say how far its log reaches back"
	if !page.Oldest.IsZero() {
		reach = "Reaches back to " + text.Moment(page.Oldest, s.env.Zone)
	}
	shown := text.Number(len(page.Entries))
	switch {
	case page.Examined > 0:
		return fmt.Sprintf("%s; found %s among the newest %s.", reach, shown, text.Plural(page.Examined, "entry", "entries"))
	case page.Matching >= 0:
		return fmt.Sprintf("%s; showing %s of %s.", reach, shown, text.Plural(page.Matching, "entry", "entries"))
	case page.Cut != "" || page.Next != "":
		return fmt.Sprintf("%s; showing the newest %s, %s.", reach, shown, activity.Left(&page))
	}
	return fmt.Sprintf("%s; showing %s.", reach, shown)
}

// entries are the rows of a part.
type entries struct {
	list []api.Activity
	now  time.Time
}

func (e entries) Len() int { return len(e.list) }

func (e entries) Cell(row int, column string) ui.Cell {
	a := e.list[row]
	switch column {
	case colWhen:
		return ui.Cell{Text: text.Relative(a.Time, e.now, ""), Tone: ui.Muted}
	case colAsked:
		return ui.Cell{Text: asked(a)}
	case colTimes:
		return ui.Cell{Text: text.Number(max(a.Count, 1)), Tone: ui.Muted}
	case colFrom:
		return ui.Cell{Text: a.IP, Tone: ui.Muted}
	case colAgent:
		return ui.Cell{Text: a.UserAgent, Tone: ui.Muted}
	case colReason:
		return ui.Cell{Text: activity.Outcome(&a), Tone: ui.Danger}
	case colLevels:
		return ui.Cell{Text: levels(a)}
	case colOutcome:
		return outcome(a)
	}
	return ui.Cell{}
}

// asked names what was done: the request, or the event where there was none.
func asked(a api.Activity) string {
	if a.Path == "" && a.Method == "" {
		return activity.Done(a.Type, "")
	}
	return strings.TrimSpace(a.Method + " " + a.Path)
}

func outcome(a api.Activity) ui.Cell {
	switch {
	case a.Failed:
		return ui.Cell{Mark: "✗", Text: activity.Outcome(&a), Tone: ui.Danger}
	case a.Untold:
		return ui.Cell{Mark: "?", Text: activity.Outcome(&a), Tone: ui.Warn}
	}
	if a.Status > 0 {
		return ui.Cell{Mark: "✓", Text: fmt.Sprint(a.Status), Tone: ui.Good}
	}
	return ui.Cell{Mark: "✓", Text: "done", Tone: ui.Good}
}

func levels(a api.Activity) string {
	if a.Required == "" {
		return "·"
	}
	granted := a.Granted
	if granted == "" {
		granted = "none"
	}
	return fmt.Sprintf("%s: %s → %s", a.Resource, a.Required, granted)
}
