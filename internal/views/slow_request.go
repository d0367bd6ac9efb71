package views

import (
	"cmp"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// Waiting is a request whose answer takes its time. The rule below the header tells of
// it until it has ended.
type Waiting struct{ api.Awaited }

func (r *Root) wait(msg Waiting) {
	if msg.Done {
		delete(r.waiting, msg.Op)
		return
	}
	if r.waiting == nil {
		r.waiting = make(map[string]api.Awaited)
	}
	r.waiting[msg.Op] = msg.Awaited
}

// longest is the request that is awaited the longest.
func (r *Root) longest() (longest api.Awaited, waiting bool) {
	for _, a := range r.waiting {
		if c := cmp.Compare(a.Since, longest.Since); !waiting || c > 0 || c == 0 && a.Op < longest.Op {
			longest, waiting = a, true
		}
	}
	return longest, waiting
}

func (r *Root) rule() string {
	t := r.env.Theme
	width := max(r.width-2, 0)
	a, waiting := r.longest()
	if !waiting {
		return " " + t.Paint(ui.Faint, strings.Repeat("─", width))
	}
	words := ui.Cut(" "+waitingWords(a)+" ", max(width-2, 0))
	return " " + t.Paint(ui.Faint, strings.Repeat("─", max(width-1-ui.Width(words), 0))) + t.Paint(ui.Muted, words) + t.Paint(ui.Faint, "─")
}

func waitingWords(a api.Awaited) string {
	since := text.Span(a.Since)
	if a.Bytes == 0 {
		return a.Op + ": waiting for " + since
	}
	return a.Op + ": " + text.Bytes(a.Bytes) + " read in " + since
}
