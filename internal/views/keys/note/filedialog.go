package note

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	frameCells = 4
	frameLines = 2
	leastInner = 20
	wide       = 76
	fileLabel  = "File  "
)

// FileDialog asks for a team's file: to write the notes to, or to import.
type FileDialog struct {
	env    screen.Env
	ask    screen.AskNotesFile
	field  *ui.Field
	write  screen.Call[int]
	read   screen.Call[screen.ShowNotesImport]
	path   string
	wrong  string
	done   string
	inner  int // drawn last, for Cursor
	height int
}

// NewFileDialog returns the dialog.
func NewFileDialog(env screen.Env, ask screen.AskNotesFile) *FileDialog {
	d := &FileDialog{
		env: env, ask: ask, field: ui.NewField(env.Theme, "file name", 500),
		write: screen.Call[int]{Owner: screen.NotesFile, Name: "write"},
		read:  screen.Call[screen.ShowNotesImport]{Owner: screen.NotesFile, Name: "read"},
	}
	d.field.SetValue(notes.SuggestedFile)
	if ask.Path != "" {
		d.field.SetValue(sanitize.Limit(ask.Path, 500))
	}
	d.field.Focus()
	return d
}

// Init goes on at once where the file is named.
func (d *FileDialog) Init() tea.Cmd {
	if d.ask.Path == "" {
		return nil
	}
	return d.start()
}

// Name implements screen.Dialog.
func (d *FileDialog) Name() string { return screen.NotesFile }

// Update implements screen.Dialog.
func (d *FileDialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.write.Take(msg); mine {
		d.written(r.Value, r.Err)
		return nil
	}
	if r, mine := d.read.Take(msg); mine {
		if r.Err != nil {
			d.wrong = sanitize.Text(text.Sentence(r.Err.Error()))
			return nil
		}
		return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(r.Value))
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		d.edit(msg)
	case tea.KeyPressMsg:
		return d.press(msg)
	}
	return nil
}

func (d *FileDialog) press(msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); {
	case key == "esc", key == "enter" && d.done != "":
		d.write.Cancel()
		d.read.Cancel()
		return screen.Send(screen.CloseDialog{})
	case key == "enter":
		return d.start()
	}
	d.edit(msg)
	return nil
}

func (d *FileDialog) edit(msg tea.Msg) {
	if d.done == "" && !d.busy() {
		d.wrong = ""
		d.field.Update(msg)
	}
}

func (d *FileDialog) busy() bool { return d.write.Running() || d.read.Running() }

// start writes or reads the file in the background.
func (d *FileDialog) start() tea.Cmd {
	if d.busy() {
		return nil
	}
	path, err := expand(d.field.Value(), d.env.Getenv)
	if err != nil {
		d.wrong = text.Sentence(err.Error())
		return nil
	}
	d.path, d.wrong = path, ""
	store, instance := d.env.Notes, d.env.API.Instance()
	if d.ask.Export {
		return d.write.Start(func(context.Context) (int, error) { return store.Export(instance, path, false) })
	}
	return d.read.Start(func(ctx context.Context) (screen.ShowNotesImport, error) {
		f, err := notes.ReadFile(ctx, path)
		return screen.ShowNotesImport{Path: path, File: f}, err
	})
}

// expand makes a whole path of what was typed.
func expand(typed string, getenv func(string) string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", errors.New("name a file")
	}
	if rest, found := strings.CutPrefix(typed, "~/"); found {
		home := getenv("HOME")
		if home == "" {
			return "", errors.New("there is no home directory for “~”: write the whole path")
		}
		typed = filepath.Join(home, rest)
	}
	return filepath.Abs(typed)
}

func (d *FileDialog) written(n int, err error) {
	switch e, inTheWay := errors.AsType[*notes.InTheWay](err); {
	case err == nil:
		d.done = text.Plural(n, "note", "notes") + " in " + sanitize.Text(d.path)
	case inTheWay:
		d.wrong = sanitize.Text(text.Sentence(e.Error())) + " “supascale-tui keys notes export --force” writes over it all the same."
	default:
		d.wrong = sanitize.Text(text.Sentence(err.Error()))
	}
}

// Bindings implements screen.Dialog.
func (d *FileDialog) Bindings() []ui.Binding {
	if d.done != "" {
		return []ui.Binding{ui.Bind("enter", "close", "enter", "esc")}
	}
	does := "look into it"
	if d.ask.Export {
		does = "write"
	}
	return []ui.Binding{ui.Bind("enter", does, "enter"), ui.Bind("esc", "cancel", "esc")}
}

// View implements screen.Dialog.
func (d *FileDialog) View(width, height int) string {
	d.inner, d.height = min(width-frameCells, wide), height
	if d.inner < leastInner || height <= frameLines {
		return ""
	}
	title := "Import notes"
	if d.ask.Export {
		title = "Export notes"
	}
	lines, _ := d.lines()
	return d.env.Theme.Frame(ui.Accent, title, lines[:min(len(lines), height-frameLines)], d.inner)
}

// lines gives what is drawn, and the line of the field, -1 for none.
func (d *FileDialog) lines() (lines []string, field int) {
	p := &ui.Paper{Theme: d.env.Theme, Width: d.inner + 1}
	what := "The notes of a file that your team shares. Nothing changes before you have seen what an import does."
	if d.ask.Export {
		what = "All notes about the keys of " + d.env.Where() + ", as a file to keep in version control: ids, names and what is noted, no secrets."
	}
	p.Text(ui.Muted, "", what)
	p.Blank()
	field = -1
	switch {
	case d.done != "":
		p.Text(ui.Good, "✓ ", d.done)
	case d.busy():
		p.Text(ui.Muted, "", "one moment…")
	default:
		field = len(p.Lines)
		d.field.SetWidth(d.inner - len(fileLabel))
		p.Lines = append(p.Lines, p.Theme.Paint(ui.Muted, fileLabel)+d.field.View())
	}
	if d.wrong != "" {
		p.Blank()
		p.Text(ui.Danger, "✗ ", d.wrong)
	}
	return p.Lines, field
}

// Cursor implements screen.Dialog.
func (d *FileDialog) Cursor() *tea.Cursor {
	if d.inner < leastInner {
		return nil
	}
	_, at := d.lines()
	c := d.field.Cursor()
	if at < 0 || c == nil || at+frameLines > d.height-1 {
		return nil
	}
	c.X = min(c.X+len(fileLabel), d.inner-1) + frameCells/2
	c.Y = at + 1
	return c
}

var _ screen.Dialog = (*FileDialog)(nil)
