package screen

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

// SaveFile asks at the foot of a page for a file's name, and writes the file.
type SaveFile struct {
	env     Env
	what    string // what is written: "review"
	content func(path string) (string, error)
	save    Call[string]
	field   *ui.Field
	naming  bool
}

// NewSaveFile returns one that writes what content gives for the path. The file's ending
// may say how.
func NewSaveFile(env Env, owner, what string, content func(path string) (string, error)) *SaveFile {
	return &SaveFile{
		env: env, what: what, content: content, field: ui.NewField(env.Theme, "", 500),
		save: Call[string]{Owner: owner, Name: "save", Timeout: deliver.FileTimeout},
	}
}

// Naming reports whether the name is being typed.
func (f *SaveFile) Naming() bool { return f.naming }

// Start has the name typed, beginning with a proposal for today.
func (f *SaveFile) Start(end string) {
	f.naming = true
	f.field.SetValue(f.what + "-" + f.env.Now().In(f.env.Zone).Format("2006-01-02") + end)
	f.field.Focus()
}

func (f *SaveFile) cancel() {
	f.naming = false
	f.field.Blur()
}

// Actions are what can be done while the name is typed.
func (f *SaveFile) Actions() []Action {
	return []Action{
		Do(ui.Bind(press.Enter, "write the file").DisabledIf(f.save.Running(), "The file is being written."), f.write),
		Set(ui.Bind(press.Esc, "cancel"), f.cancel),
	}
}

// Edit takes a key press or a paste while the name is typed.
func (f *SaveFile) Edit(msg tea.Msg) {
	if f.naming {
		f.field.Update(msg)
	}
}

func (f *SaveFile) write() tea.Cmd {
	to, err := f.env.FilePath(f.field.Value())
	var content string
	if err == nil {
		content, err = f.content(to)
	}
	if err != nil {
		return Say(ui.Warn, text.Sentence(err.Error()))
	}
	return f.save.Start(func(ctx context.Context) (string, error) {
		file, err := deliver.ToFile(ctx, to, content)
		return file.Path, err
	})
}

// Take takes the result of the writing, and reports whether msg was one.
func (f *SaveFile) Take(msg tea.Msg) (tea.Cmd, bool) {
	r, mine := f.save.Take(msg)
	switch {
	case !mine:
		return nil, false
	case r.Err != nil:
		return Say(ui.Danger, deliver.FileTrouble(r.Value, r.Err)), true
	}
	f.cancel()
	return Say(ui.Good, "The "+f.what+" is in "+r.Value+", which you alone can read."), true
}

func (f *SaveFile) draw(p *ui.Paper) {
	p.Blank()
	p.Field(" File for the "+f.what+"  ", f.field)
}
