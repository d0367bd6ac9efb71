package audit

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/ui"
)

// gist is the first line: how many, in which time, and why.
func (s *Screen) gist(width int) string {
	t := s.env.Theme
	count := ui.Number(s.listing.attempts)
	if s.scope.partial(s.filter) {
		count += "+"
	}
	noun := " failed attempts in "
	if count == "1" {
		noun = " failed attempt in "
	}
	noun += windowOf(s.filter).words
	line := t.Paint(ui.Strong, count) + noun
	room := width - ui.Width(count+noun)
	gap := "   "
	for i, c := range s.listing.byReason(s.filter.Reason) {
		words, tone := c.reason.Words()+" "+ui.Number(c.count), ui.Muted
		if c.reason == s.filter.Reason {
			words, tone = "["+words+"]", ui.Strong
		}
		more := len(s.listing.reasons) - i - 1
		need := ui.Width(gap + words)
		if more > 0 {
			need += 3 // room to say that there are more
		}
		if need > room {
			if i > 0 {
				line += t.Paint(ui.Muted, " …")
			}
			break
		}
		line += t.Paint(ui.Muted, gap) + t.Paint(tone, words)
		room -= ui.Width(gap + words)
		gap = " · "
	}
	return ui.Cut(line, width)
}

// chart draws the bars, their ends labelled, on height lines.
func (s *Screen) chart(width, height int) []string {
	t := s.env.Theme
	w := windowOf(s.filter)
	left, right := w.words+" ago ", " now"
	// What the tallest bar counts is not known yet, but is no more than all.
	scale := "   most " + ui.Number(s.listing.attempts) + " in " + ui.Span(w.length/time.Duration(w.bars[0]))
	n, slot := ui.Bars(w.bars, width-ui.Width(left+right+scale), widestBar)
	h := ui.Histogram{Values: s.listing.bars(n, s.asOf, w.length), Slot: slot, Height: height, Tone: ui.Muted}
	if most := h.Most(); most > 0 {
		scale = "   most " + ui.Number(most)
		if each := " in " + ui.Span(w.length/time.Duration(n)); ui.Width(left+right+scale+each)+h.Width() <= width {
			scale += each
		}
		right += scale
	}
	lines := h.View(t)
	for i := range lines {
		if i < len(lines)-1 {
			lines[i] = ui.Spaces(ui.Width(left)) + lines[i]
		} else {
			lines[i] = t.Paint(ui.Muted, left) + lines[i] + t.Paint(ui.Muted, right)
		}
		lines[i] = ui.Cut(lines[i], width)
	}
	return lines
}

// widestBar is in cells, the gap included.
const widestBar = 4

// coverage is the line that is always there: how much of the log this is. Of
// three wordings it takes the longest that fits.
func (s *Screen) coverage(width int) string {
	line := ""
	for brevity := range 3 {
		line = strings.Join(s.coverageParts(brevity), " · ")
		if ui.Width(line) <= width {
			break
		}
	}
	return ui.Cut(line, width)
}

func (s *Screen) coverageParts(brevity int) []string {
	parts := []string{s.reachWords(brevity), s.shownWords(brevity)}
	if p := s.partialWords(brevity); p != "" {
		parts = append(parts, p)
	}
	return parts
}

func (s *Screen) reachWords(brevity int) string {
	r := s.scope.reach
	switch {
	case r.total == 0:
		return "the log is empty"
	case r.oldest.IsZero():
		return pick(brevity, "this instance does not tell how far back its log reaches", "how far back isn't told", "reach not told")
	}
	span := ui.Span(max(s.asOf.Sub(r.oldest), 0))
	words := pick(brevity, "reaches back ", "reaches back ", "back ") + span
	if s.asOf.Sub(r.oldest) < s.filter.Window-windowOf(s.filter).bin {
		words += pick(brevity, ", less than the window", ", less than asked", "")
	}
	return words
}

func (s *Screen) shownWords(brevity int) string {
	words := pick(brevity, "showing ", "showing ", "") + ui.Number(len(s.listing.rows))
	if s.scope.reach.total >= 0 {
		words += " of " + ui.Number(s.scope.reach.total)
	}
	return words
}

func (s *Screen) partialWords(brevity int) string {
	held := ui.Number(len(s.held.entries))
	switch {
	case s.load.Running() && s.asked.fetched && s.scope.matching > 0:
		return pick(brevity, "loading, ", "loading ", "loading ") + held + " of " + ui.Number(s.scope.matching)
	case s.load.Running():
		return "loading"
	case s.scope.examined > 0:
		return "the newest " + ui.Number(s.scope.examined) + " examined"
	case s.scope.partial(s.filter):
		return pick(brevity, "counts cover the newest "+held+" only", "newest "+held+" only", "newest "+held+" only")
	}
	return ""
}

func pick(brevity int, long, short, shortest string) string {
	return [...]string{long, short, shortest}[brevity]
}

// newWords counts what is held back, "" for nothing.
func (s *Screen) newWords() string {
	switch n := s.pending(); {
	case s.live.flooded:
		return "many new ↑"
	case n > 0:
		return ui.Number(n) + " new ↑"
	}
	return ""
}

// age is a time as the list shows it.
func age(t, now time.Time) string {
	if now.Sub(t) < time.Minute {
		return "now"
	}
	return ui.Span(now.Sub(t))
}
