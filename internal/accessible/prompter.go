package accessible

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// How a prompt ends other than with an answer.
var (
	errBack      = errors.New("back")
	errInterrupt = fmt.Errorf("ctrl+c: %w", errBack)
	errQuit      = errors.New("quit")
	errEnd       = errors.New("the input has ended")
)

// left reports whether a prompt was left and not answered: what asked it has to
// give way too.
func left(err error) bool {
	return errors.Is(err, errBack) || errors.Is(err, errQuit) || errors.Is(err, errEnd)
}

// Prompter asks and tells in plain lines. Everything it writes is made inert;
// nothing is ever redrawn.
type Prompter struct {
	in    *lines
	out   io.Writer
	stops <-chan os.Signal // ctrl+c
	after func(time.Duration) <-chan time.Time
	hide  func(repeat func()) (Hiding, error)
	// continued says that the program was suspended and goes on.
	continued <-chan struct{}
}

// Say writes a line.
func (p *Prompter) Say(text string) { p.write(sanitize.Text(text) + "\n") }

// Sayf is Say with a format.
func (p *Prompter) Sayf(format string, args ...any) { p.Say(fmt.Sprintf(format, args...)) }

// Gap writes an empty line.
func (p *Prompter) Gap() { p.write("\n") }

// write can't fail in a way that could be told: an output that is gone takes no
// words, and its input ends too.
func (p *Prompter) write(text string) { _, _ = io.WriteString(p.out, text) }

// Question asks for a line.
type Question struct {
	Ask     string   // what is expected, without the colon
	Default string   // taken for an empty line; "" for none
	Help    []string // what ? says
	// Literal reports an answer that is taken as it is, though it looks like a
	// command.
	Literal func(text string) bool
}

// back as a question's default makes an empty line go back.
const back = "b"

const quoteHelp = "To answer with the text ?, b or q itself, put it in quotes."

// Line asks until there is an answer. It handles ?, b and q.
func (p *Prompter) Line(ctx context.Context, q Question) (string, error) {
	for {
		text, err := p.read(ctx, q.prompt())
		if err != nil {
			return "", err
		}
		if q.Literal != nil && q.Literal(text) {
			return text, nil
		}
		text = strings.TrimSpace(text)
		switch word := strings.ToLower(text); word {
		case "":
			switch q.Default {
			case "":
			case back:
				return "", errBack
			default:
				return q.Default, nil
			}
			p.Say("Nothing was entered. Type an answer, ? for help, b to go back or q to quit.")
		case "?", "help":
			for _, line := range q.Help {
				p.Say(line)
			}
			p.Say("b goes back, q quits. " + q.emptyHelp())
			if q.Literal == nil {
				p.Say(quoteHelp)
			}
		case "b", "back", "\x1b":
			return "", errBack
		case "q", "quit":
			return "", errQuit
		case `"?"`, `"b"`, `"q"`, `"help"`, `"back"`, `"quit"`:
			return text[1 : len(text)-1], nil
		default:
			return text, nil
		}
	}
}

func (q *Question) prompt() string {
	if q.Default == "" {
		return q.Ask + ": "
	}
	return q.Ask + " [" + q.Default + "]: "
}

func (q *Question) emptyHelp() string {
	if q.Default == "" {
		return "There is no answer for an empty line here."
	}
	return "An empty line means: " + q.Default + "."
}

// read writes a prompt and waits for a line. The prompt is written again when the
// program goes on after it was suspended.
func (p *Prompter) read(ctx context.Context, prompt string) (string, error) {
	prompt = sanitize.Text(prompt)
	p.dropOld()
	p.write(prompt)
	for {
		select {
		case <-p.continued:
			p.write("\r" + prompt)
		case l := <-p.in.next():
			text, err := p.take(l)
			if err != nil {
				p.write("\n")
			}
			return text, err
		case <-p.stops:
			p.write("\n")
			return "", errInterrupt
		case <-ctx.Done():
			p.write("\n")
			return "", errEnd
		}
	}
}

// dropOld forgets what was pressed before there was a question.
func (p *Prompter) dropOld() {
	select {
	case <-p.stops:
	default:
	}
	select {
	case <-p.continued:
	default:
	}
}

func (p *Prompter) take(l line) (string, error) {
	p.in.taken()
	if l.err != nil {
		return "", errEnd
	}
	return l.text, nil
}

// Hidden asks for a line that is not shown while it is typed, where the input is
// a terminal.
func (p *Prompter) Hidden(ctx context.Context, prompt string) (string, error) {
	if p.hide == nil {
		return p.read(ctx, prompt)
	}
	prompt = sanitize.Text(prompt)
	hidden, err := p.hide(func() { p.write("\r" + prompt) })
	if err != nil {
		p.Say("This terminal can't be kept from showing what you type.")
		return p.read(ctx, prompt)
	}
	defer p.write("\n") // the end of the line was not shown either
	defer hidden.Show()
	p.dropOld()
	p.write(prompt)
	select {
	case l := <-p.in.next():
		return p.take(l)
	case <-hidden.Lost():
		return "", errBack
	case <-p.stops:
		return "", errInterrupt
	case <-ctx.Done():
		return "", errEnd
	}
}

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

// Choose lists options and gives the word of the chosen one. The default is a
// word, "" for none.
func (p *Prompter) Choose(ctx context.Context, ask string, options []Option, preset string) (string, error) {
	p.list(options)
	return p.ask(ctx, ask, options, preset, nil)
}

func (p *Prompter) list(options []Option) {
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

// ask takes the number or the word of an option. Other takes an answer that is
// neither, and reports whether it is one; nil takes none.
func (p *Prompter) ask(ctx context.Context, ask string, options []Option, preset string, other func(text string) bool) (string, error) {
	help := make([]string, 0, len(options)+1)
	help = append(help, "Type one of these, by number or by word:")
	for i, o := range options {
		help = append(help, numberOf(options, i)+". "+o.title())
	}
	for {
		text, err := p.Line(ctx, Question{Ask: ask, Default: preset, Help: help})
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

// Agree asks a question that is answered by yes or no.
func (p *Prompter) Agree(ctx context.Context, ask string, preset bool) (bool, error) {
	def := "no"
	if preset {
		def = "yes"
	}
	options := []Option{{Word: "yes", Number: "1"}, {Word: "no", Number: "0"}}
	word, err := p.ask(ctx, ask+" yes or no", options, def, nil)
	return word == "yes", err
}
