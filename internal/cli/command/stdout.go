package command

import (
	"errors"
	"io"
	"os"
)

// errStdoutClosed says why a value can't be printed: nobody would ever see it.
var errStdoutClosed = errors.New("stdout is closed or leads to the null device")

// CheckStdout says before a secret value is made why it can't be printed, as far as
// that can be seen ahead; a full disk shows only when it is written to. A writer that
// is no file takes everything.
func CheckStdout(w io.Writer) error {
	switch out := w.(type) {
	case spokenOutput:
		w = out.TerminalOutput
	case fitted:
		w = out.TerminalOutput
	}
	if shown, ok := w.(*asciiOutput); ok {
		w = shown.file
	}
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if _, err := f.Stat(); err != nil {
		return errStdoutClosed
	}
	return checkWritable(f)
}
