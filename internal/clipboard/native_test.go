package clipboard

import (
	"errors"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// board is a clipboard of this machine's.
type board struct {
	held             string
	deaf, readBroken error
	ignores          bool // takes text and keeps none, and says it did
	tail             string
}

func (b *board) tools() tools {
	return tools{
		write: func(s string) error {
			if b.deaf == nil && !b.ignores {
				b.held = s
			}
			return b.deaf
		},
		read: func() (string, error) { return b.held + b.tail, b.readBroken },
	}
}

func TestOnlyWhatWasReadBackIsConfirmed(t *testing.T) {
	exit := exec.CommandContext(t.Context(), "sh", "-c", "echo "+text+" >&2; exit 3").Run()
	for what, c := range map[string]struct {
		env   string
		board board
		want  Verdict
		words string
	}{
		"it works":           {board: board{}, want: Confirmed, words: "is on this machine's clipboard: reading it back gave the same"},
		"a line's end more":  {board: board{tail: "\r\n"}, want: Confirmed},
		"other text":         {board: board{held: "old", ignores: true}, want: Failed, words: "holds something else"},
		"part of it":         {board: board{tail: "x"}, want: Failed, words: "holds something else"},
		"unreadable":         {board: board{readBroken: exit}, want: Sent, words: "Reading it back failed (exit status 3), so it can't"},
		"it fails":           {board: board{deaf: exit}, want: Failed, words: "(exit status 3)"},
		"it is gone":         {board: board{deaf: &exec.Error{Name: "xclip", Err: exec.ErrNotFound}}, want: Failed, words: "(it is not installed)"},
		"another failure":    {board: board{deaf: errors.New("broken pipe")}, want: Failed, words: "(it could not be run)"},
		"over ssh":           {env: "SSH_TTY=x DISPLAY=:0", want: Sent, words: "Over SSH that is not the machine you sit at"},
		"a forwarded screen": {env: "SSH_TTY=x DISPLAY=localhost:11.0", want: Confirmed},
		"a unix display":     {env: "SSH_TTY=x DISPLAY=unix:11.0", want: Sent},
	} {
		clip := newClipboard(at(c.env, "linux", true), Settings{Method: Native}, c.board.tools())
		r, _ := outcome[Result](t, clip.Copy("The key", text))
		honest(t, r)
		if r.Verdict != c.want || !strings.Contains(r.Words, c.words) {
			t.Errorf("%s: verdict %d, %q", what, r.Verdict, r.Words)
		}
	}
}

func TestAToolThatHangsHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var calls atomic.Int32
		b := &board{}
		with := b.tools()
		write := with.write
		with.write = func(s string) error { calls.Add(1); <-release; return write(s) }
		clip := newClipboard(at("", "linux", true), Settings{Method: Native}, with)
		for range 2 {
			r, _ := outcome[Result](t, clip.Copy("The key", text))
			honest(t, r)
			if r.Verdict != Failed || !strings.Contains(r.Words, "(it did not answer in time). It may still do so later.") {
				t.Errorf("%+v", r)
			}
		}
		if n := calls.Load(); n != 1 {
			t.Errorf("%d tools hang", n)
		}
		close(release)
		synctest.Wait()
		if r, _ := outcome[Result](t, clip.Copy("The key", text)); r.Verdict != Confirmed {
			t.Errorf("after it came back: %+v", r)
		}
	})
}

func TestReadingBackThatHangsIsNotConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		with := (&board{}).tools()
		with.read = func() (string, error) { <-release; return text, nil }
		r, _ := outcome[Result](t, newClipboard(at("", "linux", true), Settings{Method: Native}, with).Copy("The key", text))
		honest(t, r)
		if r.Verdict != Sent || !strings.Contains(r.Words, "did not answer in time") {
			t.Errorf("%+v", r)
		}
		close(release)
	})
}

func TestClearingThisMachinesClipboard(t *testing.T) {
	broken := errors.New("no display")
	for what, c := range map[string]struct {
		board board
		want  Verdict
		words string
		left  string
	}{
		"still ours":     {board{held: text}, Confirmed, "was emptied", ""},
		"something else": {board{held: "a recipe"}, Confirmed, "left alone", "a recipe"},
		"it stays":       {board{held: text, ignores: true}, Failed, "still holds the text", text},
		"unreadable":     {board{held: text, readBroken: broken}, Failed, "not cleared", text},
		"unwritable":     {board{held: text, deaf: broken}, Failed, "not cleared", text},
	} {
		b := c.board
		clip := newClipboard(at("", "linux", true), Settings{}, b.tools())
		r, _ := outcome[Cleared](t, clip.Clear(Result{What: "The key", Method: Native}, text))
		if r.Verdict != c.want || !strings.Contains(r.Words, c.words) || b.held != c.left || (r.Err != nil) != (c.want == Failed) {
			t.Errorf("%s: %+v, left %q", what, r, b.held)
		}
		if strings.Contains(r.Words, text) {
			t.Errorf("%s: the words hold the text", what)
		}
	}
}
