package rotate

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// View draws the page.
func (s *Screen) View() string {
	switch {
	case s.err != nil:
		return screen.Trouble(s.err, ui.Bind("r", "try again", "r")).View(s.env.Theme, s.width, s.height)
	case !s.have:
		return ui.Message{Tone: ui.Muted, Title: "Loading the keys…"}.View(s.env.Theme, s.width, s.height)
	case s.plan == nil && s.standing == nil:
		return s.end().View(s.env.Theme, s.width, s.height)
	}
	lines := s.lines()
	from := min(s.top, max(len(lines)-s.height, 0))
	to := min(from+s.height, len(lines))
	shown := lines[from:to:to]
	if more := len(lines) - to; more > 0 && s.height > 3 {
		shown = append(shown[:len(shown)-1:len(shown)-1], s.env.Theme.Paint(ui.Accent, "  ↓ "+ui.Plural(more+1, "more line", "more lines")))
	}
	return ui.Box(strings.Join(shown, "\n"), s.width, s.height)
}

// end is what is said when nothing is left of the rotation.
func (s *Screen) end() ui.Message {
	title, about := s.seen.EndWords(s.last)
	m := ui.Message{Tone: ui.Strong, Title: title, Keys: []ui.Binding{ui.Bind("esc", "back", "esc")}}
	if about != "" {
		m.Lines = []string{about}
	}
	if s.last != nil && s.seen.Key(s.last.New.ID) != nil {
		m.Tone, m.Mark = ui.Good, "✓"
	}
	return m
}

// paper collects lines.
type paper struct {
	theme *ui.Theme
	width int
	lines []string
}

func (p *paper) blank() { p.lines = append(p.lines, "") }

// text adds wrapped text after a lead.
func (p *paper) text(tone ui.Tone, lead, text string) {
	indent := ui.Width(lead)
	for i, l := range ui.Wrap(text, max(p.width-indent-1, 1)) {
		if i > 0 {
			lead = ui.Spaces(indent)
		}
		p.lines = append(p.lines, p.theme.Paint(tone, lead+l))
	}
}

// cell is a value of one of the two keys.
type cell struct {
	text string
	tone ui.Tone
}

func plain(text string) cell { return cell{text, ui.Normal} }

const labelCells = 16

// pair puts a value of the old key beside that of the new one.
func (p *paper) pair(label string, old, fresh cell) {
	each := max((p.width-labelCells-2)/2, 1)
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
		p.lines = append(p.lines, p.theme.Paint(ui.Muted, ui.Fit("   "+label, labelCells))+
			p.theme.Paint(old.tone, ui.Fit(at(a), each))+p.theme.Paint(fresh.tone, at(b)))
	}
}

func (s *Screen) lines() []string {
	p := &paper{theme: s.env.Theme, width: s.width}
	if s.plan != nil {
		s.drawPlan(p)
	} else if s.standing != nil {
		s.drawStanding(p)
	}
	if s.spinner.On() {
		p.blank()
		p.lines = append(p.lines, " "+s.spinner.View()+" "+p.theme.Paint(ui.Muted, s.doing()))
	}
	if s.said != "" {
		p.blank()
		p.text(s.tone, " ", s.said)
	}
	return p.lines
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

// drawPlan shows what would be made, beside what there is.
func (s *Screen) drawPlan(p *paper) {
	now, plan := s.env.Now(), s.plan
	p.text(ui.Strong, " ", "Rotate “"+rotation.RefOf(&plan.Old).Shown()+"”")
	if s.leaked {
		s.drawLeaked(p)
		return
	}
	p.text(ui.Muted, " ", rotation.PlanWords)
	if s.own(&plan.Old) {
		p.text(ui.Warn, " ! ", rotation.OwnPlanWords)
	}
	p.blank()
	p.pair("", cell{"OLD", ui.Muted}, cell{"NEW", ui.Muted})
	p.pair("Name", plain(rotation.RefOf(&plan.Old).Shown()), cell{plan.Name, ui.Strong})
	p.pair("Key", plain(preview(&plan.Old)), cell{"made by enter", ui.Muted})
	same := "the same"
	if len(plan.Old.Permissions.Others()) > 0 {
		same = plan.Permissions.Summary()
	}
	p.pair("Permissions", plain(plan.Old.Permissions.Summary()), plain(same))
	p.pair("Lifetime", plain(span(plan.Old.Expires, plan.Old.Created)), plain(span(plan.At(now), now)))
	p.pair("Expires", s.when(plan.Old.Expires), s.when(plan.At(now)))
	p.pair("Last used", plain(ui.Relative(plan.Old.LastUsed, now, "never, or not told")), plain("·"))
	if len(plan.Notes) > 0 || plan.Unfit() != "" {
		p.blank()
	}
	for _, n := range plan.Notes {
		p.text(ui.Warn, " ! ", n)
	}
	if why := plan.Unfit(); why != "" {
		p.text(ui.Danger, " ✗ ", why)
	}
}

// drawLeaked asks what comes first when somebody else has the old key.
func (s *Screen) drawLeaked(p *paper) {
	p.text(ui.Danger, " ", rotation.LeakedWords)
	p.blank()
	p.text(ui.Normal, " 1  ", rotation.NewFirstWords)
	p.blank()
	p.text(ui.Normal, " 2  ", rotation.RevokeFirstWords)
	p.blank()
	p.text(ui.Muted, " ", rotation.EitherWords)
}

func (s *Screen) own(k *api.Key) bool {
	return k != nil && k.Preview != "" && k.Preview == s.env.API.OwnPreview()
}

func preview(k *api.Key) string {
	if k.Preview == "" {
		return "not shown"
	}
	return keys.ShortPreview(k.Preview)
}

// span is the lifetime of a key.
func span(expires, created time.Time) string {
	switch {
	case expires.IsZero():
		return "for ever"
	case created.IsZero() || !expires.After(created):
		return "not told"
	}
	return ui.Span(expires.Sub(created))
}

// when tells an expiry, relative and exact.
func (s *Screen) when(at time.Time) cell {
	if at.IsZero() {
		return plain("never")
	}
	tone := ui.Normal
	switch keys.StatusAt(at, s.env.Now()) {
	case keys.Expired:
		tone = ui.Danger
	case keys.Expiring:
		tone = ui.Warn
	}
	return cell{ui.Relative(at, s.env.Now(), "") + ", " + ui.Moment(at, s.env.Zone), tone}
}
