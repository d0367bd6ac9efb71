package accessible

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// revokeWord begins the answer that revokes several keys of the list.
const revokeWord = "revoke"

// allShown is the answer that means every key of the list as it is filtered.
const allShown = "all shown"

// numbersHelp says how several items of a list are named.
const numbersHelp = "Numbers of the list, with commas between them and a minus for a range: 1,3-5."

// numbered gives the items that numbers mean, each once and in the order of the list.
// It reports whether all of text is numbers of a list of n.
func numbered(text string, n int) (items []int, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
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

// askNumbers asks which of n items are meant, unless text says so already. Whole is what
// means all of them.
func (s *session) askNumbers(ctx context.Context, text, ask, whole string, n int) (items []int, err error) {
	for ; ; text = "" {
		if text == "" {
			text, err = s.Input(ctx, prompt.Question{Ask: ask + ", like 1,3-5, or " + whole, Help: []string{numbersHelp, "To mean every one: " + whole + "."}})
		}
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(text, whole) {
			return through(n), nil
		}
		if items, ok := numbered(text, n); ok {
			return items, nil
		}
		s.Sayf("That is not numbers from 1 to %d. %s", n, numbersHelp)
	}
}

// through are all items of a list of n.
func through(n int) []int {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	return items
}

// revokeShown revokes keys of the list by their numbers, and asks for them where there
// are none. It reports whether the list
// has changed.
func (s *session) revokeShown(ctx context.Context, l *keyList, numbers string) (changed bool, err error) {
	shown := l.keys()
	if len(shown) == 0 {
		s.Say("There is no key here.")
		return false, nil
	}
	items, err := s.askNumbers(ctx, numbers, "Numbers of the keys to revoke", allShown, len(shown))
	if err != nil {
		return false, err
	}
	chosen := make([]api.Key, 0, len(items))
	for _, i := range items {
		chosen = append(chosen, shown[i])
	}
	if len(chosen) == 1 {
		return s.revoke(ctx, &chosen[0])
	}
	return s.revokeMany(ctx, chosen)
}

// revokeMany reads out exactly what would go, lets the admin change that, and revokes
// it. It reports whether something was asked of the instance.
func (s *session) revokeMany(ctx context.Context, chosen []api.Key) (asked bool, err error) {
	client := s.env.API
	found, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (many.Found, error) {
		return many.Find(ctx, client, chosen, client.OwnPreview())
	})
	if err != nil {
		return false, s.trouble(err)
	}
	p := many.NewPlan(chosen, found, client.OwnPreview(), s.env.Now())
	for whole := true; ; {
		s.Gap()
		s.tellPlan(&p)
		if whole {
			if err := s.readPlan(ctx, &p); err != nil {
				return false, err
			}
		}
		whole = false
		options, preset := s.planOptions(&p)
		word, err := s.Select(ctx, "What to do", options, preset)
		switch {
		case err != nil:
			return false, err
		case word == "cancel":
			s.Say("Nothing was revoked.")
			return false, nil
		case word == "revoke":
			err = s.confirmMany(ctx, p.Phrase(s.env.Now()))
			if err == nil {
				list := p.Chosen()
				return true, s.runBatch(ctx, func(ctx context.Context, r *many.Runner) (many.Batch, error) { return r.Begin(ctx, list) })
			}
		case word == "read":
			whole = true
		case word == "own":
			p.Turn(p.Own, s.env.Now())
		default:
			err = s.turnSome(ctx, &p, word == "leave out")
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}

// tellPlan says how much would go, and what to mind.
func (s *session) tellPlan(p *many.Plan) {
	s.Sayf("Revoke %d of %s on %s.", p.Goes, text.Plural(len(p.Keys), "key", "keys"), s.where())
	if words := p.Missing(); words != "" {
		s.Say(words)
	}
	if words := p.EveryWords(); words != "" {
		s.Say("Warning: " + words)
	}
	if words := p.LatelyWords(); words != "" {
		s.Say("Warning: " + words)
	}
	switch {
	case p.OwnIn():
		s.Say("Warning: " + many.OwnInWords)
	case p.Own >= 0:
		s.Say(many.OwnOutWords + " The word own takes it in, as the last to go.")
	}
}

// readPlan reads out every key, and whether it goes.
func (s *session) readPlan(ctx context.Context, p *many.Plan) error {
	return s.readOut(ctx, len(p.Keys), func(i int) string {
		if !p.In[i] {
			return "Stays: " + output.SayKey(&p.Keys[i], s.env.Now())
		}
		return output.SayKey(&p.Keys[i], s.env.Now())
	})
}

// readOut reads a list to its end, with a pause after every page.
func (s *session) readOut(ctx context.Context, n int, line func(i int) string) error {
	for i := range n {
		if i > 0 && i%pageLines == 0 {
			on, err := s.Confirm(ctx, text.Plural(min(n-i, pageLines), "more", "more")+" of "+strconv.Itoa(n)+". Read on?", true)
			if err != nil || !on {
				return err
			}
		}
		s.Say(strconv.Itoa(i+1) + ". " + line(i))
	}
	return nil
}

func (s *session) planOptions(p *many.Plan) (list []prompt.Option, preset string) {
	preset = "cancel"
	if p.Goes > 0 {
		list = append(list, prompt.Option{Word: "revoke", Text: "revoke " + text.Plural(p.Goes, "key", "keys") + ", after one more question"},
			prompt.Option{Word: "leave out", Text: "leave some of them as they are"})
	}
	if p.Goes < len(p.Keys) {
		list = append(list, prompt.Option{Word: "take in", Text: "take in some that stay"})
	}
	if p.Own >= 0 {
		does := "take in the key that this console uses"
		if p.OwnIn() {
			does = "leave out the key that this console uses"
		}
		list = append(list, prompt.Option{Word: "own", Text: does})
	}
	return append(list, prompt.Option{Word: "read", Text: "read the list out again"}, prompt.Option{Word: "cancel", Text: "revoke nothing", Number: "0"}), preset
}

// turnSome leaves keys out or takes them in. The console's own key goes by a word of
// its own alone.
func (s *session) turnSome(ctx context.Context, p *many.Plan, out bool) error {
	ask := "Numbers of the keys to take in"
	if out {
		ask = "Numbers of the keys to leave out"
	}
	items, err := s.askNumbers(ctx, "", ask, "all", len(p.Keys))
	if err != nil {
		return err
	}
	for _, i := range items {
		if p.In[i] == out && i != p.Own {
			p.Turn(i, s.env.Now())
		}
	}
	return nil
}

// confirmMany has the phrase typed. An error leaves the keys as they are.
func (s *session) confirmMany(ctx context.Context, phrase lifecycle.Phrase) error {
	s.Say(phrase.Harm())
	return s.call(nil, nil).Typed(ctx, phrase)
}
