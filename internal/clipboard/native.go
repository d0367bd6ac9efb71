package clipboard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"time"
)

// timeout bounds each call of a tool: one whose display server hangs never
// returns.
const timeout = 2 * time.Second

var (
	errHangs = errors.New("it did not answer in time")
	errOther = errors.New("the clipboard held something else right after")
)

// copyNative writes the clipboard of this machine and reads it back.
func (c *Clipboard) copyNative(what, text string) Result {
	r := Result{What: what, Method: Native, Verdict: Failed}
	_, err := c.native(func() (string, error) { return "", c.tools.write(text) })
	if err != nil {
		r.Err = err
		r.Words = fmt.Sprintf("Not copied: this machine's clipboard tool failed (%s).", reason(err))
		if errors.Is(err, errHangs) {
			r.Words += " It may still do so later."
		}
		r.Advice = []string{byHand}
		return r
	}
	held, err := c.native(c.tools.read)
	switch {
	case err != nil:
		r.Verdict = Sent
		r.Words = fmt.Sprintf("%s was handed to this machine's clipboard tool. Reading it back failed (%s), so %s", what, reason(err), unsure)
	case !same(held, text):
		r.Err = errOther
		r.Words = "Not copied: this machine's clipboard tool reported success, but the clipboard holds something else."
		r.Advice = []string{byHand}
	default:
		r.Verdict = Confirmed
		r.Words = what + " is on this machine's clipboard: reading it back gave the same."
	}
	if c.env.ssh && !c.env.forwarded && r.Verdict != Failed {
		// True, and of no use to somebody who sits elsewhere.
		r.Verdict = Sent
		r.Words += " Over SSH that is not the machine you sit at."
		r.Advice = []string{"Copy by your terminal (OSC 52) instead."}
	}
	return r
}

// same compares as a paste would: tools may add a line's end.
func same(held, text string) bool { return strings.TrimRight(held, "\r\n") == text }

// native gives up on a tool that hangs. The library offers no way to stop it:
// its goroutine ends when it does. Until then no other is started.
func (c *Clipboard) native(call func() (string, error)) (string, error) {
	if c.hanging.Load() > 0 {
		return "", errHangs
	}
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	c.hanging.Add(1)
	go func() {
		text, err := call()
		// Before the answer, after which the next call may start at once.
		c.hanging.Add(-1)
		done <- answer{text, err}
	}()
	deadline := time.NewTimer(timeout)
	defer deadline.Stop()
	select {
	case a := <-done:
		return a.text, a.err
	case <-deadline.C:
		return "", errHangs
	}
}

// reason words a failure without the path of a tool or anything it printed.
func reason(err error) string {
	switch exit, ok := errors.AsType[*exec.ExitError](err); {
	case errors.Is(err, errHangs), errors.Is(err, context.DeadlineExceeded), errors.Is(err, exec.ErrWaitDelay):
		return errHangs.Error()
	case ok:
		return fmt.Sprintf("exit status %d", exit.ExitCode())
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return "it is not installed"
	case errors.Is(err, fs.ErrPermission):
		return "it may not be run"
	}
	return "it could not be run"
}
