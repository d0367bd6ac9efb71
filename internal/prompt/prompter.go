package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// How a prompt ends other than with an answer.
var (
	ErrBack      = errors.New("given up")
	ErrInterrupt = fmt.Errorf("ctrl+c: %w", ErrBack)
	ErrQuit      = errors.New("left")
	ErrEnd       = errors.New("the input has ended")
)

// Left reports whether a prompt was left and not answered: what asked it has to
// give way too.
func Left(err error) bool {
	return errors.Is(err, ErrBack) || errors.Is(err, ErrQuit) || errors.Is(err, ErrEnd)
}

// Prompter asks and tells in plain lines. Everything it writes is made inert;
// nothing is ever redrawn.
type Prompter struct {
	Out   io.Writer
	Stops <-chan os.Signal // ctrl+c; nil where it ends the context
	After func(time.Duration) <-chan time.Time
	// Hide keeps the terminal from showing what is typed; repeat is called where the
	// question has to be asked again. nil where the input is no terminal.
	Hide func(repeat func()) (Hiding, error)
	// Visible says that a secret is asked for also where it can't be hidden.
	Visible bool
	// Continued says that the program was suspended and goes on.
	Continued <-chan struct{}

	in *lines
	// claims tell Run that ctrl+c is somebody's who asks or waits, and that it is so no
	// more; nil outside of Run.
	claims chan bool
}

// Hiding is a terminal that doesn't show what is typed; *Hidden is one.
type Hiding interface {
	Show()
	// Lost is closed when what is typed can't be hidden any more.
	Lost() <-chan struct{}
}

// New returns a prompter that reads its answers from in.
func New(in io.Reader, out io.Writer) *Prompter {
	return &Prompter{Out: out, After: time.After, in: newLines(in)}
}

// Say writes a line.
func (p *Prompter) Say(text string) { p.write(sanitize.Text(text) + "\n") }

// Sayf is Say with a format.
func (p *Prompter) Sayf(format string, args ...any) { p.Say(fmt.Sprintf(format, args...)) }

// Verbatim writes a line as it is: a key that somebody asked to see.
func (p *Prompter) Verbatim(text string) { p.write(text + "\n") }

// Gap writes an empty line.
func (p *Prompter) Gap() { p.write("\n") }

// write can't fail in a way that could be told: an output that is gone takes no
// words, and its input ends too.
func (p *Prompter) write(text string) { _, _ = io.WriteString(p.Out, text) }

// Question asks for a line.
type Question struct {
	Ask     string   // what is expected, without the colon
	Default string   // taken for an empty line; "" for none
	Help    []string // what ? says
	// Literal reports an answer that is taken as it is, though it looks like a
	// command.
	Literal func(text string) bool
}

// Back as a question's default makes an empty line go back.
const Back = "b"

const quoteHelp = "To answer with the text ?, b or q itself, put it in quotes."

// Input asks until there is an answer. It handles ?, b and q.
func (p *Prompter) Input(ctx context.Context, q Question) (string, error) {
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
			case Back:
				return "", ErrBack
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
			return "", ErrBack
		case "q", "quit":
			return "", ErrQuit
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
	defer p.takeOver()()
	p.write(prompt)
	for {
		select {
		case <-p.Continued:
			p.write("\r" + prompt)
		case l := <-p.in.next():
			text, err := p.take(l)
			if err != nil {
				p.write("\n")
			}
			return text, err
		case <-p.Stops:
			p.write("\n")
			return "", ErrInterrupt
		case <-ctx.Done():
			p.write("\n")
			return "", ErrEnd
		}
	}
}

// takeOver has ctrl+c come to who asks or waits, until what it gives is called. What was
// pressed before is forgotten.
func (p *Prompter) takeOver() (done func()) {
	claims := p.claims
	if claims != nil {
		claims <- true
	}
	select {
	case <-p.Stops:
	default:
	}
	select {
	case <-p.Continued:
	default:
	}
	return func() {
		if claims != nil {
			claims <- false
		}
	}
}

func (p *Prompter) take(l line) (string, error) {
	p.in.taken()
	if l.err != nil {
		return "", ErrEnd
	}
	return l.text, nil
}

// ErrShown says that a terminal can't be kept from showing what is typed.
var ErrShown = errors.New("this terminal can't be kept from showing what is typed")

// Secret asks for a line that is not shown while it is typed, where the input is
// a terminal.
func (p *Prompter) Secret(ctx context.Context, prompt string) (string, error) {
	if p.Hide == nil {
		return p.read(ctx, prompt)
	}
	prompt = sanitize.Text(prompt)
	hidden, err := p.Hide(func() { p.write("\r" + prompt) })
	switch {
	case err != nil && !p.Visible:
		return "", ErrShown
	case err != nil:
		p.Say("This terminal can't be kept from showing what you type.")
		return p.read(ctx, prompt)
	}
	defer p.write("\n") // the end of the line was not shown either
	defer hidden.Show()
	defer p.takeOver()()
	p.write(prompt)
	select {
	case l := <-p.in.next():
		return p.take(l)
	case <-hidden.Lost():
		if !p.Visible {
			return "", ErrShown
		}
		return "", ErrBack
	case <-p.Stops:
		return "", ErrInterrupt
	case <-ctx.Done():
		return "", ErrEnd
	}
}
