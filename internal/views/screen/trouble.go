package screen

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Trouble turns a failed request into a full area's message: what failed, why,
// what to do next. Retry is the binding that tries again.
func Trouble(err error, retry ui.Binding) ui.Message {
	m := ui.Message{Tone: ui.Danger, Mark: "✗", Keys: []ui.Binding{retry}}
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		m.Title = "Something went wrong"
		m.Lines = []string{err.Error()}
		return m
	}
	m.Title = "Can't " + e.Op
	switch e.Kind {
	case api.Unauthorized:
		m.Title = "Not authorised"
	case api.Forbidden:
		m.Title = "No permission for this view"
	case api.Unreachable, api.Timeout:
		m.Title = "Can't reach the instance"
	}
	m.Lines = []string{e.Message}
	if next := e.Next(); next != "" {
		m.Lines = append(m.Lines, "", next)
	}
	if e.RequestID != "" {
		m.Lines = append(m.Lines, "", "Request id "+e.RequestID)
	}
	return m
}

// TroubleLine is Trouble on one line, for a notice above rows that stay.
func TroubleLine(err error) string { return api.Explain(err) }

// TroubleAgain is TroubleLine where the page can be loaded again.
func TroubleAgain(err error) string {
	return TroubleLine(err) + " " + press.Refresh.Show() + " tries again."
}

// Refused returns the command that hands a refused credential to the root, nil
// for any other failure.
func Refused(err error) tea.Cmd {
	if e, ok := errors.AsType[*api.Error](err); ok && e.Kind == api.Unauthorized {
		return Send(Unauthorized{e})
	}
	return nil
}

// MistakeWhy says why a filter with a mistake in it isn't kept.
const MistakeWhy = "The filter has a mistake: correct it, or press esc."

// mistakeLines is how many lines say what is wrong with a filter.
const mistakeLines = 3

// Mistake says below a filter what is wrong with it, "" for nothing.
func Mistake(t *ui.Theme, wrong string, width int) []string {
	if wrong == "" {
		return nil
	}
	var out []string
	for _, l := range ui.Wrap("✗ "+wrong, max(width-4, 1)) {
		out = append(out, "   "+t.Paint(ui.Danger, l))
	}
	return out[:min(len(out), mistakeLines)]
}
