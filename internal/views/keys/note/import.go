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

// Import is the page that shows what an import of a file does before it is done.
type Import struct {
	env    screen.Env
	file   screen.ShowNotesImport
	listed Listed
	plan   screen.Call[notes.Plan]
	do     screen.Call[struct{}]
	seen   notes.Plan
	have   bool
	err    error
	wrong  string

	lines         []string
	top           int
	width, height int
}

// NewImport returns the page.
func NewImport(env screen.Env, file screen.ShowNotesImport, listed Listed) *Import {
	return &Import{
		env: env, file: file, listed: listed,
		plan: screen.Call[notes.Plan]{Owner: screen.NotesImport, Name: "plan"},
		do:   screen.Call[struct{}]{Owner: screen.NotesImport, Name: "import"},
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
		if cmd, taken := screen.Press(m.actions(), msg); taken {
			return cmd
		}
		m.move(msg.String())
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m.scroll(-3)
		case tea.MouseWheelDown:
			m.scroll(3)
		}
	}
	return nil
}

func (m *Import) move(key string) {
	switch key {
	case "up", "k":
		m.scroll(-1)
	case "down", "j":
		m.scroll(1)
	case "pgup":
		m.scroll(-m.height)
	case "pgdown", "space":
		m.scroll(m.height)
	case "home", "g":
		m.scroll(-len(m.lines))
	case "end", "G":
		m.scroll(len(m.lines))
	}
}

func (m *Import) scroll(lines int) {
	m.top = min(max(m.top+lines, 0), max(len(m.lines)-m.height, 0))
}

// Bindings lists the page's keys as they are now.
func (m *Import) Bindings() []ui.Binding {
	return append(screen.Bindings(m.actions()), ui.Bind("↑↓", "scroll", "up", "k", "down", "j", "pgup", "pgdown", "space", "home", "g", "end", "G").HelpOnly())
}

func (m *Import) actions() []screen.Action {
	back := screen.Do(ui.Bind("esc", "back", "esc", "h", "left").DisabledIf(m.do.Running(), savingWords), func() tea.Cmd { return screen.Send(screen.Back{}) })
	again := screen.Do(ui.Bind("r", "look again", "r").HelpOnly(), m.Init)
	if !m.have || m.err != nil {
		return []screen.Action{again, back}
	}
	why := ""
	switch {
	case m.do.Running() || m.plan.Running():
		why = savingWords
	case m.seen.Undecided():
		why = "Both sides have changed the same notes: m keeps yours, t takes theirs."
	}
	list := []screen.Action{screen.Do(ui.Bind("enter", "import", "enter").DisabledIf(why != "", why), m.send)}
	if m.seen.Count(notes.Conflict) > 0 {
		choose := func(c notes.Choice) func() tea.Cmd { return func() tea.Cmd { return m.look(c) } }
		list = append(list,
			screen.Do(ui.Bind("m", "keep mine", "m").DisabledIf(m.do.Running(), savingWords), choose(notes.Mine)),
			screen.Do(ui.Bind("t", "take theirs", "t").DisabledIf(m.do.Running(), savingWords), choose(notes.Theirs)))
	}
	return append(list, again, back)
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
	said := "Imported: " + m.seen.Words() + "."
	return tea.Sequence(screen.Send(screen.NotesChanged{}), screen.Send(screen.Back{}), screen.Say(ui.Good, said))
}

// SetSize gives the area.
func (m *Import) SetSize(width, height int) {
	m.width, m.height = max(width, 0), max(height, 0)
	m.layout()
}

// View draws the part of the page that fits.
func (m *Import) View() string {
	t := m.env.Theme
	switch {
	case m.err != nil:
		return cantRead(m.err).View(t, m.width, m.height)
	case !m.have:
		return ui.Message{Tone: ui.Muted, Title: "Looking what the import does…"}.View(t, m.width, m.height)
	}
	from := min(m.top, len(m.lines))
	to := min(from+m.height, len(m.lines))
	shown := m.lines[from:to:to]
	if more := len(m.lines) - to; more > 0 && m.height > 3 {
		shown = append(shown[:len(shown)-1:len(shown)-1], t.Paint(ui.Accent, "  ↓ "+text.Plural(more+1, "more line", "more lines")))
	}
	return ui.Box(strings.Join(shown, "\n"), m.width, m.height)
}

// layout makes the page's lines, when something changes.
func (m *Import) layout() {
	p := &ui.Paper{Theme: m.env.Theme, Width: m.width}
	if m.have {
		m.head(p)
		for i := range m.seen.Changes {
			m.change(p, &m.seen.Changes[i])
		}
	}
	m.lines = p.Lines
	m.scroll(0)
}

func (m *Import) head(p *ui.Paper) {
	p.Text(ui.Strong, " ", sanitize.Text(m.file.Path))
	p.Text(ui.Muted, " ", "into the notes about "+m.env.Where()+", "+notes.Label+". Nothing has changed yet.")
	p.Text(ui.Normal, " ", text.Sentence(m.seen.Words()))
	for _, remark := range m.seen.Remarks() {
		p.Text(ui.Warn, " ! ", remark)
	}
	if m.seen.Count(notes.Conflict) > 0 {
		said := "Both sides have changed the same since they last agreed: m keeps yours, t takes theirs."
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

// Capturing is never the case: there is nothing to type.
func (m *Import) Capturing() bool { return false }

// Cursor is nowhere.
func (m *Import) Cursor() *tea.Cursor { return nil }

// Leave loses nothing: the file is there.
func (m *Import) Leave() screen.Leave { return screen.Leave{} }
