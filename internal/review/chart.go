package review

import (
	"fmt"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// bar is a bar of a chart, in the units of its SVG, with what it stands for in words.
type bar struct {
	X, Y, Width, Height int
	Words               string
	Label               string // below the bar, "" for none
	Count               int
}

// The measures of the charts, in the units of their SVG.
const (
	chartWidth  = 720
	chartHeight = 120
	sparkHeight = 26
)

// upright gives bars that stand beside each other and fill the chart's width, the
// greatest of them as high as height.
func upright(counts []int, height int, words func(i int) string, label func(i int) string) []bar {
	bars := make([]bar, len(counts))
	most := max(1, slices.Max(append([]int{0}, counts...)))
	step := chartWidth / max(1, len(counts))
	for i, n := range counts {
		h := n * height / most
		if n > 0 {
			h = max(h, 2) // one of many is still seen
		}
		bars[i] = bar{X: i * step, Y: height - h, Width: max(step-4, 1), Height: h, Count: n, Words: words(i), Label: label(i)}
	}
	return bars
}

// monthBars draws how many keys expire in each month.
func monthBars(months []Month) []bar {
	counts := make([]int, len(months))
	for i, m := range months {
		counts[i] = m.Count
	}
	return upright(counts, chartHeight,
		func(i int) string {
			return fmt.Sprintf("%s: %s", months[i].Start.Format("January 2006"), text.Plural(counts[i], "key expires", "keys expire"))
		},
		func(i int) string { return months[i].Start.Format("Jan 06") })
}

// cause is a row of the chart of failures.
type cause struct {
	Name  string
	Count int
	Bars  []bar
}

// causeRows draws a row of bars for each cause, a bar for each week.
func causeRows(f Failures) []cause {
	rows := make([]cause, len(f.Causes))
	for i, c := range f.Causes {
		rows[i] = cause{Name: reasonWords(c.Reason), Count: c.Count}
		rows[i].Bars = upright(c.Weeks, sparkHeight, func(w int) string {
			return fmt.Sprintf("week of %s: %s", f.Start.Add(week*time.Duration(w)).Format("2 Jan 2006"), text.Plural(c.Weeks[w], "attempt", "attempts"))
		}, func(int) string { return "" })
	}
	return rows
}

func reasonWords(r keys.Reason) string {
	if r == "" {
		return "reason not told"
	}
	return r.Words()
}

// stateOrder is the order in which states are drawn, the healthy one first.
var stateOrder = []keys.Status{keys.Active, keys.Expiring, keys.Expired, keys.Untold}

// stateBars draws the keys by state as parts of one line, each with its count.
func stateBars(counts map[keys.Status]int) []bar {
	total := 0
	for _, n := range counts {
		total += n
	}
	var bars []bar
	x := 0
	for _, s := range stateOrder {
		n := counts[s]
		if n == 0 {
			continue
		}
		w := max(n*chartWidth/total, 4)
		bars = append(bars, bar{X: x, Width: max(w-2, 2), Height: 24, Count: n, Words: text.Plural(n, "key: ", "keys: ") + s.String(), Label: s.String()})
		x += w
	}
	return bars
}
