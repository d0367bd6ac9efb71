package clipboard

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/process/subprocess"
)

// commandTimeout bounds the admin's own command, which may have a long way.
const commandTimeout = 10 * time.Second

var errNoCommand = errors.New("clipboard_command is not set")

// copyCommand hands the text to the admin's own command.
func (c *Clipboard) copyCommand(what, text string) Result {
	r := Result{What: what, Method: Command, Verdict: Failed}
	if len(c.settings.Command) == 0 {
		r.Err = errNoCommand
		r.Words = "Not copied: no command is set (clipboard_command in the configuration)."
		r.Advice = []string{byHand}
		return r
	}
	name := filepath.Base(c.settings.Command[0])
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	if _, err := c.tools.run(ctx, call{argv: c.settings.Command, stdin: text}); err != nil {
		r.Err = err
		r.Words = fmt.Sprintf("Not copied: your command %q failed (%s).", name, reason(err))
		r.Advice = []string{byHand}
		return r
	}
	r.Verdict = Sent
	r.Words = fmt.Sprintf("%s was handed to your command %q, which reported success: whether it is on your clipboard %s", what, name, untold)
	return r
}

// call is one run of a program. The text goes in by stdin, never by argv, which
// every user of the machine can read.
type call struct {
	argv  []string
	env   []string // added to the program's own
	stdin string
	reads bool // whether its stdout is wanted
}

// tools is how this package reaches beyond itself; tests replace it.
type tools struct {
	run   func(ctx context.Context, c call) (stdout string, err error)
	tty   func(path, sequence string) error // writes to a terminal of this user
	write func(text string) error           // this machine's clipboard
	read  func() (string, error)
}

func realTools() tools {
	return tools{run: run, tty: writeTerminal, write: writeDesktop, read: readDesktop}
}

// run starts a program without a shell and away from the terminal, on which it
// could only disturb. What it prints on stderr is dropped: it may hold the text.
func run(ctx context.Context, c call) (string, error) {
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...) //nolint:gosec // the admin's own command, or tmux
	cmd.Env = append(os.Environ(), c.env...)
	cmd.Stdin = strings.NewReader(c.stdin)
	var out limited
	if c.reads {
		// Only then: a tool that stays to serve the clipboard would hold the pipe.
		cmd.Stdout = &out
	}
	cmd.WaitDelay = 100 * time.Millisecond
	subprocess.Alone(cmd)
	err := cmd.Run()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return out.String(), err
}

// limited keeps the start of what a program prints.
type limited struct{ strings.Builder }

func (l *limited) Write(p []byte) (int, error) {
	if room := 256<<10 - l.Len(); room > 0 {
		l.Builder.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
