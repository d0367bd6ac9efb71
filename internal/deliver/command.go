package deliver

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/process/subprocess"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// CommandTimeout is how long a command may take.
const CommandTimeout = 30 * time.Second

// Bounds on what is kept of a command's stderr, in bytes, and shown of it, in
// characters.
const (
	maxStderr     = 64 << 10
	maxComplaint  = 200
	minRedactable = 6
)

// Outcome is the result of a command.
type Outcome struct {
	OK    bool
	Words string // in a sentence or two, without the secret
}

// ToCommand runs a command without a shell, with the secret on its standard input
// and this program's environment without its own key. The command gets a session of its own: it can't
// read the admin's keys or write over the screen by the terminal.
func ToCommand(ctx context.Context, argv []string, secret string) Outcome {
	name := sanitize.Limit(argv[0], 40)
	in, feed, err := os.Pipe()
	if err != nil {
		return Outcome{Words: "Can't start a command: the system gives no pipe. Nothing was handed over."}
	}
	defer func() { _ = in.Close() }()
	var stderr capture
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // running the admin's own command is what this is for
	cmd.Stdin, cmd.Stderr, cmd.Env = in, &stderr, withoutOwnKey(os.Environ())
	cmd.WaitDelay = time.Second
	subprocess.Alone(cmd)
	if err := cmd.Start(); err != nil {
		_ = feed.Close()
		return Outcome{Words: notStarted(name, err)}
	}
	// A secret of any length: a full pipe must not stop us before the command
	// has had a chance to read.
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		_, _ = io.WriteString(feed, secret)
		_ = feed.Close()
	}()
	err = cmd.Wait()
	// What the command left unread is still in the pipe: it can't have stored it.
	left, _ := io.Copy(io.Discard, in)
	<-fed
	return verdict(ctx, name, err, left > 0, stderr.complaint(secret))
}

// withoutOwnKey leaves out the key that this program is used with: the command is
// given another one, and may write down what it finds in its environment.
func withoutOwnKey(environ []string) []string {
	return slices.DeleteFunc(environ, func(pair string) bool { return strings.HasPrefix(pair, keys.EnvKey+"=") })
}

func verdict(ctx context.Context, name string, err error, unread bool, complaint string) Outcome {
	if complaint != "" {
		complaint = " It said: " + complaint
	}
	exit, exited := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil && unread, errors.Is(err, exec.ErrWaitDelay) && unread:
		return Outcome{Words: name + " ended well (exit 0) but did not read the key. Tell it to read standard input." + complaint}
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return Outcome{OK: true, Words: name + " took the key (exit 0)."}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Outcome{Words: fmt.Sprintf("%s did not end within %d s and was stopped. Whether it took the key is not known.%s", name, int(CommandTimeout/time.Second), complaint)}
	case ctx.Err() != nil:
		return Outcome{Words: name + " was stopped. Whether it took the key is not known."}
	case exited && exit.ExitCode() >= 0:
		return Outcome{Words: fmt.Sprintf("%s failed (exit %d).%s", name, exit.ExitCode(), complaint)}
	case exited:
		return Outcome{Words: fmt.Sprintf("%s was ended by the system (%s).%s", name, exit.String(), complaint)}
	}
	return Outcome{Words: name + " can't be watched to its end. Whether it took the key is not known." + complaint}
}

func notStarted(name string, err error) string {
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "There is no command “" + name + "” on this machine. Check the name, or give its whole path."
	case errors.Is(err, exec.ErrDot):
		return "“" + name + "” lies in the current folder, which is not searched. Say ./" + name + " if you mean it."
	case errors.Is(err, os.ErrNotExist):
		return "There is no file “" + name + "”. Check the path."
	case errors.Is(err, os.ErrPermission):
		return "“" + name + "” may not be run: it is no program, or not one for you."
	}
	return "“" + name + "” can't be started" + errnoWords(err) + "."
}

// capture keeps the beginning of what is written.
type capture struct{ buf bytes.Buffer }

func (c *capture) Write(p []byte) (int, error) {
	if room := maxStderr - c.buf.Len(); room > 0 {
		c.buf.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// complaint is the first line with something in it, without the secret and
// inert.
func (c *capture) complaint(secret string) string {
	for line := range strings.Lines(redact(c.buf.String(), secret)) {
		if line = strings.TrimSpace(line); line != "" {
			return sanitize.Limit(line, maxComplaint)
		}
	}
	return ""
}

// redact takes the secret out of what a command printed: whole, in base64, and
// every piece of it that is long enough to be worth something.
func redact(text, secret string) string {
	const gone = "[the key]"
	for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret))} {
		text = strings.ReplaceAll(text, form, gone)
	}
	body := secret[strings.LastIndexByte(secret, '_')+1:] // the prefix is no secret
	var out strings.Builder
	for i := 0; i < len(text); {
		n := 0
		for i+n < len(text) && strings.Contains(body, text[i:i+n+1]) {
			n++
		}
		if n >= minRedactable {
			out.WriteString(gone)
			i += n
			continue
		}
		out.WriteByte(text[i])
		i++
	}
	return out.String()
}
