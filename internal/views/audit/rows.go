package audit

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	colTime   = "time"
	colReason = "reason"
	colKey    = "key"
	colAsked  = "asked"
	colNeeds  = "needs"
	colFrom   = "from"
	colSpark  = "spark"
	colAgent  = "agent"
	colCount  = "count"
)

// Widths from which on keys, and paths, need not be abbreviated.
const (
	roomy      = 100
	roomyPaths = 130
)

// none stands where there is nothing to tell.
const none = "·"

func widths(width int) (key, asked int) {
	if width >= roomy {
		return 15, 20
	}
	return 12, 14
}

func (s *Screen) causeColumns(width int) []ui.Column {
	key, asked := widths(width)
	return screen.WithInstance(s.env, 2, []ui.Column{
		{ID: colTime, Title: "LAST", Min: s.timeWidth()},
		{ID: colReason, Title: "CAUSE", Min: 21, Max: 27, Weight: 1},
		{ID: colKey, Title: "KEY", Min: key - 1, Max: 28, Weight: 2, Rank: 2},
		{ID: colAsked, Title: "ASKED FOR", Min: asked - 2, Max: 44, Weight: 3, Rank: 1},
		{ID: colNeeds, Title: "NEEDS → HAS", Min: 22, Max: 28, Weight: 1, Rank: 5},
		{ID: colFrom, Title: "FROM", Min: 15, Max: 39, Weight: 1, Rank: 4},
		{ID: colSpark, Title: "WHEN", Min: 13, Rank: 6},
		{ID: colCount, Title: "N", Min: 5, Right: true},
	})
}

func (s *Screen) attemptColumns(width int) []ui.Column {
	key, asked := widths(width)
	return screen.WithInstance(s.env, 2, []ui.Column{
		{ID: colTime, Title: "TIME", Min: s.timeWidth()},
		{ID: colReason, Title: "REASON", Min: 17},
		{ID: colKey, Title: "KEY", Min: key, Max: 28, Weight: 2, Rank: 2},
		{ID: colAsked, Title: "ASKED FOR", Min: asked, Max: 48, Weight: 4, Rank: 1},
		{ID: colNeeds, Title: "NEEDS → HAS", Min: 22, Max: 28, Weight: 1, Rank: 4},
		{ID: colFrom, Title: "FROM", Min: 15, Max: 39, Weight: 1, Rank: 3},
		{ID: colAgent, Title: "AGENT", Min: 12, Weight: 3, Rank: 6},
		{ID: colCount, Title: "N", Min: 5, Rank: 5, Right: true},
	})
}

// attemptRows are entries as a table shows them.
type attemptRows struct {
	s *Screen
	*attempts
}

func (r attemptRows) Len() int { return len(r.rows) }

func (r attemptRows) Cell(row int, column string) ui.Cell {
	s, e := r.s, r.rows[row]
	switch column {
	case colTime:
		return ui.Cell{Text: s.when(e.Time), Tone: ui.Muted}
	case colReason:
		tone := reasonTone(e.Reason)
		if !e.Failed && !e.Untold {
			tone = ui.Good
		}
		return ui.Cell{Text: activity.Outcome(e), Tone: tone}
	case screen.ColInstance:
		return ui.Cell{Text: e.Instance}
	case colKey:
		return s.keyCell(e.KeyName, e.KeyPreview)
	case colAsked:
		return known(s.askedFor(e.Method, e.Path), ui.Normal)
	case colNeeds:
		return known(needs(e.Reason, e.Resource, e.Required, e.Granted), ui.Normal)
	case colFrom:
		return known(e.IP, ui.Normal)
	case colAgent:
		return known(e.UserAgent, ui.Muted)
	case colCount:
		if e.Count > 1 {
			return ui.Cell{Text: text.Number(e.Count)}
		}
	}
	return ui.Cell{}
}

// reasonTone marks what may be somebody guessing.
func reasonTone(r keys.Reason) ui.Tone {
	if r.Guess() {
		return ui.Warn
	}
	return ui.Normal
}

func known(text string, tone ui.Tone) ui.Cell {
	if text == "" {
		return ui.Cell{Text: none, Tone: ui.Faint}
	}
	return ui.Cell{Text: text, Tone: tone}
}

// keyCell names the key, or shows what may be shown of one that isn't known.
func (s *Screen) keyCell(name, preview string) ui.Cell {
	switch {
	case name != "":
		return ui.Cell{Text: name}
	case s.Width < roomy:
		return known(keys.ShortPreview(preview), ui.Muted)
	default:
		return known(strings.Replace(preview, "...", "…", 1), ui.Muted)
	}
}

// askedFor is method and path. Where room is short, the start that all paths
// share gives way to what tells them apart.
func (s *Screen) askedFor(method, path string) string {
	if rest, found := strings.CutPrefix(path, "/api/v1/"); found && s.Width < roomyPaths {
		path = "…/" + rest
	}
	return strings.TrimSpace(method + " " + path)
}

// needs is "backups: write → read", "" where the levels don't matter.
func needs(reason keys.Reason, resource keys.Resource, required, granted string) string {
	if required == "" {
		return ""
	}
	words := required
	if resource != "" {
		words = strings.ToLower(resource.Title()) + ": " + words
	}
	if had := activity.Had(reason, granted); had != "" {
		words += " → " + had
	}
	return words
}

// earlier keeps a time that is ahead, because clocks differ, from showing as
// one to come.
func earlier(t, now time.Time) time.Time {
	if t.After(now) {
		return now
	}
	return t
}
