// Package usage is the page that compares what a key was used for with what it
// may do.
package usage

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const day = 24 * time.Hour

var windows = []time.Duration{30 * day, 90 * day}

// Screen is the page.
type Screen struct {
	env    screen.Env
	key    api.Key
	window int
	call   screen.Call[cluster.Stats]
	stats  cluster.Stats
	usage  usage.Usage
	have   bool
	err    error

	top, width, height int
}

// New returns the page about key.
func New(env screen.Env, key api.Key) *Screen {
	return &Screen{env: env, key: key, call: screen.Call[cluster.Stats]{Owner: screen.Usage, Name: "uses"}}
}

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Usage: " + s.key.Name }

// Init asks what the key was used for.
func (s *Screen) Init() tea.Cmd {
	until := s.env.Now()
	asked := usage.Asked(&s.key, until.Add(-windows[s.window]), until)
	client := s.env.API
	return s.call.Start(func(ctx context.Context) (cluster.Stats, error) {
		return client.Stats(ctx, asked)
	})
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.call.Take(msg); mine {
		if s.err = r.Err; r.Err != nil {
			return screen.Refused(r.Err)
		}
		s.stats, s.have = r.Value, true
		s.usage = usage.Of(s.key, r.Value.Uses)
		return nil
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(key)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "w":
		s.window = (s.window + 1) % len(windows)
		s.have = false
		return s.Init()
	case "r":
		return s.Init()
	case "n":
		return s.narrow()
	case "f":
		return screen.Send(screen.ShowAudit{Filter: screen.OfKey(s.key.ID)})
	case "esc", "h", "left":
		return screen.Send(screen.Back{})
	case "up", "k":
		s.top = max(s.top-1, 0)
	case "down", "j":
		s.top = min(s.top+1, max(len(s.lines())-s.height, 0))
	}
	return nil
}

// narrow opens the form for a key with what was used alone.
func (s *Screen) narrow() tea.Cmd {
	if why := s.noNarrow(); why != "" {
		return screen.Say(ui.Warn, why)
	}
	p, dropped := s.usage.Narrower()
	t := s.key.Template().Changed(p).
		Because(fmt.Sprintf("As “%s”, without %s. Revoke the old one when the new one is in place.", s.key.Name, strings.Join(dropped, ", ")))
	return screen.Send(screen.ShowCreate{From: &t})
}

func (s *Screen) noNarrow() string {
	if !s.have {
		return "The log isn't read yet."
	}
	p, dropped := s.usage.Narrower()
	switch {
	case len(dropped) == 0:
		return "The key uses all that it may do."
	case p.IsNone():
		return "There is no evidence of any use: revoke the key if nobody needs it."
	}
	return ""
}

// Bindings implements screen.Screen.
func (s *Screen) Bindings() []ui.Binding {
	why := s.noNarrow()
	return []ui.Binding{
		ui.Bind("n", "narrower key", "n").DisabledIf(why != "", why),
		ui.Bind("w", "30 or 90 days", "w"), ui.Bind("f", "its failures", "f"), ui.Bind("r", "refresh", "r"),
		ui.Bind("↑↓", "scroll", "up", "k", "down", "j").HelpOnly(),
		ui.Bind("esc", "back", "esc", "h", "left"),
	}
}

// SetSize implements screen.Screen.
func (s *Screen) SetSize(width, height int) { s.width, s.height = max(width, 0), max(height, 0) }

// View implements screen.Screen.
func (s *Screen) View() string {
	switch {
	case s.err != nil:
		return screen.Trouble(s.err, ui.Bind("r", "try again", "r")).View(s.env.Theme, s.width, s.height)
	case !s.have:
		return ui.Message{Title: "Reading the log…"}.View(s.env.Theme, s.width, s.height)
	}
	lines := s.lines()
	from := min(s.top, max(len(lines)-s.height, 0))
	return ui.Box(strings.Join(lines[from:min(from+s.height, len(lines))], "\n"), s.width, s.height)
}

func (s *Screen) lines() []string {
	t := s.env.Theme
	var lines []string
	say := func(tone ui.Tone, words string) {
		for _, l := range ui.Wrap(words, max(s.width-2, 1)) {
			lines = append(lines, " "+t.Paint(tone, l))
		}
	}
	say(ui.Strong, fmt.Sprintf("%s in the last %s", s.key.Name, text.Span(windows[s.window])))
	if words := usage.Doubt(&s.stats, &s.key, s.env.Now()); words != "" {
		say(ui.Warn, "▲ "+words)
	}
	lines = append(lines, "")
	table := ui.NewTable(t)
	table.HideCursor()
	table.SetColumns(columns())
	table.SetSize(s.width, len(s.usage.Rows)+1)
	lines = append(lines, strings.Split(table.View(rows{s}), "\n")...)
	lines = append(lines, "")
	say(ui.Muted, usage.TestsWords)
	if s.usage.Other > 0 {
		say(ui.Normal, text.Plural(s.usage.Other, "request was", "requests were")+" refused for another reason: f shows them.")
	}
	p, dropped := s.usage.Narrower()
	switch {
	case len(dropped) == 0:
		say(ui.Good, "✓ "+s.usage.Words())
	case p.IsNone():
		say(ui.Normal, s.usage.Words())
	default:
		say(ui.Normal, s.usage.Words()+" n opens the form for a key without.")
	}
	return lines
}

// Columns.
const (
	colResource = "resource"
	colGranted  = "granted"
	colUsed     = "used"
	colReads    = "reads"
	colWrites   = "writes"
	colRefused  = "refused"
	colLast     = "last"
	colVerdict  = "verdict"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colResource, Title: "RESOURCE", Min: 13}, {ID: colGranted, Title: "MAY", Min: 6}, {ID: colUsed, Title: "USED", Min: 6},
		{ID: colReads, Title: "READ", Min: 8, Right: true, Rank: 2}, {ID: colWrites, Title: "WRITE", Min: 8, Right: true, Rank: 3},
		{ID: colRefused, Title: "REFUSED", Min: 8, Right: true, Rank: 1}, {ID: colLast, Title: "LAST", Min: 12, Rank: 4},
		{ID: colVerdict, Title: "", Min: 22},
	}
}

type rows struct{ s *Screen }

func (r rows) Len() int { return len(r.s.usage.Rows) }

func (r rows) Cell(row int, column string) ui.Cell {
	u := r.s.usage.Rows[row]
	level := func(l keys.Level) ui.Cell {
		if l == keys.None {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: l.String()}
	}
	count := func(n int) ui.Cell {
		if n == 0 {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: text.Number(n)}
	}
	switch column {
	case colResource:
		return ui.Cell{Text: u.Resource.Title()}
	case colGranted:
		return level(u.Granted)
	case colUsed:
		return level(u.Used)
	case colReads:
		return count(u.Reads)
	case colWrites:
		return count(u.Writes)
	case colRefused:
		return count(u.Refused)
	case colLast:
		return ui.Cell{Text: text.Relative(u.Last, r.s.env.Now(), "·"), Tone: ui.Muted}
	}
	tone := ui.Muted
	if u.Used < u.Granted || u.Refused > 0 {
		tone = ui.Warn
	}
	return ui.Cell{Text: u.Verdict(), Tone: tone}
}

// Capturing implements screen.Screen.
func (s *Screen) Capturing() bool { return false }

// Cursor implements screen.Screen.
func (s *Screen) Cursor() *tea.Cursor { return nil }

// Leave implements screen.Screen.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }
