package note

import (
	"context"
	"errors"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ImportID owns the page's requests.
const ImportID = "notes import"

// ImportRoute leads to the page.
var ImportRoute = screen.Route{
	ID: ImportID, Once: true, Needs: needsNotes,
	Opens: []screen.Opener{screen.On(func(env screen.Env, m screen.ShowNotesImport) *Import { return NewImport(env, m, env.Lists) })},
}

// Import is the page that shows what an import of a file does before it is done.
type Import struct {
	screen.Base
	env    screen.Env
	file   screen.ShowNotesImport
	listed Listed
	plan   screen.Call[notes.Plan]
	do     screen.Call[struct{}]
	seen   notes.Plan
	have   bool
	err    error
	wrong  string
	said   string // what was imported, "" before

	paper *ui.Paper
	page  ui.Page
}

// NewImport returns the page.
func NewImport(env screen.Env, file screen.ShowNotesImport, listed Listed) *Import {
	return &Import{
		env: env, file: file, listed: listed, paper: ui.NewPaper(env.Theme, 0),
		plan: screen.Call[notes.Plan]{Owner: ImportID, Name: "plan"},
		do:   screen.Call[struct{}]{Owner: ImportID, Name: "import"},
	}
}

// Title names the page.
func (m *Import) Title() string { return "Import " + sanitize.Text(filepath.Base(m.file.Path)) }

// Init finds out what the import does.
func (m *Import) Init() tea.Cmd { return m.look(m.seen.Choice) }

func (m *Import) look(choice notes.Choice) tea.Cmd {
	store, instance, file := m.env.Notes, m.env.API.Instance(), m.file.File
	return m.plan.Start(func(context.Context) (notes.Plan, error) { return store.Plan(instance, file, choice) })
}

// Update takes a message.
func (m *Import) Update(msg tea.Msg) tea.Cmd {
	if r, mine := m.plan.Take(msg); mine {
		m.err = r.Err
		if r.Err == nil {
			m.seen, m.have = r.Value, true
			m.seen.Mark(func(id string) bool {
				listed, all := m.listed(id)
				return listed || !all
			})
		}
		m.layout()
		return nil
	}
	if r, mine := m.do.Take(msg); mine {
		return m.done(r.Err)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		cmd, _ := screen.Press(m.Actions(), msg)
		return cmd
	}
	return nil
}

// Actions are what can be done now.
func (m *Import) Actions() []screen.Action {
	back := screen.Do(ui.Bind(press.Esc, "back").DisabledIf(m.do.Running(), savingWords), func() tea.Cmd { return screen.Send(screen.Back{}) })
	again := screen.Do(ui.Bind(press.Refresh, "look again").HelpOnly(), func() tea.Cmd { return tea.Batch(m.Init(), screen.Say(ui.Muted, "The notes were read again.")) })
	switch {
	case m.said != "":
		// It stays until it is closed: a second enter would act on the page below.
		return []screen.Action{screen.Do(ui.Bind(press.Enter.Or(press.Esc), "close"), func() tea.Cmd { return screen.Send(screen.Back{}) })}
	case !m.have || m.err != nil:
		return []screen.Action{again, back}
	}
	why := ""
	switch {
	case m.do.Running() || m.plan.Running():
		why = savingWords
	case m.seen.Undecided():
		why = "Both sides have changed the same notes: ← keeps yours, → takes theirs."
	}
	list := []screen.Action{screen.Do(ui.Bind(press.Enter, "import").DisabledIf(why != "", why), m.send)}
	if m.seen.Count(notes.Conflict) > 0 {
		choose := func(c notes.Choice) func() tea.Cmd { return func() tea.Cmd { return m.look(c) } }
		list = append(list,
			screen.Do(ui.Bind(press.Left, "keep mine").DisabledIf(m.do.Running(), savingWords), choose(notes.Mine)),
			screen.Do(ui.Bind(press.Right, "take theirs").DisabledIf(m.do.Running(), savingWords), choose(notes.Theirs)))
	}
	scroll := screen.Scroll(&m.page, len(m.paper.Lines), m.Height)
	scroll.Binding = scroll.HelpOnly()
	return append(list, again, back, scroll)
}

func (m *Import) send() tea.Cmd {
	store, instance, file, seen, now := m.env.Notes, m.env.API.Instance(), m.file.File, m.seen, m.env.Now()
	m.wrong = ""
	return m.do.Start(func(context.Context) (struct{}, error) {
		return struct{}{}, store.Import(instance, file, seen, now)
	})
}

func (m *Import) done(err error) tea.Cmd {
	if err != nil {
		m.wrong = text.Sentence(err.Error())
		m.layout()
		if errors.Is(err, notes.ErrMoved) {
			return m.look(m.seen.Choice)
		}
		return nil
	}
	m.said = "Imported: " + m.seen.Words() + "."
	m.layout()
	return screen.Send(screen.NotesChanged{})
}

// SetSize gives the area.
func (m *Import) SetSize(width, height int) {
	m.Base.SetSize(width, height)
	m.layout()
}

// View draws the part of the page that is in sight.
func (m *Import) View() (string, *tea.Cursor) {
	switch {
	case m.err != nil:
		return m.Message(m.env.Theme, cantRead(m.err))
	case !m.have:
		return m.Message(m.env.Theme, ui.Message{Tone: ui.Muted, Title: "Looking what the import does…"})
	}
	return m.page.View(m.paper, m.Width, m.Height)
}

// layout makes the page's lines, when something changes.
func (m *Import) layout() {
	p := ui.NewPaper(m.env.Theme, m.Width-1)
	if m.have {
		m.head(p)
		for i := range m.seen.Changes {
			m.change(p, &m.seen.Changes[i])
		}
	}
	m.paper = p
	m.page.Scroll(0, len(p.Lines), m.Height)
}

func (m *Import) head(p *ui.Paper) {
	p.Text(ui.Strong, " ", sanitize.Text(m.file.Path))
	if m.said != "" {
		p.Text(ui.Good, " ✓ ", m.said)
		return
	}
	p.Text(ui.Muted, " ", "into the notes about "+m.env.Where()+", "+notes.Label+". Nothing has changed yet.")
	p.Text(ui.Normal, " ", text.Sentence(m.seen.Words()))
	for _, remark := range m.seen.Remarks() {
		p.Text(ui.Warn, " ! ", remark)
	}
	if m.seen.Count(notes.Conflict) > 0 {
		said := "Both sides have changed the same since they last agreed: ← keeps yours, → takes theirs."
		if m.seen.Choice != notes.Undecided {
			said = m.seen.Choice.Words()
		}
		p.Text(ui.Warn, " ! ", said)
	}
	if m.wrong != "" {
		p.Text(ui.Danger, " ✗ ", m.wrong)
	}
}

var marks = map[notes.Kind]struct {
	mark string
	tone ui.Tone
}{notes.Added: {"+", ui.Good}, notes.Changed: {"~", ui.Accent}, notes.Removed: {"-", ui.Warn}, notes.Conflict: {"!", ui.Danger}}

// change adds what happens to one note. Where nothing does, there is nothing to say.
func (m *Import) change(p *ui.Paper, c *notes.Change) {
	mark, told := marks[c.Kind]
	if !told {
		return
	}
	p.Blank()
	line := " " + mark.mark + " "
	p.Text(mark.tone, line, c.Named()+"  "+c.Words())
	for _, d := range c.Differences() {
		p.Text(ui.Normal, "     "+ui.Fit(d.Field, 9), c.DifferenceWords(d))
	}
}
