package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

type reasonCount struct {
	reason keys.Reason
	count  int
}

// byReason gives the counts by reason, the largest first.
func byReason(counts map[keys.Reason]int) []reasonCount {
	list := make([]reasonCount, 0, len(counts))
	for reason, count := range counts {
		list = append(list, reasonCount{reason, count})
	}
	slices.SortFunc(list, func(a, b reasonCount) int {
		return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(string(a.reason), string(b.reason)))
	})
	return list
}

// coverage says where the figures are not the whole log of the window; "" where they are.
// Of three wordings it takes the longest that fits.
func (s *Screen) coverage(width int) string {
	line := ""
	for brevity := range 3 {
		var parts []string
		for _, p := range []string{s.absentWords(brevity), s.unloggedWords(brevity), s.reachWords(brevity), s.shownWords(brevity), s.untoldWords(brevity), s.partialWords(brevity)} {
			if p != "" {
				parts = append(parts, p)
			}
		}
		line = strings.Join(parts, " · ")
		if ui.Width(line) <= width {
			break
		}
	}
	return ui.Cut(line, width)
}

func pick(brevity int, long, short, shortest string) string {
	return [...]string{long, short, shortest}[brevity]
}

// absentWords name the instances of several that did not answer.
func (s *Screen) absentWords(brevity int) string {
	cut := s.figures.stats.Cut
	if cut == "" {
		return ""
	}
	return "▲ " + pick(brevity, cut, cut, "not all answered")
}

func (s *Screen) unloggedWords(brevity int) string {
	words := activity.Unlogged(s.figures.stats.Unlogged, brevity > 0)
	if words == "" {
		return ""
	}
	return "▲ " + words
}

// reachWords say how far back the log goes, where that is not the whole window.
func (s *Screen) reachWords(brevity int) string {
	st := &s.figures.stats
	switch {
	case st.Total == 0 && st.Dropped == 0:
		return "the log is empty"
	case st.Oldest.IsZero():
		return pick(brevity, "this instance does not tell how far back its log reaches", "how far back isn't told", "reach not told")
	case !st.Oldest.After(s.figures.span.since.Add(s.figures.span.step)):
		return ""
	}
	words := pick(brevity, "the log reaches back only ", "reaches back only ", "back ") + text.Span(max(s.asOf.Sub(st.Oldest), 0))
	if st.Dropped > 0 {
		words += pick(brevity, " ("+text.Number(st.Dropped)+" older ones removed by its retention)", " ("+text.Number(st.Dropped)+" removed)", "")
	}
	return words
}

// shownWords say how many rows there are of how many, where that is not all that match.
func (s *Screen) shownWords(brevity int) string {
	if !s.attempts {
		return ""
	}
	words := pick(brevity, "listing ", "", "") + text.Number(len(s.list.rows))
	whole := s.figures.stats.Total >= 0 && s.figures.stats.Entries == len(s.list.rows)
	switch {
	case whole && !s.list.full && s.list.last.Cut == "" && !s.list.rest():
		return ""
	case s.list.full:
		words = "the newest " + text.Number(len(s.list.rows)) + pick(brevity, " listed, no more are held", " held", "")
	case s.list.last.Cut != "" && s.list.last.Cut != s.figures.stats.Cut: // which is said already
		words += pick(brevity, ", "+activity.Left(&s.list.last), ", not all", ", cut")
	case s.list.rest():
		words += pick(brevity, ", more as you scroll", " so far", "+")
	}
	return words
}

// untoldWords count what is left out and may have failed.
func (s *Screen) untoldWords(brevity int) string {
	n := s.figures.stats.Untold
	if n == 0 {
		return ""
	}
	return pick(brevity, text.Number(n)+" left out: outcome:unknown", text.Number(n)+" of unknown outcome", text.Number(n)+" unknown")
}

func (s *Screen) partialWords(brevity int) string {
	st := &s.figures.stats
	examined := text.Number(st.Examined)
	switch {
	case s.busy():
		return "loading"
	case st.Examined > 0 && st.Partial:
		return pick(brevity, "counted here, from the newest "+examined+" alone", "from the newest "+examined+" alone", "newest "+examined+" only")
	case st.Examined > 0:
		return pick(brevity, "counted here, from "+examined+" entries", "counted here", "")
	case st.More > 0 && !s.attempts:
		return pick(brevity, text.Number(st.More)+" smaller causes left out", text.Number(st.More)+" causes left out", "")
	}
	return ""
}

// newWords count what is held back, "" for nothing.
func (s *Screen) newWords() string {
	n := len(s.live.fresh)
	switch {
	case s.live.flooded:
		return "many new, " + press.Refresh.Show() + " shows them"
	case s.live.following && s.attempts && n > 0:
		return "paused · " + text.Number(n) + " new ↑"
	case s.live.following && s.attempts && s.reading():
		return "paused"
	case s.live.following && s.attempts:
		return "following"
	case n > 0:
		return text.Number(n) + " new ↑"
	}
	return ""
}

// lateWords say that what is shown is not the newest or not all, and why.
func (s *Screen) lateWords() string {
	switch {
	case s.figures.err != nil:
		return "▲ " + screen.TroubleLine(s.figures.err)
	case s.list.err != nil:
		return "▲ " + screen.TroubleLine(s.list.err)
	case s.live.behind != nil:
		return "▲ Not updated since " + s.live.good.In(s.env.Zone).Format("15:04:05") + ". " + screen.TroubleLine(s.live.behind)
	}
	return ""
}
