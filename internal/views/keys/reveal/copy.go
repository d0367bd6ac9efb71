package reveal

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// write gives the value in a form, on one line.
func (s *Screen) write(f deliver.Form) string { return f.Write(s.secret.Reveal(), s.url()) }

// draw gives the value in a form as it is drawn.
func (s *Screen) draw(f deliver.Form) string { return s.inFrame(f.Write(s.inForm(), s.url())) }

// inForm is the value for a form that is drawn. A form may quote a value that is not
// plain: what takes a stand-in's place there is as plain as the value.
func (s *Screen) inForm() string {
	if s.drawn == "" {
		return s.secret.Reveal()
	}
	return strings.Repeat("x", utf8.RuneCountInString(s.drawn))
}

func (s *Screen) inFrame(form string) string {
	if s.drawn == "" {
		return form
	}
	return strings.Replace(form, s.inForm(), s.drawn, 1)
}

func (s *Screen) url() string {
	return deliver.URL(s.env.API.Instance().URL, s.key.Permissions)
}

// copy puts the key, or a line with it, on the clipboard. One copy runs at a
// time, so that what is said is about what was asked last.
func (s *Screen) copy(f deliver.Form) tea.Cmd {
	if s.busy {
		return screen.Say(ui.Warn, "The copy before is still under way: wait a moment.")
	}
	s.asked = f
	s.busy, s.status, s.news, s.top = true, clipboard.Result{}, news{}, 0
	return s.clip.Copy(f.Subject(), s.write(f))
}

// copied takes what is known about a copy. Only what was read back counts as
// taken.
func (s *Screen) copied(r clipboard.Result) tea.Cmd {
	if !s.busy || s.secret == nil {
		return nil
	}
	s.busy, s.status = false, r
	cmd := s.clearLater(r)
	if r.Verdict == clipboard.Confirmed {
		cmd = tea.Batch(s.take(deliver.ReadBack), cmd)
	}
	return cmd
}

// clearLater clears the clipboard again where the admin wants it and the way
// allows it. It happens whether the screen is still there or not, so it alone
// keeps the text beyond it.
func (s *Screen) clearLater(r clipboard.Result) tea.Cmd {
	after, words := s.clip.ClearAfter(r)
	if after == 0 {
		return nil
	}
	clip, copied := s.clip, s.write(s.asked)
	s.status.Words += " " + words
	return s.env.After(after, func(time.Time) tea.Msg { return clip.Clear(r, copied)() })
}

// cleared takes the result of clearing the clipboard.
func (s *Screen) cleared(r clipboard.Cleared) {
	if s.secret == nil {
		return
	}
	s.status = clipboard.Result{What: r.What, Method: r.Method, Verdict: r.Verdict, Words: r.Words, Err: r.Err}
}

// chosen is the method that c uses.
func (s *Screen) chosen() clipboard.Choice {
	name := s.clip.Chosen()
	for _, c := range s.clip.Choices() {
		if c.Name == name {
			return c
		}
	}
	return clipboard.Choice{Name: name, Title: string(name)}
}
