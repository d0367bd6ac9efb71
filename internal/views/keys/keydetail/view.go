package keydetail

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View draws the part of the page that fits.
func (s *Screen) View() string {
	from := min(s.top, len(s.lines))
	to := min(from+s.height, len(s.lines))
	shown := strings.Join(s.lines[from:to], "\n")
	more := len(s.lines) - to
	if more > 0 && s.height > 3 {
		shown = strings.Join(s.lines[from:to-1], "\n") + "\n" +
			s.env.Theme.Paint(ui.Accent, "  ↓ "+text.Plural(more+1, "more line", "more lines"))
	}
	return ui.Box(shown, s.width, s.height)
}

// layout makes the page's lines. It runs when something changes, not for every
// frame.
func (s *Screen) layout() {
	p := &paper{theme: s.env.Theme, width: s.width}
	s.head(p)
	s.permissions(p)
	s.facts(p)
	s.note(p)
	s.log(p, "Recent activity", &s.activity, "Nothing was done with this key in the time the log covers.", activityColumns())
	s.log(p, "Failed attempts", &s.failures, "No attempt with this key failed in the time the log covers.", failureColumns())
	s.lines = p.lines
	s.scroll(0)
}

// paper collects lines.
type paper struct {
	theme *ui.Theme
	width int
	lines []string
}

func (p *paper) add(lines ...string) { p.lines = append(p.lines, lines...) }

func (p *paper) heading(text string) {
	p.add("", " "+p.theme.Paint(ui.Strong, text))
}

// text adds wrapped text after indent cells; lead stands before its first line.
func (p *paper) text(tone ui.Tone, lead, text string) {
	indent := ui.Width(lead)
	for i, l := range ui.Wrap(text, max(p.width-indent-1, 1)) {
		if i > 0 {
			lead = ui.Spaces(indent)
		}
		p.add(p.theme.Paint(tone, lead) + p.theme.Paint(tone, l))
	}
}

func (s *Screen) head(p *paper) {
	mark, tone := "●", ui.Good
	status := s.key.Expires.StatusAt(s.env.Now())
	switch status {
	case keys.Expiring:
		mark, tone = "◐", ui.Warn
	case keys.Expired:
		mark, tone = "○", ui.Danger
	}
	words := status.String()
	if s.isGone() {
		mark, tone, words = "✗", ui.Danger, "revoked"
		if !s.isRevoked() {
			words = "gone"
		}
	}
	state := p.theme.Paint(tone, mark+" "+words)
	name := ui.Cut(s.key.Name, max(p.width-ui.Width(mark+words)-6, 1))
	p.add(" " + p.theme.Paint(ui.Strong, name) + "   " + state)
	what := "This key " + s.key.Permissions.Sentence() + "."
	if s.key.Expires.StatusAt(s.env.Now()) == keys.Expired {
		what = "This key has expired: it may do nothing any more."
	}
	if s.isGone() {
		what = s.gone.Sentence(s.env.Zone, s.env.Now())
	}
	p.text(ui.Muted, " ", what)
	if s.isOwn() {
		p.text(ui.Accent, " ▌ ", "This is the key this console uses. Without it the console can do nothing here.")
	}
}

// isOwn reports whether the console itself uses the key, as far as the preview
// tells.
func (s *Screen) isOwn() bool {
	return s.key.Preview != "" && s.key.Preview == s.env.API.OwnPreview()
}

func (s *Screen) permissions(p *paper) {
	p.heading("Permissions")
	for _, r := range keys.Resources() {
		level := s.key.Permissions.Level(r)
		tone := ui.Normal
		switch level {
		case keys.None:
			tone = ui.Faint
		case keys.Read:
			tone = ui.Muted
		}
		allows := r.Allows(level)
		switch level {
		case keys.Write:
			allows += " (and read)"
		case keys.Unknown:
			tone, allows = ui.Warn, "can't be read: “"+s.key.Permissions.Told(r)+"”"
		}
		p.text(tone, "   "+ui.Fit(r.Title(), 15)+ui.Fit(level.String(), 7), allows)
	}
	for _, o := range s.key.Permissions.Others() {
		if s.key.Permissions.Level(keys.Resource(o.Resource)) == keys.Unknown || o.Resource == "permissions" {
			continue // it is said above
		}
		p.text(ui.Warn, "   "+ui.Fit(o.Resource, 14)+" "+ui.Fit(o.Level, 6)+" ", "unknown to this console: shown as the instance sent it")
	}
	for _, w := range s.key.Permissions.Warnings(s.key.Expires.Outlasts(s.env.Now())) {
		p.text(ui.Warn, " ! ", w)
	}
}

func (s *Screen) facts(p *paper) {
	p.heading("Key")
	fact := func(label, value string) { p.text(ui.Normal, "   "+ui.Fit(label, 15), value) }
	fact("Expires", s.expiry())
	switch {
	case s.isGone() && s.gone.IsExact():
		fact("Revoked", s.moment(s.gone.Before, ""))
	case s.isGone():
		fact("Seen last", s.moment(s.gone.After, "not known"))
		fact("Gone by", s.moment(s.gone.Before, ""))
	}
	fact("Created", s.moment(s.key.Created, "not told by this instance"))
	unused := "never, as far as the instance knows"
	if s.isGone() && !s.gone.ByInstance {
		unused = "not noted"
	}
	fact("Last used", s.moment(s.key.LastUsed, unused))
	preview := s.key.Preview
	if preview == "" {
		preview = "not shown by this instance"
	}
	fact("Preview", preview)
	id := s.key.ID
	if why := s.key.CantName(); why != "" {
		id = strings.TrimSpace(id + " ▲ " + why)
	}
	fact("Id", id)
}

// expiry tells when the key expires.
func (s *Screen) expiry() string {
	if at, limited := s.key.Expires.At(); limited {
		return s.moment(at, "")
	}
	return s.key.Expires.Moment(s.env.Zone)
}

// moment writes a time exactly, in both zones, and how far it is. The date is
// repeated only where it differs in UTC.
func (s *Screen) moment(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	relative := ", " + text.Relative(t, s.env.Now(), none)
	local := t.In(s.env.Zone)
	if _, offset := local.Zone(); offset == 0 {
		return text.Moment(t, s.env.Zone) + relative
	}
	utc := text.MomentUTC(t)
	if local.Format(time.DateOnly) == t.UTC().Format(time.DateOnly) {
		utc = t.UTC().Format("15:04 UTC")
	}
	return text.Moment(t, s.env.Zone) + " (" + utc + ")" + relative
}
