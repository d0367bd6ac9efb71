package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/audit"
	"github.com/supascale/supascale-tui/internal/views/audit/address"
	"github.com/supascale/supascale-tui/internal/views/audit/export"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/connect/switching"
	"github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/instances"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/keys/createmany"
	"github.com/supascale/supascale-tui/internal/views/keys/history"
	"github.com/supascale/supascale-tui/internal/views/keys/identify"
	"github.com/supascale/supascale-tui/internal/views/keys/keydetail"
	"github.com/supascale/supascale-tui/internal/views/keys/keylist"
	"github.com/supascale/supascale-tui/internal/views/keys/keytest"
	"github.com/supascale/supascale-tui/internal/views/keys/note"
	"github.com/supascale/supascale-tui/internal/views/keys/pending"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/keys/revoke"
	"github.com/supascale/supascale-tui/internal/views/keys/revokemany"
	"github.com/supascale/supascale-tui/internal/views/keys/rotate"
	"github.com/supascale/supascale-tui/internal/views/keys/undelivered"
	"github.com/supascale/supascale-tui/internal/views/keys/usage"
	"github.com/supascale/supascale-tui/internal/views/review"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Routes are those of all screens and dialogs. One without an opener is opened by the
// root itself, which knows more than a message says.
var Routes = []screen.Route{
	{ID: keylist.ID}, {ID: audit.ID}, {ID: health.ID}, {ID: reveal.ID}, {ID: connect.ID}, {ID: switching.ID}, {ID: instances.ID},
	keydetail.Route, create.Route, createmany.Route, usage.Route, keytest.Route, revoke.Route, rotate.Route, address.Route, export.Route,
	pending.Route, undelivered.Route, revokemany.Route, note.ListRoute, note.FormRoute, note.ImportRoute, note.FileRoute,
	review.Route, identify.Route, history.Route,
}

// follow opens the screen or the dialog that msg asks for, and reports whether there is one.
func (r *Root) follow(msg tea.Msg) (tea.Cmd, bool) {
	for _, route := range Routes {
		for _, opens := range route.Opens {
			if s, d := opens(r.env, msg); s != nil || d != nil {
				return r.enterRoute(route, s, d), true
			}
		}
	}
	return nil, false
}

// onOne is said of what is not done on several instances at once.
const onOne = "That is done on one instance: 0 leads to each."

func (r *Root) enterRoute(route screen.Route, s screen.Screen, d screen.Dialog) tea.Cmd {
	if r.env.Several && !route.Several {
		return screen.Say(ui.Warn, onOne)
	}
	if route.Needs != nil {
		if why := route.Needs(r.env); why != "" {
			return screen.Say(ui.Warn, why)
		}
	}
	if d != nil {
		return r.openDialog(d)
	}
	enter := func() tea.Cmd {
		if route.Once {
			r.closeFrom(route.ID)
		}
		if r.dialog() != nil {
			r.closeDialog()
		}
		return r.open(route.ID, s)
	}
	if route.Above {
		return enter()
	}
	return r.leave(enter)
}

// closeFrom closes the open screen of that id, and what is above it.
func (r *Root) closeFrom(id string) {
	for i, e := range r.stack {
		if e.name == id {
			r.cut(i)
			return
		}
	}
}
