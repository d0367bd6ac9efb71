package keydetail

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View draws the part of the page that is in sight.
func (s *Screen) View() (string, *tea.Cursor) { return s.page.View(s.paper, s.Width, s.Height) }

// layout makes the page's lines. It runs when something changes, not for every
// frame.
func (s *Screen) layout() {
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	s.head(p)
	s.permissions(p)
	s.facts(p)
	s.note(p)
	s.log(p, "Recent activity", &s.activity, "Nothing was done with this key in the time the log covers.", activityColumns())
	s.log(p, "Failed attempts", &s.failures, "No attempt with this key failed in the time the log covers.", failureColumns())
	s.paper = p
	s.page.Scroll(0, len(p.Lines), s.Height)
}

func (s *Screen) head(p *ui.Paper) {
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
	state := p.Theme.Paint(tone, mark+" "+words)
	name := ui.Cut(s.key.Name, max(s.Width-ui.Width(mark+words)-6, 1))
	p.Add(" " + p.Theme.Paint(ui.Strong, name) + "   " + state)
	what := "This key " + s.key.Permissions.Sentence() + "."
	if s.key.Expires.StatusAt(s.env.Now()) == keys.Expired {
		what = "This key has expired: it may do nothing any more."
	}
	if s.isGone() {
		what = s.gone.Sentence(s.env.Zone, s.env.Now())
	}
	p.Text(ui.Muted, " ", what)
	if s.isOwn() {
		p.Text(ui.Accent, " ▌ ", "This is the key this console uses. Without it the console can do nothing here.")
	}
}

// isOwn reports whether the console itself uses the key, as far as the preview
// tells.
func (s *Screen) isOwn() bool {
	return s.key.Preview != "" && s.key.Preview == s.env.API.OwnPreview()
}

func (s *Screen) permissions(p *ui.Paper) {
	p.Heading("Permissions")
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
		p.Text(tone, "   "+ui.Fit(r.Title(), 15)+ui.Fit(level.String(), 7), allows)
	}
	for _, o := range s.key.Permissions.Others() {
		if s.key.Permissions.Level(keys.Resource(o.Resource)) == keys.Unknown || o.Resource == "permissions" {
			continue // it is said above
		}
		p.Text(ui.Warn, "   "+ui.Fit(o.Resource, 14)+" "+ui.Fit(o.Level, 6)+" ", "unknown to this console: shown as the instance sent it")
	}
	for _, w := range s.key.Permissions.Warnings(s.key.Expires.Outlasts(s.env.Now())) {
		p.Text(ui.Warn, " ! ", w)
	}
}

func (s *Screen) facts(p *ui.Paper) {
	p.Heading("Key")
	fact := func(label, value string) { p.Text(ui.Normal, "   "+ui.Fit(label, 15), value) }
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
