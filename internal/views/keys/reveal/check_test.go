package reveal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestPastingTheKeyProvesTheCopy(t *testing.T) {
	export := "export SUPASCALE_API_KEY=" + value
	for text, want := range map[string]string{
		value:                "✓ Your clipboard holds the key.",
		value + "\n":         "✓ Your clipboard holds the key, with a line end at its end.",
		value + "\r\n":       "✓ Your clipboard holds the key, with a line end at its end.",
		"  " + value + " ":   "✓ Your clipboard holds the key, with spaces around it.",
		"\t" + value + " \n": "✓ Your clipboard holds the key, with spaces and a line end around it.",
		curl:                 "✓ Your clipboard holds the curl line, with the key in it.",
		export:               "✓ Your clipboard holds the export line, with the key in it.",
	} {
		for _, before := range [][]string{{"c", "v"}, {"v"}, nil, {"L"}} {
			s := open(t, created())
			take(s, before...)
			msgs, _ := take(s, "paste:"+text)
			says(t, s, want)
			taken(t, s, msgs)
			if s.Capturing() {
				t.Errorf("%q after %v: the check is still open", text, before)
			}
		}
	}
}

func TestPastingAnythingElseProvesNothing(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "What you pasted is empty",
		" \r\n":                           "What you pasted is empty",
		"x":                               "you pasted 1 character, the key has 38.",
		value + "x":                       "you pasted 39 characters, the key has 38.",
		strings.ToUpper(value):            "That is not the key, though it is as long (38 characters).",
		value + value:                     "you pasted 76 characters",
		value[:20] + "\n" + value[20:]:    "you pasted 39 characters",
		"\x1b]52;c;marker-text\a":         "you pasted 19 characters",
		strings.Repeat("marker-", 142857): "you pasted 999,999 characters",
	} {
		s := open(t, created())
		msgs, _ := take(s, "c", "v", "paste:"+text)
		says(t, s, want, "C chooses another way to copy")
		undelivered(t, s, msgs)
		if got := fmt.Sprintf("%s %+v", screentest.View(s), *s); strings.Contains(got, "marker") {
			t.Errorf("what was pasted is shown or kept")
		}
	}
}

func TestAMegabyteIsCompared(t *testing.T) {
	s := open(t, created())
	msgs, _ := take(s, "v", "paste:"+strings.Repeat(" ", 1<<20)+value+strings.Repeat("\n", 1<<20))
	taken(t, s, msgs)
}

func TestAMismatchSaysWhatToDoAboutTmux(t *testing.T) {
	s := open(t, created())
	copyWith(s, inTmux)
	take(s, "v", "paste:something else")
	says(t, s, "That is not the key", "In the outer tmux's ~/.tmux.conf, on the machine you sit at: set -s set-clipboard on")
	s.SetSize(60, 13)
	says(t, s, "That is not the key", "set -s set-clipboard on")

	s = open(t, created())
	take(s, "v", "paste:something else")
	says(t, s, "press c, then v again")
	take(s, "c")
	if strings.Contains(words(s), "That is not the key") {
		t.Error("what was said of the clipboard before the copy is still there")
	}
}

// typing is a terminal without bracketed paste: a key press for each character.
func typing(s *reveal.Screen, text string) (msgs []tea.Msg) {
	for _, r := range text {
		name := string(r)
		switch r {
		case '\n', '\r':
			name = "enter"
		case '\t':
			name = "tab"
		case ' ':
			name = "space"
		}
		if s.Capturing() {
			msgs = append(msgs, screentest.Press(s, name)...)
		} else {
			msgs = append(msgs, tea.Msg("reached the root: "+name))
		}
	}
	return msgs
}

func TestAPasteThatComesAsKeys(t *testing.T) {
	clock := &screentest.Clock{At: screentest.Now}
	e := env(t)
	e.Now = clock.Now
	for text, match := range map[string]bool{
		value + "\n":                      true,
		" " + value + " \n":               true,
		curl + "\r":                       true,
		"qy?:12acvfpLC\n":                 false,
		value + "x\n":                     false,
		value + "\nq1y\nq":                true, // the rest of a paste is not a command
		strings.Repeat("y", 20000) + "\n": false,
		value + strings.Repeat(" ", 20000) + "y\n": false,
	} {
		clock.At = clock.At.Add(time.Hour)
		s := openIn(e, created())
		take(s, "v")
		msgs := typing(s, text)
		if match {
			taken(t, s, msgs)
			if len(msgs) != 1 {
				t.Errorf("%.60q: sent %v", text, msgs)
			}
			continue
		}
		if len(msgs) != 0 {
			t.Errorf("%.60q: sent %v", text, msgs)
		}
		undelivered(t, s, nil)
		says(t, s, "That is not the key")
	}
}

func TestKeysCountAgainWhenThePasteIsOver(t *testing.T) {
	clock := &screentest.Clock{At: screentest.Now}
	e := env(t)
	e.Now = clock.Now
	s := openIn(e, created())
	take(s, "v")
	typing(s, "wrong\n")
	if msgs, copied := take(s, "c", "L"); len(msgs)+len(copied) != 0 {
		t.Errorf("the rest of a paste did %v, copied %q", msgs, copied)
	}
	clock.At = clock.At.Add(time.Second)
	if s.Capturing() {
		t.Error("still deaf")
	}
	if _, copied := take(s, "c"); len(copied) != 1 {
		t.Error("c does nothing")
	}
}

func TestOnlyTheNumberOfTypedCharactersIsShown(t *testing.T) {
	s := open(t, created())
	take(s, "v")
	says(t, s, "waiting for the paste")
	take(s, "enter", "text:hunter2")
	says(t, s, "7 characters came, not shown")
	if strings.Contains(screentest.View(s), "hunter2") || strings.Contains(fmt.Sprintf("%+v", *s), "hunter2") {
		t.Error("what was typed is shown or kept in sight")
	}
	take(s, "backspace")
	says(t, s, "waiting for the paste")
	take(s, "text:x", "esc")
	if s.Capturing() || strings.Contains(words(s), "not the key") {
		t.Error("esc does not leave the check")
	}
	undelivered(t, s, nil)
}

func TestAStalledPasteLetsGo(t *testing.T) {
	clock, timers := &screentest.Clock{At: screentest.Now}, &screentest.Timers{}
	e := env(t)
	e.Now, e.After, e.RevealTimeout = clock.Now, timers.After, time.Hour
	pass := func(s *reveal.Screen, d time.Duration) {
		clock.At = clock.At.Add(d)
		for _, msg := range timers.Fire(clock.At) {
			screentest.Settle(s, s.Update(msg))
		}
	}
	s := openIn(e, created())
	take(s, "v", "text:half")
	pass(s, 40*time.Second)
	take(s, "text:more")
	pass(s, 30*time.Second)
	if !s.Capturing() {
		t.Fatal("closed 30 s after a key press")
	}
	pass(s, 31*time.Second)
	if s.Capturing() {
		t.Fatal("still open after a minute of nothing")
	}
	says(t, s, "The check was closed: nothing came for 1 min.", "c copy")
	undelivered(t, s, nil)
}

func TestTheCheckWarnsOfTheMultiplexersOwnBuffer(t *testing.T) {
	s := open(t, created(), "TMUX=/run/tmux")
	take(s, "v")
	says(t, s, "tmux's prefix ] pastes tmux's buffer, which proves nothing")
}

func TestTheGate(t *testing.T) {
	confirmed := clipboard.Result{Verdict: clipboard.Confirmed, Words: "It is there."}
	for name, does := range map[string]struct {
		do     func(s *reveal.Screen) []tea.Msg
		allows bool
	}{
		"nothing":          {func(*reveal.Screen) []tea.Msg { return nil }, false},
		"shown large":      {func(s *reveal.Screen) []tea.Msg { m, _ := take(s, "L", "esc"); return m }, false},
		"copied, sent":     {func(s *reveal.Screen) []tea.Msg { return copyWith(s, inTmux) }, false},
		"confirmed":        {func(s *reveal.Screen) []tea.Msg { return copyWith(s, confirmed) }, true},
		"wrong paste":      {func(s *reveal.Screen) []tea.Msg { m, _ := take(s, "v", "paste:x"); return m }, false},
		"right paste":      {func(s *reveal.Screen) []tea.Msg { m, _ := take(s, "v", "paste:"+value); return m }, true},
		"file given up":    {func(s *reveal.Screen) []tea.Msg { m, _ := take(s, "f", "esc"); return m }, false},
		"pipe given up":    {func(s *reveal.Screen) []tea.Msg { m, _ := take(s, "p", "esc"); return m }, false},
		"the admin's word": {func(s *reveal.Screen) []tea.Msg { return screentest.Messages(s.Leave().Finish()) }, true},
		"another's word":   {func(s *reveal.Screen) []tea.Msg { s.Update(screen.Taken{ID: "key-2"}); return nil }, false},
	} {
		s := open(t, created())
		msgs := does.do(s)
		if !does.allows {
			undelivered(t, s, msgs)
		} else {
			taken(t, s, msgs)
			take(s, "c", "v", "paste:wrong")
			if !s.Leave().Lossless {
				t.Errorf("%s: a later mismatch takes it back", name)
			}
		}
		if t.Failed() {
			t.Fatalf("after: %s", name)
		}
	}
}
