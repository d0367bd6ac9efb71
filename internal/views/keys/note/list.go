package note

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ListID owns the list's requests.
const ListID = "notes"

// ListRoute leads to the list. Its command leads to files too.
var ListRoute = screen.Route{
	ID: ListID, Once: true, Needs: needsNotes, Command: "notes", Args: []string{"export", "import"}, Ask: command,
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowNotes) *List { return NewList(env, env.Lists) })},
}

// command is the list, or a file to write or to read.
func command(arg string) tea.Msg {
	what, path, _ := strings.Cut(arg, " ")
	path = strings.TrimSpace(path)
	switch what {
	case "":
		return screen.ShowNotes{}
	case "export":
		return screen.AskNotesFile{Export: true, Path: path}
	case "import":
		return screen.AskNotesFile{Path: path}
	}
	return screen.Notice{Tone: ui.Warn, Text: fmt.Sprintf("“%s” is neither export nor import: say :notes, or :notes export FILE.", sanitize.Limit(what, 20))}
}

// Listed tells whether an instance lists a key, as far as the list is loaded: all
// says that it is.
type Listed func(keyID string) (listed, all bool)

// List is the page with the notes about an instance's keys.
type List struct {
	screen.Base
	env    screen.Env
	listed Listed
	look   screen.Call[[]notes.Note]
	remove screen.Call[struct{}]
	list   []notes.Note
	have   bool
	err    error
	rows   *ui.List
}

// NewList returns the page, empty until Init.
func NewList(env screen.Env, listed Listed) *List {
	l := &List{
		env: env, listed: listed,
		look:   screen.Call[[]notes.Note]{Owner: ListID, Name: "look"},
		remove: screen.Call[struct{}]{Owner: ListID, Name: "remove"},
	}
	l.rows = ui.NewList(env.Theme, rows{l}, []ui.Column{
		{ID: colKey, Title: "KEY", Min: 18, Max: 40, Weight: 2}, {ID: colState, Title: "STATE", Min: 6},
		{ID: "owner", Title: "OWNER", Min: 10, Max: 24, Weight: 1}, {ID: "ticket", Title: "TICKET", Min: 9, Max: 20, Weight: 1, Rank: 1},
		{ID: "purpose", Title: "PURPOSE", Min: 16, Weight: 3, Rank: 2},
	}...)
	return l
}

const (
	colKey   = "key"
	colState = "state"
)

// Title names the page.
func (l *List) Title() string { return "Notes" }

// Init reads the notes.
func (l *List) Init() tea.Cmd {
	store, instance := l.env.Notes, l.env.API.Instance()
	return l.look.Start(func(context.Context) ([]notes.Note, error) { return store.List(instance) })
}

// Update takes a message.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	if r, mine := l.look.Take(msg); mine {
		l.err, l.have = r.Err, l.have || r.Err == nil
		if r.Err == nil {
			l.list = r.Value
		}
		l.rows.SetCursor(l.rows.Cursor())
		return nil
	}
	if r, mine := l.remove.Take(msg); mine {
		if r.Err != nil {
			return screen.Say(ui.Danger, text.Sentence(r.Err.Error()))
		}
		return tea.Sequence(screen.Send(screen.NotesChanged{}), screen.Say(ui.Normal, "The note is removed."))
	}
	switch msg := msg.(type) {
	case screen.NotesChanged:
		return l.Init()
	case tea.KeyPressMsg:
		cmd, _ := screen.Press(l.Actions(), msg)
		return cmd
	}
	return nil
}

// Actions are what can be done now.
func (l *List) Actions() []screen.Action {
	none := len(l.list) == 0
	const why = "There is no note yet. e on a key writes one."
	with := func(do func(*notes.Note) tea.Msg) func() tea.Cmd {
		return func() tea.Cmd { return screen.Send(do(&l.list[l.rows.Cursor()])) }
	}
	edit := func(n *notes.Note) tea.Msg { return screen.ShowNote{KeyID: n.KeyID, KeyName: n.KeyName} }
	return []screen.Action{
		screen.Move(l.rows),
		screen.Do(ui.Bind(press.Open, "open the key").DisabledIf(none, why), with(func(n *notes.Note) tea.Msg {
			if l.isGone(n) {
				return edit(n)
			}
			return screen.FindKey{ID: n.KeyID, Name: n.KeyName}
		})),
		screen.Do(ui.Bind(press.Note, "edit").DisabledIf(none, why), with(edit)),
		screen.Do(ui.Bind(press.Delete, "remove").DisabledIf(none, why), l.askRemoval),
		screen.Do(ui.Bind(press.Export, "export").DisabledIf(none, why), func() tea.Cmd { return screen.Send(screen.AskNotesFile{Export: true}) }),
		screen.Do(ui.Bind(press.Import, "merge a file"), func() tea.Cmd { return screen.Send(screen.AskNotesFile{}) }),
		screen.Do(ui.Bind(press.Refresh, "refresh").HelpOnly(), func() tea.Cmd { return tea.Batch(l.Init(), screen.Say(ui.Muted, "The notes were read again.")) }),
		screen.GoBack(),
	}
}

func (l *List) askRemoval() tea.Cmd {
	n := l.list[l.rows.Cursor()]
	return screen.Send(screen.Question{
		Title: "Remove the note?", Text: "The note about “" + n.Named() + "” is removed from this machine.",
		Stay: "Keep it", Go: "Remove it", Then: func() tea.Cmd { return l.removeNote(n.KeyID) },
	})
}

func (l *List) removeNote(id string) tea.Cmd {
	store, instance := l.env.Notes, l.env.API.Instance()
	return l.remove.Start(func(context.Context) (struct{}, error) { return struct{}{}, store.Remove(instance, id) })
}

func (l *List) isGone(n *notes.Note) bool {
	listed, all := l.listed(n.KeyID)
	return all && !listed
}

// SetSize gives the area.
func (l *List) SetSize(width, height int) {
	l.Base.SetSize(width, height)
	l.rows.SetSize(l.Width, max(l.Height-listAbove, 0))
}

// listAbove is how many lines are above the table.
const listAbove = 2

// View draws the page.
func (l *List) View() (string, *tea.Cursor) {
	t := l.env.Theme
	switch {
	case l.err != nil:
		return l.Message(t, cantRead(l.err))
	case !l.have:
		return l.Message(t, ui.Message{Tone: ui.Muted, Title: "Reading the notes…"})
	case len(l.list) == 0:
		return l.Message(t, ui.Message{
			Tone: ui.Strong, Title: "Nothing is noted about the keys of this instance.",
			Lines: []string{"e on a key notes who owns it, what it is for and its ticket. Notes stay " + notes.Label + "; a file takes them to your team."},
			Keys:  []ui.Binding{ui.Bind(press.Import, "merge a file"), ui.Bind(press.Esc, "back")},
		})
	}
	p := ui.NewPaper(t, l.Width)
	p.Add(l.head(), "", l.rows.View())
	return p.View(l.Width, l.Height)
}

func (l *List) head() string {
	t := l.env.Theme
	gone := 0
	for i := range l.list {
		if l.isGone(&l.list[i]) {
			gone++
		}
	}
	head := " " + t.Paint(ui.Strong, text.Plural(len(l.list), "note", "notes")) + t.Paint(ui.Muted, " · "+notes.Label)
	if gone > 0 {
		head += t.Paint(ui.Faint, " · ") + t.Paint(ui.Warn, text.Plural(gone, "is about a key that is gone", "are about keys that are gone"))
	}
	return head
}

type rows struct{ *List }

func (r rows) Len() int { return len(r.list) }

func (r rows) Cell(row int, column string) ui.Cell {
	n := &r.list[row]
	switch column {
	case colKey:
		return ui.Cell{Text: n.Named()}
	case colState:
		switch listed, all := r.listed(n.KeyID); {
		case listed:
			return ui.Cell{Text: "listed", Tone: ui.Muted}
		case all:
			return ui.Cell{Text: "gone", Tone: ui.Warn}
		}
		return ui.Cell{Text: "?", Tone: ui.Muted}
	}
	for _, p := range parts {
		if p.Name == column {
			return cell(*p.Of(&n.Text))
		}
	}
	return ui.Cell{}
}

func cell(text string) ui.Cell {
	if text == "" {
		return ui.Cell{Text: "·", Tone: ui.Faint}
	}
	return ui.Cell{Text: text}
}
