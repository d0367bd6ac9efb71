package views

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keys/note"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// annotate opens what is about notes, and reports whether msg asked for that.
func (r *Root) annotate(msg tea.Msg) (tea.Cmd, bool) {
	open := func(name string, s func() screen.Screen) tea.Cmd {
		if r.env.Notes == nil {
			return screen.Say(ui.Warn, "This console keeps no notes.")
		}
		return r.leave(func() tea.Cmd {
			for i, e := range r.stack {
				if e.name == name {
					r.cut(i)
					break
				}
			}
			return r.open(name, s())
		})
	}
	switch msg := msg.(type) {
	case screen.ShowNote:
		return open(screen.Note, func() screen.Screen { return note.NewForm(r.env, msg) }), true
	case screen.ShowNotes:
		return open(screen.Notes, func() screen.Screen { return note.NewList(r.env, r.keys.Lists) }), true
	case screen.ShowNotesImport:
		return open(screen.NotesImport, func() screen.Screen { return note.NewImport(r.env, msg, r.keys.Lists) }), true
	case screen.AskNotesFile:
		if r.env.Notes == nil {
			return screen.Say(ui.Warn, "This console keeps no notes."), true
		}
		return r.openDialog(note.NewFileDialog(r.env, msg)), true
	case screen.NotesChanged:
		return r.broadcast(msg), true
	}
	return nil, false
}

// askNotes is the command of that name: the list, or a file to write or to read.
func (r *Root) askNotes(arg string) tea.Cmd {
	what, path, _ := strings.Cut(arg, " ")
	path = strings.TrimSpace(path)
	switch what {
	case "":
		return screen.Send(screen.ShowNotes{})
	case "export":
		return screen.Send(screen.AskNotesFile{Export: true, Path: path})
	case "import":
		return screen.Send(screen.AskNotesFile{Path: path})
	}
	return screen.Say(ui.Warn, fmt.Sprintf("“%s” is neither export nor import: say :notes, or :notes export FILE.", sanitize.Limit(what, 20)))
}
