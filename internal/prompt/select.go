package prompt

import (
	"context"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Option is an answer to choose.
type Option struct {
	Word string // what it is called; numbers are given in their order from 1
	Text string // what it does
	// Number replaces the one in order, "" for none.
	Number string
}

func numberOf(options []Option, i int) string {
	if options[i].Number != "" {
		return options[i].Number
	}
	return fmt.Sprint(i + 1)
}

// Select lists options and gives the word of the chosen one. The default is a
// word, "" for none.
func (p *Prompter) Select(ctx context.Context, ask string, options []Option, preset string) (string, error) {
	p.List(options)
	return p.Answer(ctx, ask, options, preset, nil)
}

// List says the options.
func (p *Prompter) List(options []Option) {
	for i, o := range options {
		p.Say(numberOf(options, i) + ". " + o.title())
	}
}

func (o Option) title() string {
	if o.Text == "" {
		return o.Word
	}
	return o.Word + ": " + o.Text
}

// Answer takes the number or the word of an option. Other takes an answer that is
// neither, and reports whether it is one; nil takes none.
func (p *Prompter) Answer(ctx context.Context, ask string, options []Option, preset string, other func(text string) bool) (string, error) {
	help := make([]string, 0, len(options)+1)
	help = append(help, "Type one of these, by number or by word:")
	for i, o := range options {
		help = append(help, numberOf(options, i)+". "+o.title())
	}
	for {
		text, err := p.Input(ctx, Question{Ask: ask, Default: preset, Help: help})
		if err != nil {
			return "", err
		}
		if word, found := chosen(options, text); found {
			return word, nil
		}
		if other != nil && other(text) {
			return text, nil
		}
		said := "That"
		if !strings.Contains(text, keys.Prefix) { // a key pasted at the wrong place is not repeated
			said = "“" + sanitize.Limit(text, shownInput) + "”"
		}
		p.Say(said + " is none of the answers. Type a number or a word of the list; ? repeats it.")
	}
}

// shownInput is how much of a wrong answer is repeated, in characters.
const shownInput = 60

// chosen finds the option by number, by word, or by the beginning of one word
// alone. A number is never the beginning of a word.
func chosen(options []Option, text string) (string, bool) {
	text = strings.ToLower(text)
	found, n := "", 0
	for i, o := range options {
		word := strings.ToLower(o.Word)
		if text == numberOf(options, i) || text == word {
			return o.Word, true
		}
		if text != "" && (text[0] < '0' || text[0] > '9') && strings.HasPrefix(word, text) {
			found = o.Word
			n++
		}
	}
	return found, n == 1
}

// Confirm asks a question that is answered by yes or no.
func (p *Prompter) Confirm(ctx context.Context, ask string, preset bool) (bool, error) {
	def := "no"
	if preset {
		def = "yes"
	}
	options := []Option{{Word: "yes", Number: "1"}, {Word: "no", Number: "0"}}
	word, err := p.Answer(ctx, ask+" yes or no", options, def, nil)
	return word == "yes", err
}
