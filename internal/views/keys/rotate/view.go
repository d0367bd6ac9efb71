package rotate

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	switch {
	case s.err != nil:
		return s.Message(s.env.Theme, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case !s.have:
		return s.Message(s.env.Theme, ui.Message{Tone: ui.Muted, Title: "Loading the keys…"})
	case s.plan == nil && s.standing == nil:
		return s.Message(s.env.Theme, s.end())
	case s.moving != nil:
		return s.Form(s.env.Theme, labelEnd, gaps, s.typing(), s.drawMoving)
	case s.plan != nil && !s.leaked:
		return s.Form(s.env.Theme, labelEnd, gaps, s.typing(), s.drawForm)
	}
	return s.page.View(s.paper(), s.Width, s.Height)
}

// end is what is said when nothing is left of the rotation.
func (s *Screen) end() ui.Message {
	title, about := s.seen.EndWords(s.last)
	m := ui.Message{Tone: ui.Strong, Title: title, Keys: []ui.Binding{ui.Bind(press.Esc, "back")}}
	if about != "" {
		m.Lines = []string{about}
	}
	if s.last != nil && s.seen.Key(s.last.New.ID) != nil {
		m.Tone, m.Mark = ui.Good, "✓"
	}
	return m
}

// cell is a value of one of the two keys.
type cell struct {
	text string
	tone ui.Tone
}

func plain(text string) cell { return cell{text, ui.Normal} }

const labelCells = 16

// pair puts a value of the old key beside that of the new one.
func pair(p *ui.Paper, label string, old, fresh cell) {
	each := max((p.Width+1-labelCells-2)/2, 1)
	a, b := ui.Wrap(old.text, max(each-2, 1)), ui.Wrap(fresh.text, max(each-2, 1))
	for i := range max(len(a), len(b)) {
		at := func(lines []string) string {
			if i < len(lines) {
				return lines[i]
			}
			return ""
		}
		if i > 0 {
			label = ""
		}
		p.Lines = append(p.Lines, p.Theme.Paint(ui.Muted, ui.Fit("   "+label, labelCells))+
			p.Theme.Paint(old.tone, ui.Fit(at(a), each))+p.Theme.Paint(fresh.tone, at(b)))
	}
}

// paper is the whole page.
func (s *Screen) paper() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	if s.plan != nil {
		p.Text(ui.Strong, " ", "Rotate “"+rotation.RefOf(&s.plan.Old).Shown()+"”")
		s.drawLeaked(p)
	} else if s.standing != nil {
		s.drawStanding(p)
	}
	if s.spinner.On() {
		p.Blank()
		p.Lines = append(p.Lines, " "+s.spinner.View()+" "+p.Theme.Paint(ui.Muted, s.doing()))
	}
	if s.said != "" {
		p.Blank()
		p.Text(s.tone, " ", s.said)
	}
	return p
}

func (s *Screen) doing() string {
	switch {
	case s.make.Running():
		return "creating the new key…"
	case s.find.Running():
		return "looking for the new key…"
	}
	return "looking how it stands…"
}

// drawLeaked asks what comes first when somebody else has the old key.
func (s *Screen) drawLeaked(p *ui.Paper) {
	p.Text(ui.Danger, " ", rotation.LeakedWords)
	p.Blank()
	p.Lines = append(p.Lines, s.order.Lines(p.Theme, s.leakedChoices(), false)...)
	p.Blank()
	p.Text(ui.Normal, " ", rotation.NewFirstWords)
	p.Blank()
	p.Text(ui.Normal, " ", rotation.RevokeFirstWords)
	p.Blank()
	p.Text(ui.Muted, " ", rotation.EitherWords)
}

func (s *Screen) own(k *api.Key) bool {
	return k != nil && lifecycle.IsOwn(k, s.env.API.OwnPreview())
}

func preview(k *api.Key) string {
	if k.Preview == "" {
		return "not shown"
	}
	return keys.ShortPreview(k.Preview)
}

// when tells an expiry, exactly and as seen from now.
func (s *Screen) when(e keys.Expiry) cell {
	now := s.env.Now()
	tone := ui.Normal
	switch e.StatusAt(now) {
	case keys.Expired:
		tone = ui.Danger
	case keys.Expiring, keys.Untold:
		tone = ui.Warn
	}
	return cell{e.Words(now, s.env.Zone), tone}
}
