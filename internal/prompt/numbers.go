package prompt

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/text"
)

// PageLines is how many items of a list are read out before it asks whether to go on.
const PageLines = 20

// ReadOut reads a list to its end, numbered, with a pause after every page.
func (p *Prompter) ReadOut(ctx context.Context, n int, line func(i int) string) error {
	for i := range n {
		if i > 0 && i%PageLines == 0 {
			on, err := p.Confirm(ctx, text.Plural(min(n-i, PageLines), "more", "more")+" of "+strconv.Itoa(n)+". Read on?", true)
			if err != nil || !on {
				return err
			}
		}
		p.Say(strconv.Itoa(i+1) + ". " + line(i))
	}
	return nil
}

// numbersHelp says how several items of a list are named.
const numbersHelp = "Numbers of the list, with commas between them and a minus for a range: 1,3-5."

// Numbers reads which of n items are meant from answer, and asks where it is "" or no list of
// numbers. Whole is the answer that means all of them.
func (p *Prompter) Numbers(ctx context.Context, answer, ask, whole string, n int) (items []int, err error) {
	for ; ; answer = "" {
		if answer == "" {
			answer, err = p.Input(ctx, Question{Ask: ask + ", like 1,3-5, or " + whole, Help: []string{numbersHelp, "To mean every one: " + whole + "."}})
		}
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(answer, whole) {
			answer = "1-" + strconv.Itoa(n)
		}
		if items, ok := numbered(answer, n); ok {
			return items, nil
		}
		p.Sayf("That is not numbers from 1 to %d. %s", n, numbersHelp)
	}
}

// numbered gives the items that numbers mean, each once and in the order of the list.
// It reports whether all of answer is numbers of a list of n.
func numbered(answer string, n int) (items []int, ok bool) {
	for part := range strings.SplitSeq(answer, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		from, err := strconv.Atoi(strings.TrimSpace(first))
		to := from
		if err == nil && isRange {
			to, err = strconv.Atoi(strings.TrimSpace(last))
		}
		if err != nil || from < 1 || to < from || to > n {
			return nil, false
		}
		for i := from; i <= to; i++ {
			items = append(items, i-1)
		}
	}
	slices.Sort(items)
	return slices.Compact(items), true
}
