package command

import (
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// TerminalOutput is a stream that may be the terminal.
type TerminalOutput interface {
	io.Writer
	Fd() uintptr
}

// ShownOn is a stream as its reader can show it: a terminal whose locale is not UTF-8 is
// given ASCII. Files and pipes get what is written to them.
func ShownOn(f *os.File) TerminalOutput {
	if term.IsTerminal(f.Fd()) && text.ASCIIOnly(os.Getenv) {
		return &asciiOutput{file: f}
	}
	return f
}

// Spoken is an output on which tables are said row by row, where somebody asked for plain
// prompts and sits before it.
func Spoken(out TerminalOutput) TerminalOutput {
	if term.IsTerminal(out.Fd()) && prompt.Wanted(os.Getenv) {
		return spokenOutput{out}
	}
	return out
}

type spokenOutput struct{ TerminalOutput }

// Row implements output.Spoken.
func (o spokenOutput) Row(sentence string, _ any) error {
	_, err := fmt.Fprintln(o, sentence)
	return err
}

// asciiOutput writes in ASCII, each character as wide as it was.
type asciiOutput struct {
	file *os.File
	cut  []byte // the beginning of a character whose end is not yet written
}

func (o *asciiOutput) Fd() uintptr { return o.file.Fd() }

func (o *asciiOutput) Write(p []byte) (int, error) {
	whole := append(o.cut, p...)
	end := len(whole)
	for back := 1; back < utf8.UTFMax && back <= len(whole); back++ {
		if last := whole[len(whole)-back:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				end -= back
			}
			break
		}
	}
	o.cut = append([]byte(nil), whole[end:]...)
	if _, err := o.file.WriteString(text.ASCII(string(whole[:end]))); err != nil {
		return 0, err
	}
	return len(p), nil
}
