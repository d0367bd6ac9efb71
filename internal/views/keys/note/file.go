package note

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// FileID owns the dialog's requests.
const FileID = "notes file"

// FileRoute leads to the dialog.
var FileRoute = screen.Route{ID: FileID, Needs: needsNotes, Opens: []screen.Opener{screen.OnDialog(NewFileDialog)}}

const fileLabel = "File  "

// FileDialog asks for a team's file: to write the notes to, or to import.
type FileDialog struct {
	screen.Base
	env   screen.Env
	ask   screen.AskNotesFile
	field *ui.Field
	write screen.Call[int]
	read  screen.Call[screen.ShowNotesImport]
	path  string
	wrong string
	done  string
}

// NewFileDialog returns the dialog.
func NewFileDialog(env screen.Env, ask screen.AskNotesFile) *FileDialog {
	d := &FileDialog{
		env: env, ask: ask, field: ui.NewField(env.Theme, "file name", 500),
		write: screen.Call[int]{Owner: FileID, Name: "write"},
		read:  screen.Call[screen.ShowNotesImport]{Owner: FileID, Name: "read"},
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
func (d *FileDialog) Name() string { return FileID }

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
	cmd, _ := screen.Input(d, msg, d.edit)
	return cmd
}

// Actions are what can be done now.
func (d *FileDialog) Actions() []screen.Action {
	esc := screen.Shut("cancel", d.write.Cancel, d.read.Cancel)
	if d.done != "" {
		esc.Binding = ui.Bind(press.Enter.Or(press.Esc), "close")
		return []screen.Action{esc}
	}
	does := "look into it"
	if d.ask.Export {
		does = "write"
	}
	return []screen.Action{screen.Do(ui.Bind(press.Enter, does), d.start), esc}
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
	path, err := d.env.FilePath(d.field.Value())
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

// View implements screen.Dialog.
func (d *FileDialog) View() (string, *tea.Cursor) {
	box := ui.Dialog{Tone: ui.Accent, Title: "Import notes", Wide: 76}
	if d.ask.Export {
		box.Title = "Export notes"
	}
	return box.View(d.env.Theme, d.Width, d.Height, d.draw)
}

func (d *FileDialog) draw(p *ui.Paper) {
	what := "The notes of a file that your team shares. Nothing changes before you have seen what an import does."
	if d.ask.Export {
		what = "All notes about the keys of " + d.env.Where() + ", as a file to keep in version control: ids, names and what is noted, no secrets."
	}
	p.Text(ui.Muted, "", what)
	p.Blank()
	switch {
	case d.done != "":
		p.Text(ui.Good, "✓ ", d.done)
	case d.busy():
		p.Text(ui.Muted, "", "one moment…")
	default:
		p.Field(p.Theme.Paint(ui.Muted, fileLabel), d.field)
	}
	if d.wrong != "" {
		p.Blank()
		p.Text(ui.Danger, "✗ ", d.wrong)
	}
}

var _ screen.Dialog = (*FileDialog)(nil)
