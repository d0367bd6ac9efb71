package keydetail

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	fresh := screen.Tell(ui.Bind(press.New, "new key").HelpOnly(), func() tea.Msg { return screen.ShowCreate{} })
	if s.isGone() {
		fresh = screen.Tell(ui.Bind(press.New, "create it again"), func() tea.Msg { return screen.CreateAgain(s.gone) })
	}
	scroll := screen.Scroll(&s.page, len(s.paper.Lines), s.Height)
	scroll.Binding = scroll.HelpOnly() // the page says how much is below
	return []screen.Action{
		fresh,
		screen.Tell(ui.Bind(press.Revoke, "revoke").DisabledIf(s.isGone(), goneWords), func() tea.Msg { return screen.AskRevoke{Key: s.key} }),
		screen.Tell(ui.Bind(press.Rotate, "rotate").DisabledIf(s.isGone(), goneWords), func() tea.Msg { return screen.ShowRotate{Key: s.key} }),
		screen.Tell(ui.Bind(press.Note, "note"), func() tea.Msg { return screen.ShowNote{KeyID: s.key.ID, KeyName: s.key.Name} }),
		screen.Tell(ui.Bind(press.Use, "use"), func() tea.Msg { return screen.ShowUsage{Key: s.key} }),
		screen.Tell(ui.Bind(press.Test, "test"), func() tea.Msg { return screen.ShowTest{Key: s.proven()} }),
		screen.Tell(ui.Bind(press.Log, "log"), func() tea.Msg { return screen.ShowAudit{Filter: screen.OfKey(s.key.ID)} }),
		scroll,
		screen.Do(ui.Bind(press.Refresh, "refresh").HelpOnly(), s.Init),
		screen.GoBack(),
	}
}

const goneWords = "The key is gone already."

// proven is the key as the page that tries it out takes it.
func (s *Screen) proven() api.RevokedKey {
	if s.isGone() {
		return s.gone.Revoked()
	}
	return api.RevokedKey{Key: s.key}
}
