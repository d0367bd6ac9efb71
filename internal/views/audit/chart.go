package audit

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// widestBar is in cells, the gap included.
const widestBar = 4

// bars are the counts as they are drawn: several buckets make a bar where room
// is short.
func (s *Screen) bars(room int) (values []int, each time.Duration, slot int) {
	buckets := s.figures.stats.Buckets
	join := 1
	for room > 0 && (len(buckets)+join-1)/join > room {
		join++
	}
	// Bars are joined from the end, so that the last one is whole.
	for end := len(buckets); end > 0; end -= join {
		sum := 0
		for _, n := range buckets[max(end-join, 0):end] {
			sum += n
		}
		values = append([]int{sum}, values...)
	}
	slot = 1
	if len(values) > 0 {
		slot = min(max((room+1)/len(values), 1), widestBar)
	}
	return values, s.figures.span.step * time.Duration(join), slot
}

// chartRoom is the room for the bars, between their labels.
func (s *Screen) chartRoom() (room int, left string) {
	width := s.Width - 2
	left = text.Span(s.figures.span.until.Sub(s.figures.span.since)) + " ago "
	if !s.line.times.since.IsZero() || !s.line.times.until.IsZero() {
		left = s.barTime(s.figures.span.since) + " "
	}
	return max(width-ui.Width(left)-ui.Width(" now   most 999,999 in 12 hours"), 1), left
}

func (s *Screen) barTime(t time.Time) string {
	zone := s.env.Zone
	if s.clock == utc {
		zone = time.UTC
	}
	return t.In(zone).Format("2 Jan 15:04")
}

// chart draws the bars, their ends labelled, on height lines.
func (s *Screen) chart(width, height int) []string {
	t := s.env.Theme
	room, left := s.chartRoom()
	values, each, slot := s.bars(room)
	h := ui.Histogram{Values: values, Slot: slot, Height: height, Tone: ui.Muted}
	if s.brush.on {
		h.Marked, h.MarkFrom, h.MarkTo = true, min(s.brush.from, s.brush.at), max(s.brush.from, s.brush.at)
	}
	right := " now"
	if !s.line.times.until.IsZero() {
		right = " " + s.barTime(s.figures.span.until)
	}
	if most := h.Most(); most > 0 {
		right += "   most " + text.Number(most) + " in " + text.Span(each)
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

// brush is a range of bars that is being chosen.
type brush struct {
	on       bool
	from, at int // bars; at is the one that moves
}

// moveBrush starts the choice at the last bar, or moves its end; with shift it grows,
// without it is one bar.
func (s *Screen) moveBrush(msg tea.KeyPressMsg) bool {
	move := map[string]struct {
		by     int
		extend bool
	}{
		"left": {-1, false}, "h": {-1, false}, "right": {1, false}, "l": {1, false},
		"shift+left": {-1, true}, "shift+right": {1, true},
	}[msg.String()]
	room, _ := s.chartRoom()
	values, _, _ := s.bars(room)
	n := len(values)
	b := &s.brush
	switch {
	case n == 0:
	case !b.on:
		b.on, b.at, b.from = true, n-1, n-1
	default:
		b.at = min(max(b.at+move.by, 0), n-1)
		if !move.extend {
			b.from = b.at
		}
	}
	return true
}

// brushed is the time that is chosen, its end included, and what it counts.
func (s *Screen) brushed() (since, until time.Time, count int) {
	room, _ := s.chartRoom()
	values, each, _ := s.bars(room)
	from, to := min(s.brush.from, s.brush.at), max(s.brush.from, s.brush.at)
	to = min(to, len(values)-1)
	from = min(from, to)
	if from < 0 {
		return since, until, 0
	}
	for _, n := range values[from : to+1] {
		count += n
	}
	st := &s.figures.stats
	end := st.Start.Add(time.Duration(len(st.Buckets)) * st.Step) // of the last bar
	since = end.Add(-time.Duration(len(values)-from) * each)
	if since.Before(st.Start) {
		since = st.Start
	}
	return since, end.Add(-time.Duration(len(values)-1-to) * each).Add(-time.Minute), count
}

// brushWords say what is chosen.
func (s *Screen) brushWords() string {
	since, until, count := s.brushed()
	until = until.Add(time.Minute)
	return fmt.Sprintf("%s to %s: %s", s.barTime(since), s.barTime(until), text.Plural(count, "attempt", "attempts"))
}

// zoom makes the chosen time the line's.
func (s *Screen) zoom() tea.Cmd {
	since, until, _ := s.brushed()
	const layout = "2006-01-02T15:04"
	s.zooms = append(s.zooms, s.line.times)
	s.brush = brush{}
	q := s.line.query.Without(query.Since, query.Until).
		With(query.Since, since.In(s.env.Zone).Format(layout)).With(query.Until, until.In(s.env.Zone).Format(layout))
	return s.change(q)
}

// zoomOut undoes the last zoom.
func (s *Screen) zoomOut() tea.Cmd {
	before := s.zooms[len(s.zooms)-1]
	s.zooms = s.zooms[:len(s.zooms)-1]
	s.line.window = before.window
	q := s.line.query.Without(query.Since, query.Until)
	const layout = time.RFC3339
	if !before.since.IsZero() {
		q = q.With(query.Since, before.since.Format(layout))
	}
	if !before.until.IsZero() {
		q = q.With(query.Until, before.until.Format(layout))
	}
	return s.change(q)
}

// gist is the first line: how many, in which time, and why.
func (s *Screen) gist(width int) string {
	t := s.env.Theme
	st := &s.figures.stats
	count := text.Number(st.Attempts)
	if st.Partial {
		count += "+"
	}
	noun := " " + s.noun(st.Attempts) + " " + s.figures.times.words(s.env.Zone)
	line := t.Paint(ui.Strong, count) + noun
	room := width - ui.Width(count+noun)
	var words []string
	for _, c := range byReason(st.Reasons) {
		words = append(words, countWords(c.reason)+" "+text.Number(c.count))
	}
	gap := "   "
	for i, w := range words {
		need := ui.Width(gap + w)
		if i < len(words)-1 {
			need += 3 // room to say that there are more
		}
		if need > room {
			if i > 0 {
				line += t.Paint(ui.Muted, " …")
			}
			break
		}
		line += t.Paint(ui.Muted, gap+w)
		room -= ui.Width(gap + w)
		gap = " · "
	}
	return ui.Cut(line, width)
}

// noun is what is counted.
func (s *Screen) noun(n int) string {
	f, err := effective(s.figures.query).Bind(s.asOf, s.env.Zone)
	word := "request"
	if err == nil && f.Outcome == query.Failure {
		word = "failed attempt"
	}
	if n != 1 {
		word += "s"
	}
	return strings.TrimSpace(word)
}

// countWords name what is counted by a reason.
func countWords(r keys.Reason) string {
	if r == "" {
		return "succeeded"
	}
	return r.Words()
}
