// Package export is the dialog that writes the log to a file.
package export

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/export"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	frameCells = 4
	frameLines = 2
	leastInner = 20
	wide       = 76
	// deadline bounds an export: a million entries take about a minute.
	deadline = 30 * time.Minute
	// lookEvery is how often the progress is drawn.
	lookEvery = 200 * time.Millisecond
)

// Dialog asks for a file, writes it and tells how far it is.
type Dialog struct {
	env   screen.Env
	ask   screen.AskExport
	field *ui.Field
	call  screen.Call[export.Written]
	state *progress
	path  string
	wrong string
	done  string
	cut   string                      // what the instance did not give
	box   struct{ inner, height int } // drawn last, for Cursor
}

// progress is written by the export and read by the screen.
type progress struct{ written, matching atomic.Int64 }

// step draws the progress anew.
type step struct{ of *progress }

// Addressee names the dialog.
func (step) Addressee() string { return screen.Export }

// New returns the dialog.
func New(env screen.Env, ask screen.AskExport) *Dialog {
	d := &Dialog{
		env: env, ask: ask, field: ui.NewField(env.Theme, "file name", 500),
		call: screen.Call[export.Written]{Owner: screen.Export, Name: "write", Timeout: deadline},
	}
	d.field.SetValue(fileName(env.API.Instance().Name, env.Now()))
	d.field.Focus()
	return d
}

// fileName is made of letters that every file system takes.
func fileName(instance string, now time.Time) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, instance)
	return fmt.Sprintf("supascale-audit-%s-%s.csv", name, now.UTC().Format("20060102-150405"))
}

// Name implements screen.Dialog.
func (d *Dialog) Name() string { return screen.Export }

// Update implements screen.Dialog.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.call.Take(msg); mine {
		return d.ended(r)
	}
	switch msg := msg.(type) {
	case step:
		if msg.of == d.state && d.call.Running() {
			return d.env.After(lookEvery, func(time.Time) tea.Msg { return msg })
		}
		return nil
	case tea.PasteMsg:
		if !d.call.Running() && d.done == "" {
			d.field.Update(msg)
		}
		return nil
	case tea.KeyPressMsg:
		return d.press(msg)
	}
	return nil
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch {
	case d.done != "" && (key == "enter" || key == "esc"):
		return screen.Send(screen.CloseDialog{})
	case d.call.Running():
		if key == "esc" {
			d.call.Cancel()
			return tea.Batch(screen.Send(screen.CloseDialog{}), screen.Say(ui.Warn, "The export was given up. Nothing is left of it."))
		}
		return nil
	case key == "esc":
		return screen.Send(screen.CloseDialog{})
	case key == "enter":
		return d.start()
	case d.done == "":
		d.wrong = ""
		d.field.Update(msg)
	}
	return nil
}

// start writes the file in the background.
func (d *Dialog) start() tea.Cmd {
	path, err := expand(d.field.Value(), d.env.Getenv)
	if err != nil {
		d.wrong = "Can't write there: " + err.Error() + "."
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		d.wrong = "There is a file of that name, and it is never written over. Name another."
		return nil
	}
	state := &progress{}
	state.matching.Store(-1)
	d.path, d.state, d.wrong = path, state, ""
	job := export.Job{
		Source: d.env.API, Instance: d.env.API.Instance().URL, Program: "supascale-tui", Query: d.ask.Query,
		Since: d.ask.Since, Until: d.ask.Until, Now: d.env.Now(), Format: export.FormatOf(path),
		Progress: func(written, matching int) {
			state.written.Store(int64(written))
			state.matching.Store(int64(matching))
		},
	}
	return tea.Batch(
		d.call.Start(func(ctx context.Context) (export.Written, error) { return job.File(ctx, path) }),
		screen.Send(step{state}),
	)
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

func (d *Dialog) ended(r screen.Result[export.Written]) tea.Cmd {
	if r.Err == nil {
		d.done = text.Plural(r.Value.Entries, "entry", "entries") + " in " + d.path
		if r.Value.Left != "" {
			d.cut = "This is " + r.Value.Left + ". The file says so at its end."
		}
		return nil
	}
	if errors.Is(r.Err, export.ErrExists) {
		d.wrong = "There is a file of that name, and it is never written over. Name another."
		return nil
	}
	d.wrong = "Nothing was left behind. " + r.Err.Error() + "."
	if e, ok := errors.AsType[*api.Error](r.Err); ok {
		d.wrong = screen.TroubleLine(e) + " Nothing was left behind."
		return screen.Refused(r.Err)
	}
	return nil
}

// Bindings implements screen.Dialog.
func (d *Dialog) Bindings() []ui.Binding {
	switch {
	case d.done != "":
		return []ui.Binding{ui.Bind("enter", "close", "enter", "esc")}
	case d.call.Running():
		return []ui.Binding{ui.Bind("esc", "give up", "esc")}
	}
	return []ui.Binding{ui.Bind("enter", "write", "enter"), ui.Bind("esc", "cancel", "esc")}
}

// View implements screen.Dialog.
func (d *Dialog) View(width, height int) string {
	inner := min(width-frameCells, wide)
	d.box.inner, d.box.height = inner, height
	if inner < leastInner || height <= frameLines {
		return ""
	}
	lines, _ := d.lines(inner)
	return d.env.Theme.Frame(ui.Accent, "Export the log", lines[:min(len(lines), height-frameLines)], inner)
}

// lines gives what is drawn, and the line of the field.
func (d *Dialog) lines(inner int) (lines []string, field int) {
	t := d.env.Theme
	text := func(tone ui.Tone, words string) {
		for _, l := range ui.Wrap(words, inner) {
			lines = append(lines, t.Paint(tone, l))
		}
	}
	what := d.ask.Query.String()
	if what == "" {
		what = "everything"
	}
	text(ui.Strong, what)
	text(ui.Muted, d.times())
	lines = append(lines, "")
	field = -1
	switch {
	case d.done != "":
		text(ui.Good, "✓ "+d.done)
		if d.cut != "" {
			text(ui.Warn, "▲ "+d.cut)
		}
	case d.call.Running():
		text(ui.Normal, d.progress(inner))
	default:
		field = len(lines)
		d.field.SetWidth(inner - 6)
		lines = append(lines, t.Paint(ui.Muted, "File  ")+d.field.View(), "")
		text(ui.Muted, "CSV, or JSON Lines for .jsonl. Only you can read the file; a file that is there is never written over.")
	}
	if d.wrong != "" {
		text(ui.Danger, "✗ "+d.wrong)
	}
	return lines, field
}

func (d *Dialog) times() string {
	moment := func(t time.Time, none string) string {
		if t.IsZero() {
			return none
		}
		return text.Moment(t, d.env.Zone)
	}
	return "from " + moment(d.ask.Since, "the log's beginning") + " to " + moment(d.ask.Until, "now")
}

func (d *Dialog) progress(inner int) string {
	written, matching := int(d.state.written.Load()), int(d.state.matching.Load())
	words := text.Number(written) + " entries"
	if matching <= 0 {
		return words
	}
	const most = 30
	full := min(written*most/matching, most)
	bar := strings.Repeat("█", full) + strings.Repeat("░", most-full)
	return ui.Cut(bar+"  "+text.Number(written)+" of "+text.Number(matching), inner)
}

// Cursor implements screen.Dialog.
func (d *Dialog) Cursor() *tea.Cursor {
	if d.box.inner < leastInner {
		return nil
	}
	_, at := d.lines(d.box.inner)
	c := d.field.Cursor()
	if at < 0 || c == nil || at+frameLines > d.box.height-1 {
		return nil
	}
	c.X += 6 + 2
	c.Y = at + 1
	return c
}
