package keyform

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Grid is the part of a form that says what a key may do: a level for every resource.
type Grid struct{ *ui.Grid }

// NewGrid offers the levels of every resource.
func NewGrid(theme *ui.Theme) Grid {
	var choices []ui.GridChoice
	for i, l := range keys.Levels() {
		choices = append(choices, ui.GridChoice{Title: l.Title(), Here: press.LevelHere[i], All: press.LevelAll[i]})
	}
	var rows []ui.GridRow
	for _, r := range keys.Resources() {
		row := ui.GridRow{Label: "  " + r.Title()}
		for _, l := range keys.Levels() {
			cell := ui.GridCell{Text: r.Allows(l)}
			if l == keys.Write {
				cell.More = " (and view)"
			}
			cell.Warn = keys.Danger(r, l)
			row.Cells = append(row.Cells, cell)
		}
		rows = append(rows, row)
	}
	return Grid{ui.NewGrid(theme, "Permissions", choices, rows)}
}

// Permissions is what the grid shows.
func (g Grid) Permissions() (p keys.Permissions) {
	levels := keys.Levels() // the grid's choices, in its order
	for i, r := range keys.Resources() {
		p = p.With(r, levels[g.Chosen(i)])
	}
	return p
}

// SetPermissions shows permissions.
func (g Grid) SetPermissions(p keys.Permissions) {
	for i, r := range keys.Resources() {
		g.Choose(i, int(p.Level(r)))
	}
}

// ChangeOf says what the permissions are a change of: levels that differ say so.
func (g Grid) ChangeOf(p keys.Permissions) {
	base := make([]int, keys.ResourceCount)
	for i, r := range keys.Resources() {
		base[i] = int(p.Level(r))
	}
	g.SetBase(base)
}

// Actions are the grid's keys. Its arrows leave it at the top and the bottom; set follows
// a choice, if only the same again.
func (g Grid) Actions(previous, next, set func()) []screen.Action {
	var list []screen.Action
	for _, b := range g.Bindings() {
		list = append(list, screen.Hand(b, func(msg tea.KeyPressMsg) bool {
			handled, chosen := g.HandleKey(msg)
			if chosen {
				set()
			}
			switch {
			case handled:
			case press.Up.Has(msg.String()):
				previous()
			default:
				next()
			}
			return true
		}))
	}
	return list
}
