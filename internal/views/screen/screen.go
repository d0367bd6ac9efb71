// Package screen is what a screen of the console is: its methods, the messages
// it sends upward, and how it makes requests. Screens know this package and
// never each other.
package screen

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/ui"
)

// Screen is one full view of the console. Only the root is a tea.Model; it
// calls these methods on the event loop, so none may block.
type Screen interface {
	// Title names the screen in the header.
	Title() string
	// Init starts the first load; it is called on every entry.
	Init() tea.Cmd
	// Update changes the screen and returns what is to be done.
	Update(msg tea.Msg) tea.Cmd
	// SetSize gives the area between header and footer, in cells.
	SetSize(width, height int)
	// View draws exactly that area, and gives the terminal cursor's place in it, nil for
	// none. It changes nothing.
	View() (string, *tea.Cursor)
	// Actions are what can be done now: help, footer and dispatch read this one list.
	Actions() []Action
	// Capturing reports whether a text field has the focus, so that letters are
	// text and not keys.
	Capturing() bool
	// Leave says what would be lost by leaving now.
	Leave() Leave
}

// Leave is a screen's answer to being left: the zero value allows it.
type Leave struct {
	Question string // "" allows leaving without a word
	Stay     string // label of the answer that stays
	Go       string // label of the answer that leaves
	Lossless bool   // leaving loses nothing, so that enter leaves
	// Finish ends first what the screen has to lose, by the answer labelled Done; nil
	// where there is no such answer.
	Done   string
	Finish func() tea.Cmd
}

// Env is what every screen works with.
type Env struct {
	API app.API
	// Several says that API works on several instances at once.
	Several bool
	// State is what this machine keeps about keys. History and Many are nil where nothing
	// is noted, Notes where the console keeps none.
	app.State
	Theme  *ui.Theme
	Now    func() time.Time
	Zone   *time.Location                                       // the admin's time zone
	Getenv func(name string) string                             // the terminal's environment, as Bubble Tea saw it
	After  func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick, or a test's

	// Shown puts the key that is shown into what is written to the terminal; nil draws
	// the key itself.
	Shown         *standin.Table
	Clipboard     *clipboard.Clipboard // nil: chosen by the environment
	Saved         []query.Saved        // the admin's own queries of the log
	RevealTimeout time.Duration        // without a key press, until a revealed key is hidden

	// Exact looks a key's value up by its digest, where the instance runs inside
	// this program; nil elsewhere.
	Exact func(value api.Secret) (id string, revoked, known bool)

	Environment Environment  // what the instance is for
	Defaults    app.Defaults // of the form for a new key

	Health app.Standard // by what the health view judges

	// What the list of keys knows: the ids of the keys with a name, and whether it lists a
	// key; all says that it holds all there are. Presets are what new keys start from.
	Known   func(name string) (ids []string, all bool)
	Lists   func(id string) (listed, all bool)
	Presets []keys.Preset
}

// Rotator rotates the instance's keys.
func (e Env) Rotator() *rotation.Rotator {
	return &rotation.Rotator{Client: e.API, Notes: e.Undelivered, Records: e.Rotations, Now: e.Now, Zone: e.Zone, Carry: app.CarryNotes(e.Notes, e.API, e.Now)}
}

// Across revokes many keys, on each instance that the API works on.
func (e Env) Across(tell func(revokemany.Progress)) *revokemany.Across {
	return &revokemany.Across{Parts: fleet.RevokeParts(e.API), Store: e.Many, Now: e.Now, Tell: tell}
}

// Where names the instance in a sentence about what can't be undone:
// "production (eu-1)"; its name alone where nobody said what it is for.
func (e Env) Where() string {
	name := e.API.Instance().Name
	if e.Environment == "" || string(e.Environment) == name {
		return name
	}
	return string(e.Environment) + " (" + name + ")"
}

// ColInstance is the column that names the instance, where a page lists things of several.
const ColInstance = "instance"

// InstanceColumn is that column.
var InstanceColumn = ui.Column{ID: ColInstance, Title: "INSTANCE", Min: 9, Max: 24}

// WithInstance puts it at a place among a page's columns, where the page works on several.
func WithInstance(env Env, at int, columns []ui.Column) []ui.Column {
	if !env.Several {
		return columns
	}
	return slices.Insert(columns, at, InstanceColumn)
}
