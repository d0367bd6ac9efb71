package screen

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// ListPage is a page of a heading, a list, and below it what is known of the item under
// the cursor, or the name of a file to write.
type ListPage struct {
	Base
	List  *ui.List
	About int       // most lines below the list
	Save  *SaveFile // nil where nothing is written
}

// aboutFrom is from which height on there is room below the list.
const aboutFrom = 14

// Foot is how many lines stand below the list.
func (p *ListPage) Foot() int {
	switch {
	case p.Save != nil && p.Save.Naming():
		return 2
	case p.Height < aboutFrom:
		return 0
	}
	return p.About
}

// Layout gives the list what a heading of so many lines and the foot leave.
func (p *ListPage) Layout(head int) { p.List.SetSize(p.Width, max(p.Height-head-p.Foot(), 0)) }

// Draw draws the page; about may be nil.
func (p *ListPage) Draw(head, about *ui.Paper) (string, *tea.Cursor) {
	foot := p.Foot()
	head.Add(p.List.Lines()...)
	head.Lines = head.Lines[:min(len(head.Lines), max(p.Height-foot, 0))]
	switch {
	case foot == 0:
	case p.Save != nil && p.Save.Naming():
		p.Save.draw(head)
	case about != nil:
		about.Most(foot)
		head.Join(about)
	}
	return head.View(p.Width, p.Height)
}
