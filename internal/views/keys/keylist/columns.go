package keylist

import (
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// Column names. A resource's column has the resource's wire name.
const (
	colName    = "name"
	colState   = "state"
	colShort   = "short state"
	colPerms   = "permissions"
	colExpires = "expires"
	colUsed    = "used"
	colKey     = "key"
	colCreated = "created"
	colNews    = "news"
)

// From these widths on there is room for a column per resource, and for when a
// key was created.
const (
	wideFrom    = 110
	createdFrom = 135
)

// columns are those for a width; news says that keys are new or altered.
func columns(width int, news bool) []ui.Column {
	list := columnsFor(width)
	if news {
		// The name gives two cells, so that all columns still fit at 80.
		list[0].Min = min(list[0].Min, 18)
		list = slices.Insert(list, 1, ui.Column{ID: colNews, Title: "CHANGE", Min: 9})
	}
	return list
}

func columnsFor(width int) []ui.Column {
	state := ui.Column{ID: colState, Title: "STATE", Min: 14}
	expires := ui.Column{ID: colExpires, Title: "EXPIRES", Min: 12, Rank: 2}
	used := ui.Column{ID: colUsed, Title: "LAST USED", Min: 12, Rank: 3}
	key := ui.Column{ID: colKey, Title: "KEY", Min: 9, Rank: 4}
	if width < wideFrom {
		if width < 90 {
			state = ui.Column{ID: colShort, Title: "STATE", Min: 10}
		}
		return []ui.Column{
			{ID: colName, Title: "NAME", Min: 20, Max: 60, Weight: 1}, state,
			{ID: colPerms, Title: "PERMISSIONS", Min: 19, Rank: 1},
			expires, used, key,
		}
	}
	list := []ui.Column{{ID: colName, Title: "NAME", Min: 16, Max: 60, Weight: 1}, state}
	for _, r := range keys.Resources() {
		title := strings.ToUpper(r.Title())
		if r == keys.CloudStorage {
			title = "STORAGE"
		}
		list = append(list, ui.Column{ID: string(r), Title: title, Min: max(len(title), len("write"))})
	}
	list = append(list, expires)
	if width >= createdFrom {
		list = append(list, ui.Column{ID: colCreated, Title: "CREATED", Min: 12, Rank: 5})
	}
	return append(list, used, key)
}

// rows is what the table shows of the list.
type rows struct{ s *Screen }

func (v rows) Len() int { return len(v.s.list.visible()) }

func (v rows) Marked(line int) bool { return v.s.list.isMarked(v.s.list.visible()[line]) }

func (v rows) Cell(line int, column string) ui.Cell {
	l := v.s.list
	r, now := l.rows.at(l.visible()[line]), l.now
	switch column {
	case colName:
		return ui.Cell{Text: l.name(r)}
	case colNews:
		return newsCell(r)
	case colState:
		return stateCell(r.status(now), v.word(r))
	case colShort:
		status := r.status(now)
		if status == keys.Expiring {
			return stateCell(status, "expiring")
		}
		return stateCell(status, v.word(r))
	case colPerms:
		return ui.Cell{Text: l.permissions(r).Summary()}
	case colExpires:
		return expiryCell(l.expiry(r), now)
	case colUsed:
		return ui.Cell{Text: relative(r.used, now, "never"), Tone: ui.Muted}
	case colCreated:
		return ui.Cell{Text: relative(r.created, now, ""), Tone: ui.Muted}
	case colKey:
		return ui.Cell{Text: keys.ShortPreview(l.preview(r)), Tone: ui.Muted}
	default:
		return levelCell(l.permissions(r).Level(keys.Resource(column)))
	}
}

// word is the state in a word. That a key is being replaced is said where it has
// nothing more urgent.
func (v rows) word(r *row) string {
	status := r.status(v.s.list.now)
	if status == keys.Active && len(v.s.rotating.old) > 0 && v.s.rotating.old[v.s.list.id(r)] {
		return "rotating"
	}
	return status.String()
}

func stateCell(status keys.Status, words string) ui.Cell {
	c := ui.Cell{Text: words, Mark: "●", Tone: ui.Good}
	switch status {
	case keys.Expiring:
		c.Mark, c.Tone = "◐", ui.Warn
	case keys.Untold:
		c.Mark, c.Tone = "?", ui.Warn
	case keys.Expired:
		c.Mark, c.Tone = "○", ui.Danger
	}
	return c
}

func levelCell(l keys.Level) ui.Cell {
	switch l {
	case keys.Write:
		return ui.Cell{Text: "write"}
	case keys.Read:
		return ui.Cell{Text: "read", Tone: ui.Muted}
	case keys.Unknown:
		return ui.Cell{Text: "?", Tone: ui.Warn}
	default:
		return ui.Cell{Text: "·", Tone: ui.Muted}
	}
}

func expiryCell(e keys.Expiry, now time.Time) ui.Cell {
	c := ui.Cell{Text: compact(e.Short(now)), Tone: ui.Muted}
	if status := e.StatusAt(now); status == keys.Expiring || status == keys.Untold {
		c.Tone = ui.Warn
	}
	return c
}

// relative is text.Relative in at most twelve cells.
func relative(unix int64, now time.Time, none string) string {
	return compact(text.Relative(moment(unix), now, none))
}

func compact(text string) string {
	if text == "in under a minute" {
		return "in < 1 min"
	}
	return text
}
