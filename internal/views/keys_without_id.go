package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// refuse says why something can't be done about a key that can't be named to its
// instance, and reports whether msg asks for that. It stands here for all screens:
// what is asked with such an id would be about another key, or about all of them.
func refuse(msg tea.Msg) (tea.Cmd, bool) {
	why := ""
	switch msg := msg.(type) {
	case screen.AskRevoke:
		why = msg.Key.CantName()
	case screen.ShowRotate:
		why = msg.Key.CantName()
	case screen.ShowUsage:
		why = msg.Key.CantName()
	case screen.ShowNote:
		why = (&api.Key{ID: msg.KeyID}).CantName()
	case screen.ShowAudit:
		if slices.ContainsFunc(msg.Filter.Query.Terms, func(t query.Term) bool { return t.Field == query.KeyID && t.Value == "" }) {
			why = (&api.Key{}).CantName()
		}
	}
	if why == "" {
		return nil, false
	}
	return screen.Say(ui.Warn, why), true
}
