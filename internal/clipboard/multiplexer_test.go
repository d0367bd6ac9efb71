package clipboard

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestMultiplexerTellsWhatTmuxIsSetTo(t *testing.T) {
	for what, c := range map[string]struct {
		client, ms string
		want       Multiplexer
	}{
		"attached": {"/dev/pts/9|0|xterm-256color", present, Multiplexer{Attached: true, Takes: "yes"}},
		"nested":   {"/dev/pts/9|0|tmux-256color", "[missing]", Multiplexer{Attached: true, Nested: true, Takes: "no"}},
		"detached": {"||", present, Multiplexer{}},
	} {
		s := &server{client: c.client, option: "external", ms: c.ms}
		box := inTmux(t, s)
		fallback := box.tools.run
		box.tools.run = func(ctx context.Context, call call) (string, error) {
			switch args := strings.Join(call.argv, " "); args {
			case "tmux show-options -Apv -t %7 allow-passthrough":
				return "off\n", nil
			case "tmux display-message -p #{version}":
				return "3.3a\n", nil
			}
			return fallback(ctx, call)
		}
		c.want.Name, c.want.Version, c.want.Answers = "tmux", "3.3a", true
		c.want.SetClipboard, c.want.Passthrough = "external", "off"
		if got := box.Multiplexer(); got != c.want {
			t.Errorf("%s: got %+v, want %+v", what, got, c.want)
		}
	}
}

func TestMultiplexerSaysWhatItCannotSee(t *testing.T) {
	silent := tools{run: func(context.Context, call) (string, error) { return "", errors.New("gone") }}
	for env, want := range map[string]Multiplexer{
		"TERM=xterm-256color":                    {},
		"TERM=tmux-256color SSH_TTY=/dev/pts/1":  {Beyond: "tmux"},
		"TERM=screen.xterm SSH_TTY=/dev/pts/1":   {Beyond: "GNU screen"},
		"TERM=screen SSH_TTY=/dev/pts/1":         {Beyond: "tmux or GNU screen"},
		"TERM=tmux-256color TMUX=/run/tmux,1,0":  {Name: "tmux"},
		"TERM=screen.xterm STY=1234.pts-0.there": {Name: "screen"},
	} {
		if got := newClipboard(at(env, "linux", false), Settings{}, silent).Multiplexer(); got != want {
			t.Errorf("%s: got %+v, want %+v", env, got, want)
		}
	}
	telling := tools{run: func(context.Context, call) (string, error) {
		return "Screen version 4.09.00 (GNU) 30-Jan-22\n", errors.New("exit status 1")
	}}
	if got := newClipboard(at("STY=1.x", "linux", false), Settings{}, telling).Multiplexer(); got.Version != "4.09.00" {
		t.Errorf("got %+v", got)
	}
}
