package accessible

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/review"
	"github.com/supascale/supascale-tui/internal/text"
)

// browser reads rows out in pages. Numbers count through the whole list.
type browser struct {
	noun, nouns string
	rows        []row
	// more loads what comes after the last row, and reports whether there was
	// any; nil where all is there.
	more  func(ctx context.Context) (bool, error)
	extra []prompt.Option        // what else can be answered
	also  func(text string) bool // what else is an answer; nil: nothing
	end   func()                 // is called when the last item was read out; nil does nothing
	shown int
}

// choice is an item's index, or a word of extra.
type choice struct {
	item int
	word string
}

// page reads the next items out.
func (s *session) page(b *browser) {
	to := min(b.shown+prompt.PageLines, len(b.rows))
	for i := b.shown; i < to; i++ {
		s.Say(numbered(b.rows, i))
	}
	b.shown = to
	if b.end != nil && to == len(b.rows) {
		b.end()
	}
}

// numbered is a row with the number by which it is chosen.
func numbered(rows []row, i int) string { return strconv.Itoa(i+1) + ". " + rows[i].sentence }

// browse reads pages until an item is chosen or one of the other words.
func (s *session) browse(ctx context.Context, b *browser) (choice, error) {
	if b.shown == 0 {
		s.page(b)
	}
	for {
		options := slices.Clone(b.extra)
		preset := prompt.Back
		if b.ahead() {
			options = append([]prompt.Option{{Word: "more", Text: b.moreWords()}}, options...)
			preset = "more"
		}
		for i := range options { // numbers are those of the items
			options[i].Number = options[i].Word
		}
		at, ids := -1, 0
		text, err := s.Answer(ctx, b.question(options), options, preset, func(text string) bool {
			at, ids = b.find(text)
			return at >= 0 || b.also != nil && b.also(text)
		})
		switch {
		case err != nil:
			return choice{}, err
		case ids > 1:
			s.Sayf("“%s” may be any of %d. Answer with its number.", text, ids)
			continue
		case at >= 0:
			return choice{item: at}, nil
		case text != "more":
			return choice{item: -1, word: text}, nil
		}
		if err := s.onward(ctx, b); err != nil {
			return choice{}, err
		}
	}
}

func (s *session) onward(ctx context.Context, b *browser) error {
	if b.shown == len(b.rows) && b.more != nil {
		some, err := b.more(ctx)
		if err != nil {
			return s.trouble(err)
		}
		if !some {
			b.more = nil
			s.Say("There is no more.")
		}
	}
	s.page(b)
	return nil
}

// ahead reports whether there is more to read out.
func (b *browser) ahead() bool { return b.shown < len(b.rows) || b.more != nil }

func (b *browser) moreWords() string {
	if n := len(b.rows) - b.shown; n > 0 {
		return text.Plural(min(n, prompt.PageLines), "more "+b.noun, "more "+b.nouns)
	}
	return "more " + b.nouns
}

func (b *browser) question(options []prompt.Option) string {
	var words []string
	if b.shown > 0 {
		article := "a "
		if strings.ContainsRune("aeiou", rune(b.noun[0])) {
			article = "an "
		}
		words = append(words, "Number of "+article+b.noun)
	}
	for _, o := range options {
		words = append(words, o.Word)
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// find gives the first item that a number or a name means, -1 for none, and how many
// different things have that name.
func (b *browser) find(text string) (at, ids int) {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(b.rows) {
		return n - 1, 1
	}
	at = -1
	known := make(map[string]bool)
	for i := range b.rows {
		name, id := nameOf(b.rows[i].about)
		if name != text || name == "" {
			continue
		}
		if at < 0 {
			at = i
		}
		known[id] = true
	}
	return at, len(known)
}

// nameOf gives the name by which a thing in a list can be meant besides its number, and
// the id of what has that name.
func nameOf(about any) (name, id string) {
	switch v := about.(type) {
	case api.Key:
		return v.Name, v.ID
	case fleet.Row:
		return v.Name, v.Name
	case *review.Key:
		return v.Name, v.ID
	case history.GoneKey:
		return v.Key.Name, v.Key.ID
	case *history.Change:
		return v.Key.Name, v.Key.ID
	case health.Finding:
		return v.Key.Name, v.Key.ID
	case output.NotedKey:
		return v.Named(), v.KeyID
	case *pending.Item:
		return v.Name(), ""
	}
	return "", ""
}
