package ui

import "strings"

// Histogram draws counts as bars side by side. A bar is never hidden by its
// neighbours: any count above zero shows at least the lowest block, and a zero
// is a dot, so that the difference needs no colour.
type Histogram struct {
	Values []int
	// Slot is the number of cells for each bar; from two on, the last one is
	// the gap to the next bar. Less than one counts as one.
	Slot int
	// Height is the number of lines. Less than one counts as one.
	Height int
	Tone   Tone // of the bars; dots are faint
	// Marked draws the bars from MarkFrom to MarkTo in reverse, which needs no
	// colour to be seen.
	Marked           bool
	MarkFrom, MarkTo int
}

const blocks = " ▁▂▃▄▅▆▇█"

var blockRunes = []rune(blocks)

// eighths is the number of heights that one cell can show.
const eighths = 8

// Most is the greatest value, the one that fills the height.
func (h Histogram) Most() int {
	most := 0
	for _, v := range h.Values {
		most = max(most, v)
	}
	return most
}

func (h Histogram) slot() int { return max(h.Slot, 1) }

func (h Histogram) gap() int {
	if h.slot() > 1 {
		return 1
	}
	return 0
}

// View draws the lines, the topmost first, all Width cells wide.
func (h Histogram) View(t *Theme) []string {
	lines := make([]string, max(h.Height, 1))
	levels := h.levels(len(lines))
	for i := range lines {
		lines[i] = h.line(t, levels, len(lines)-1-i)
	}
	return lines
}

// levels scales every value to eighths of a line, so that the greatest value
// fills the height. Rounding is upwards: what happened must show.
func (h Histogram) levels(height int) []int {
	levels := make([]int, len(h.Values))
	most := h.Most()
	for i, v := range h.Values {
		if v > 0 {
			// In floating point, because a count times the height could overflow.
			levels[i] = min(max(int(float64(v)/float64(most)*float64(eighths*height)+0.999), 1), eighths*height)
		}
	}
	return levels
}

// line draws the cells that lie floor lines above the lowest. Neighbours of one
// tone share their escape sequence: a line costs bytes for what changes.
func (h Histogram) line(t *Theme, levels []int, floor int) string {
	var out, run strings.Builder
	tone := h.Tone
	add := func(next Tone, text string) {
		if next != tone {
			out.WriteString(t.Paint(tone, run.String()))
			run.Reset()
			tone = next
		}
		run.WriteString(text)
	}
	for i, level := range levels {
		own, width := h.Tone, h.slot()-h.gap()
		text := strings.Repeat(string(blockRunes[min(max(level-floor*eighths, 0), eighths)]), width)
		if level == 0 && floor == 0 {
			own, text = Faint, "·"+Spaces(width-1)
		}
		marked := h.Marked && i >= h.MarkFrom && i <= h.MarkTo
		if marked {
			own = Marked
		}
		add(own, text)
		if i < len(levels)-1 && h.gap() > 0 {
			if marked && i == h.MarkTo {
				add(h.Tone, Spaces(h.gap()))
			} else {
				run.WriteString(Spaces(h.gap()))
			}
		}
	}
	out.WriteString(t.Paint(tone, run.String()))
	return out.String()
}
