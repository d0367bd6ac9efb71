package review

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// aboutLines is how many lines below the list tell of the key under the cursor.
const (
	aboutLines = 8
	headLines  = 3
)

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

func (s *Screen) layout() { s.Layout(headLines) }

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	switch {
	case s.err != nil && !s.have:
		return s.Message(t, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case !s.have:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: strings.TrimSpace(s.spinner.View() + " Reading the keys and the log…")})
	case len(s.report.Keys) == 0:
		return s.Message(t, ui.Message{Tone: ui.Strong, Title: "There is no key to review.", Keys: []ui.Binding{ui.Bind(press.Esc, "back")}})
	}
	p := ui.NewPaper(t, s.Width-1)
	p.Add(ui.Cut(" "+t.Paint(ui.Strong, s.counts()), s.Width), ui.Cut(" "+t.Paint(ui.Muted, s.report.Evidence()), s.Width), "")
	return s.Draw(p, s.about())
}

// counts says what an auditor asks first.
func (s *Screen) counts() string {
	with, unowned := 0, 0
	for i := range s.report.Keys {
		if len(s.report.Keys[i].Findings) > 0 {
			with++
		}
		if s.report.Keys[i].Note.Owner == "" {
			unowned++
		}
	}
	return text.Plural(len(s.report.Keys), "key", "keys") + " · " + text.Number(with) + " with findings · " + text.Number(unowned) + " without an owner"
}

// about tells of the key under the cursor.
func (s *Screen) about() *ui.Paper {
	k := s.key()
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	p.Blank()
	fact := func(label, words string) { p.Fact(" "+label, 14, words) }
	if words := strings.TrimSpace(k.Note.Purpose + "  " + k.Note.Ticket); words != "" {
		fact("Purpose", words)
	}
	if !s.List.Shows(colMay) {
		fact("Permissions", k.Permissions.Summary())
	}
	if !s.List.Shows(colUsed) {
		fact("Expires", k.Expires.Short(s.env.Now())+" · last used "+text.Relative(k.LastUsed, s.env.Now(), "never"))
	}
	created := text.When(k.Created, s.env.Now(), s.env.Zone, "not told")
	if k.Creator != "" {
		created += " by " + k.Creator
	}
	fact("Created", created)
	fact("Used from", s.addresses())
	switch {
	case k.Doubt != "":
		fact("Not used", "can't tell: "+k.Doubt)
	default:
		fact("Not used", strings.Join(append(k.Unused(), noneIf(len(k.Unused()) == 0)...), ", "))
	}
	for _, f := range k.Findings {
		p.Text(ui.Warn, " ▲ ", f.Rule.Words()+": "+f.Reason)
	}
	return p
}

func noneIf(none bool) []string {
	if none {
		return []string{"nothing: every permission is in use"}
	}
	return nil
}

// addresses lists the latest addresses of the key under the cursor.
func (s *Screen) addresses() string {
	list := s.key().Addresses
	if len(list) == 0 {
		return "no address in the log"
	}
	const most = 3
	var words []string
	for _, a := range list[:min(most, len(list))] {
		words = append(words, a.IP+" ("+text.Relative(a.Last, s.env.Now(), "")+")")
	}
	if more := len(list) - most; more > 0 {
		words = append(words, text.Number(more)+" more")
	}
	return strings.Join(words, ", ")
}

// Column names of the list.
const (
	colKey      = "key"
	colOwner    = "owner"
	colMay      = "may"
	colExpires  = "expires"
	colUsed     = "used"
	colUnused   = "unused"
	colFindings = "findings"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colKey, Title: "KEY", Min: 18, Max: 40, Weight: 2},
		{ID: colOwner, Title: "OWNER", Min: 10, Max: 24, Weight: 1},
		{ID: colMay, Title: "PERMISSIONS", Min: 19, Rank: 2},
		{ID: colExpires, Title: "EXPIRES", Min: 11, Rank: 3},
		{ID: colUsed, Title: "LAST USED", Min: 11, Rank: 4},
		{ID: colUnused, Title: "NOT SEEN IN USE", Min: 15, Max: 40, Weight: 1, Rank: 1},
		{ID: colFindings, Title: "FINDINGS", Min: 16, Weight: 2},
	}
}

type rows struct{ *Screen }

func (r rows) Len() int { return len(r.report.Keys) }

func (r rows) Cell(row int, column string) ui.Cell {
	k, now := &r.report.Keys[row], r.env.Now()
	switch column {
	case screen.ColInstance:
		return ui.Cell{Text: k.Instance}
	case colKey:
		return ui.Cell{Text: k.Name}
	case colOwner:
		if k.Note.Owner == "" {
			return ui.Cell{Text: "none noted", Tone: ui.Warn}
		}
		return ui.Cell{Text: k.Note.Owner}
	case colMay:
		return ui.Cell{Text: k.Permissions.Summary(), Tone: ui.Muted}
	case colExpires:
		return ui.Cell{Text: k.Expires.Short(now), Tone: ui.Muted}
	case colUsed:
		return ui.Cell{Text: text.Relative(k.LastUsed, now, "never"), Tone: ui.Muted}
	case colUnused:
		if k.Doubt != "" {
			return ui.Cell{Text: "can't tell", Tone: ui.Faint}
		}
		return ui.Cell{Text: strings.Join(k.Unused(), ", "), Tone: ui.Muted}
	}
	if len(k.Findings) == 0 {
		return ui.Cell{Text: "none", Tone: ui.Faint}
	}
	words := k.Findings[0].Rule.Words()
	if more := len(k.Findings) - 1; more > 0 {
		words += ", " + text.Number(more) + " more"
	}
	return ui.Cell{Text: words, Mark: "▲", Tone: ui.Warn}
}
