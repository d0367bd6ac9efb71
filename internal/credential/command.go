package credential

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/process/subprocess"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// commandTimeout is how long a token_command may take.
const commandTimeout = 10 * time.Second

// fromCommand runs the profile's token_command. There is no shell, and neither
// stdin nor the terminal: a program that wants to ask something fails at once
// instead of fighting the console for the keys.
func (s System) fromCommand(ctx context.Context, p Profile) (api.Secret, Source, error) {
	source := Source{Step: Command, Profile: p.Name}
	if len(p.TokenCommand) == 0 {
		return api.Secret{}, source, nil
	}
	fail := func(cause error, why, next string) (api.Secret, Source, error) {
		return api.Secret{}, source, &Error{Source: source, Why: why, Next: next, Cause: cause}
	}
	name := program(p.TokenCommand[0])
	timeout := or(s.CommandTimeout, commandTimeout)
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out, said, err := runCommand(bounded, p.TokenCommand)
	heard := func(key api.Secret, source Source, err error) (api.Secret, Source, error) {
		if failed, ok := errors.AsType[*Error](err); ok {
			failed.Said = redactOutput(said, out, saidMax)
		}
		return key, source, err
	}
	byHand := "Run the command by hand to see what it prints"
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return fail(ctx.Err(), name+" was interrupted", "")
	case errors.Is(err, errTooMuch):
		return fail(err, fmt.Sprintf("%s printed more than %d KiB, and a key is one short line", name, keyMax>>10), "Let it print the key alone")
	case bounded.Err() != nil:
		return heard(fail(context.DeadlineExceeded, fmt.Sprintf("%s did not end within %s and was stopped", name, timeout),
			"It can't ask anything in the terminal: unlock the password manager first, then try again"))
	default:
		return heard(fail(err, fmt.Sprintf("%s failed: %s", name, commandReason(err)), byHand))
	}
	if strings.TrimSpace(out) == "" {
		return heard(fail(nil, name+" printed nothing", byHand))
	}
	key, err := keys.ReadPasted(out)
	if err != nil {
		return fail(err, "what "+name+" printed can't be used: "+err.Error(), "Let it print the key alone, on one line")
	}
	return api.NewSecret(key), source, nil
}

const saidMax = 300 // characters

var errTooMuch = errors.New("more output than allowed")

// runCommand gives what a program printed on stdout and the start of what it
// said on stderr. A program it leaves behind may hold both open: that is not
// waited for, nor is it ended, since the program itself is content.
func runCommand(ctx context.Context, argv []string) (out, said string, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // the admin's own command
	stdout, stderr := &head{max: keyMax, over: stop}, &head{max: keyMax}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = 100 * time.Millisecond
	subprocess.Alone(cmd)
	err = cmd.Run()
	switch {
	case stdout.more:
		err = errTooMuch
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil
	}
	return stdout.kept.String(), stderr.kept.String(), err
}

// head keeps the start of what a program prints, and tells when there is more.
// The buffer is not embedded: its ReadFrom would take everything.
type head struct {
	kept bytes.Buffer
	max  int
	over func() // nil: the rest is dropped
	more bool
}

func (h *head) Write(p []byte) (int, error) {
	if room := h.max - h.kept.Len(); len(p) > room {
		h.kept.Write(p[:room])
		h.more = true
		if h.over != nil {
			h.over()
			return room, errTooMuch
		}
		return len(p), nil
	}
	return h.kept.Write(p)
}

// program is a command's name. Its arguments are not shown: some put a token
// there.
func program(path string) string {
	name := keyLike().ReplaceAllLiteralString(filepath.Base(path), redacted)
	return sanitize.Limit(fmt.Sprintf("%q", name), 60)
}

func commandReason(err error) string {
	exit, isExit := errors.AsType[*exec.ExitError](err)
	switch {
	case isExit && exit.ExitCode() >= 0:
		return fmt.Sprintf("exit status %d", exit.ExitCode())
	case isExit:
		return "it was ended by a signal"
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return "it is not installed, or not on the PATH"
	case errors.Is(err, fs.ErrPermission):
		return "it may not be run"
	}
	return "it can't be run"
}
