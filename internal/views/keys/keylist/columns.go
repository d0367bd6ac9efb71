package keylist

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
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
	colOwner   = "owner"
	colPurpose = "purpose"
	colTicket  = "ticket"
)

const (
	// wideFrom is the width from which on there is room for a column per resource, and
	// spreadFrom that from which on columns spread: before, the name takes what is free.
	wideFrom   = 110
	spreadFrom = 140
	// nameMost is the most cells of a name that a row shows.
	nameMost = 60
	// indent is what stands beside the columns, gap between two of them.
	indent = 4
	gap    = 2
)

// wants is what a list has to show.
type wants struct {
	name  int // cells of the longest name
	news  bool
	noted bool

	several bool // instances
}

// columns are those for a width. The name comes first: where it would be cut, permissions
// shrink to letters, and then the preview goes.
func columns(width int, w wants) []ui.Column {
	var list []ui.Column
	for _, words := range [][2]bool{{true, true}, {false, true}, {false, false}} {
		byResource, preview := words[0], words[1]
		list = columnsFor(width, w, byResource && width >= wideFrom, preview)
		if fits(list, width, min(w.name, nameMost)) {
			break
		}
	}
	if width < spreadFrom {
		return list
	}
	// What the longest name leaves is shared by all columns.
	list[0].Min = min(max(list[0].Min, w.name), nameMost)
	for i := range list {
		list[i].Weight = 1
		switch list[i].ID {
		case colName:
			list[i].Weight = 0
		case colPurpose:
			list[i].Weight = 4
		}
	}
	return list
}

// fits reports whether names of so many cells fit beside the other columns, and those
// beside each other.
func fits(list []ui.Column, width, name int) bool {
	used := indent + max(name, list[0].Min)
	for _, c := range list[1:] {
		if c.ID != colCreated { // which goes first
			used += gap + c.Min
		}
	}
	return used <= width
}

func columnsFor(width int, w wants, byResource, preview bool) []ui.Column {
	name := ui.Column{ID: colName, Title: "NAME", Min: 20, Max: nameMost, Weight: 1}
	state := ui.Column{ID: colState, Title: "STATE", Min: 14}
	if width < 90 {
		state = ui.Column{ID: colShort, Title: "STATE", Min: 10}
	}
	if width >= wideFrom {
		name.Min = 16
	}
	list := []ui.Column{name}
	if w.news {
		// The name gives two cells, so that all columns still fit at 80.
		list[0].Min = min(name.Min, 18)
		list = append(list, ui.Column{ID: colNews, Title: "CHANGE", Min: 9})
	}
	if w.several {
		list[0].Min = min(name.Min, 16)
		list = append(list, screen.InstanceColumn)
	}
	list = append(list, state)
	if w.noted && width >= spreadFrom {
		list = append(list, ui.Column{ID: colOwner, Title: "OWNER", Min: 12, Rank: 1}, ui.Column{ID: colPurpose, Title: "PURPOSE", Min: 14, Rank: 4},
			ui.Column{ID: colTicket, Title: "TICKET", Min: 8, Rank: 3})
	}
	list = append(list, permissionColumns(byResource)...)
	list = append(list, ui.Column{ID: colExpires, Title: "EXPIRES", Min: 12, Rank: 2})
	if width >= spreadFrom {
		list = append(list, ui.Column{ID: colCreated, Title: "CREATED", Min: 12, Rank: 7})
	}
	list = append(list, ui.Column{ID: colUsed, Title: "LAST USED", Min: 12, Rank: 5})
	if preview {
		list = append(list, ui.Column{ID: colKey, Title: "KEY", Min: 9, Rank: 6})
	}
	return list
}

// permissionColumns are one for each resource, or one of letters.
func permissionColumns(byResource bool) (list []ui.Column) {
	if !byResource {
		return []ui.Column{{ID: colPerms, Title: "PERMISSIONS", Min: 19, Rank: 1}}
	}
	for _, r := range keys.Resources() {
		title := strings.ToUpper(r.Title())
		if r == keys.CloudStorage {
			title = "STORAGE"
		}
		list = append(list, ui.Column{ID: string(r), Title: title, Min: max(len(title), len("write"))})
	}
	return list
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
	case screen.ColInstance:
		return ui.Cell{Text: l.instance(r)}
	case colOwner, colPurpose, colTicket:
		return noteCell(l.noteOf(l.visible()[line], r), column)
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

// noteCell is what is noted about a key.
func noteCell(n *filter.Note, column string) ui.Cell {
	if n == nil {
		return ui.Cell{Text: "·", Tone: ui.Muted}
	}
	return ui.Cell{Text: n.Of(column), Tone: ui.Muted}
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
	return compact(text.Relative(history.Moment(unix), now, none))
}

func compact(text string) string {
	if text == "in under a minute" {
		return "in < 1 min"
	}
	return text
}
