package rotate

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ListID owns the list's requests.
const ListID = "rotations"

// ListRoute leads to the list.
var ListRoute = screen.Route{
	ID: ListID, Once: true, Command: "rotations", Ask: screen.Always(screen.ShowRotations{}),
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowRotations) *List { return NewList(env) })},
}

// List is the page with the rotations that are not at their end.
type List struct {
	screen.Base
	env  screen.Env
	look screen.Call[rotation.Seen]
	seen rotation.Seen
	have bool
	err  error
	list *ui.List
}

// NewList returns the page.
func NewList(env screen.Env) *List {
	l := &List{env: env, look: screen.Call[rotation.Seen]{Owner: ListID, Name: "look", Timeout: lookTimeout}}
	l.list = ui.NewList(env.Theme, listRows{l}, listColumns()...)
	return l
}

// Title names the page.
func (l *List) Title() string { return "Rotations" }

// Init looks how they stand.
func (l *List) Init() tea.Cmd {
	rotator := l.env.Rotator()
	return l.look.Start(func(ctx context.Context) (rotation.Seen, error) { return rotator.Look(ctx, "") })
}

// Update takes a message.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	if r, mine := l.look.Take(msg); mine {
		if l.err = r.Err; r.Err != nil {
			return screen.Refused(r.Err)
		}
		l.seen, l.have = r.Value, true
		l.list.SetCursor(l.list.Cursor())
		if r.Value.Unread != nil {
			return screen.Say(ui.Warn, r.Value.Unread.Error())
		}
		return nil
	}
	cmd, _ := screen.Input(l, msg, nil)
	return cmd
}

// Actions are what can be done now.
func (l *List) Actions() []screen.Action {
	none := len(l.seen.Unfinished) == 0
	open := func() tea.Msg { return screen.ShowRotate{Key: oldOf(&l.seen.Unfinished[l.list.Cursor()])} }
	return []screen.Action{
		screen.Move(l.list), screen.Tell(ui.Bind("enter", "how it stands", "enter", "l", "right").DisabledIf(none, "There is no rotation to look at."), open),
		screen.Do(ui.Bind("r", "refresh", "r"), l.Init), screen.GoBack(l.look.Cancel),
	}
}

// oldOf is the old key of a rotation, or what is known of one that is gone.
func oldOf(s *rotation.Standing) api.Key {
	if s.OldKey != nil {
		return *s.OldKey
	}
	return api.Key{ID: s.Old.ID, Name: s.Old.Name, Preview: s.Old.Preview}
}

// SetSize gives the area.
func (l *List) SetSize(width, height int) {
	l.Base.SetSize(width, height)
	l.list.SetSize(l.Width, max(l.Height-2, 0))
}

// View draws the page.
func (l *List) View() (string, *tea.Cursor) {
	t := l.env.Theme
	switch {
	case l.err != nil:
		return l.Message(t, screen.Trouble(l.err, ui.Bind("r", "try again", "r")))
	case !l.have:
		return l.Message(t, ui.Message{Tone: ui.Muted, Title: "Loading the keys…"})
	case len(l.seen.Unfinished) == 0:
		return l.Message(t, ui.Message{
			Tone: ui.Strong, Title: rotation.NoneWords,
			Lines: []string{"R on a key begins one: a new key is created, and the old one ends when nothing uses it any more."},
			Keys:  []ui.Binding{ui.Bind("esc", "back", "esc")},
		})
	}
	p := ui.NewPaper(t, l.Width)
	p.Add(" "+t.Paint(ui.Strong, text.Plural(len(l.seen.Unfinished), "rotation is", "rotations are")+" not finished"), "", l.list.View())
	return p.View(l.Width, l.Height)
}

// Column names of the list.
const (
	colOld   = "old"
	colStep  = "step"
	colBegun = "begun"
	colUsed  = "used"
	colNew   = "new"
)

func listColumns() []ui.Column {
	return []ui.Column{
		{ID: colOld, Title: "OLD KEY", Min: 18, Max: 40, Weight: 1},
		{ID: colStep, Title: "HOW IT STANDS", Min: 26},
		{ID: colBegun, Title: "BEGUN", Min: 12},
		{ID: colUsed, Title: "OLD KEY USED", Min: 12, Rank: 1},
		{ID: colNew, Title: "NEW KEY", Min: 20, Max: 60, Weight: 1, Rank: 2},
	}
}

type listRows struct{ *List }

func (r listRows) Len() int { return len(r.seen.Unfinished) }

func (r listRows) Cell(row int, column string) ui.Cell {
	s, now := &r.seen.Unfinished[row], r.env.Now()
	switch column {
	case colOld:
		return ui.Cell{Text: s.Old.Shown()}
	case colStep:
		mark, tone := sign(s.Step)
		return ui.Cell{Text: s.Step.Words(), Mark: mark, Tone: tone}
	case colBegun:
		return ui.Cell{Text: text.Relative(s.Begun, now, ""), Tone: ui.Muted}
	case colUsed:
		none := "can't tell"
		if s.OldTold {
			none = "never"
		}
		return ui.Cell{Text: text.Relative(s.OldUsed, now, none), Tone: ui.Muted}
	}
	if s.New.ID == "" {
		return ui.Cell{Text: "·", Tone: ui.Faint}
	}
	return ui.Cell{Text: s.New.Shown(), Tone: ui.Muted}
}
