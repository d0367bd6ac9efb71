package audit

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
)

const (
	colTime   = "time"
	colReason = "reason"
	colKey    = "key"
	colAsked  = "asked"
	colNeeds  = "needs"
	colFrom   = "from"
	colAgent  = "agent"
	colCount  = "count"
)

// roomy is the width from which on nothing needs to be abbreviated.
const roomy = 100

// none stands where there is nothing to tell.
const none = "·"

func columns(width int) []ui.Column {
	key, asked := 12, 14
	if width >= roomy {
		key, asked = 15, 20
	}
	return []ui.Column{
		{ID: colTime, Title: "TIME", Min: 7},
		{ID: colReason, Title: "REASON", Min: 17},
		{ID: colKey, Title: "KEY", Min: key, Max: 28, Weight: 2, Rank: 2},
		{ID: colAsked, Title: "ASKED FOR", Min: asked, Max: 48, Weight: 4, Rank: 1},
		{ID: colNeeds, Title: "NEEDS → HAS", Min: 22, Max: 28, Weight: 1, Rank: 4},
		{ID: colFrom, Title: "FROM", Min: 15, Max: 39, Weight: 1, Rank: 3},
		{ID: colAgent, Title: "AGENT", Min: 12, Weight: 3, Rank: 6},
		{ID: colCount, Title: "N", Min: 5, Rank: 5, Right: true},
	}
}

// Len implements ui.Rows.
func (s *Screen) Len() int { return len(s.listing.rows) }

// Cell implements ui.Rows.
func (s *Screen) Cell(row int, column string) ui.Cell {
	e := s.listing.rows[row]
	switch column {
	case colTime:
		return ui.Cell{Text: age(e.Time, s.asOf), Tone: ui.Muted}
	case colReason:
		return ui.Cell{Text: e.Reason.Words(), Tone: reasonTone(e.Reason)}
	case colKey:
		return s.keyCell(e)
	case colAsked:
		return known(s.askedFor(e), ui.Normal)
	case colNeeds:
		return known(needs(e), ui.Normal)
	case colFrom:
		return known(e.IP, ui.Normal)
	case colAgent:
		return known(e.UserAgent, ui.Muted)
	case colCount:
		if e.Count > 1 {
			return ui.Cell{Text: ui.Number(e.Count)}
		}
	}
	return ui.Cell{}
}

// reasonTone marks what may be somebody guessing.
func reasonTone(r keys.Reason) ui.Tone {
	switch r {
	case keys.UnknownKey, keys.MalformedKey, keys.RateLimited, keys.BadCredentials:
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
func (s *Screen) keyCell(e *entry) ui.Cell {
	switch {
	case e.KeyName != "":
		return ui.Cell{Text: e.KeyName}
	case s.width < roomy:
		return known(keys.ShortPreview(e.KeyPreview), ui.Muted)
	default:
		return known(strings.Replace(e.KeyPreview, "...", "…", 1), ui.Muted)
	}
}

// askedFor is method and path. Where room is short, the start that all paths
// share gives way to what tells them apart.
func (s *Screen) askedFor(e *entry) string {
	path := e.Path
	if rest, found := strings.CutPrefix(path, "/api/v1/"); found && s.width < roomy {
		path = "…/" + rest
	}
	return strings.TrimSpace(e.Method + " " + path)
}

// needs is "backups: write → read", "" where the levels don't matter.
func needs(e *entry) string {
	if e.Required == "" {
		return ""
	}
	words := e.Required
	if e.Resource != "" {
		words = strings.ToLower(e.Resource.Title()) + ": " + words
	}
	// What an expired or revoked key was once granted explains nothing.
	if e.Granted != "" && e.Reason == keys.PermissionDenied {
		words += " → " + e.Granted
	}
	return words
}
