//go:build unix

package main

import (
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// counting shows how many keys came, and counts how often it was drawn.
type counting struct{ keys, views int }

func (c *counting) Init() tea.Cmd { return nil }
func (c *counting) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		c.keys++
	}
	return c, nil
}
func (c *counting) View() tea.View { c.views++; return tea.NewView(strconv.Itoa(c.keys)) }

func TestAFloodOfKeysIsDrawnAsOftenAsItIsSeen(t *testing.T) {
	c := &counting{}
	p := &paced{Model: c}
	p.View()
	began, due := time.Now(), 0
	for range 100_000 {
		if _, cmd := p.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}); cmd != nil {
			due++
		}
		p.View()
	}
	if most := int(time.Since(began)/frameTime) + 2; c.views > most {
		t.Errorf("drawn %d times within %s", c.views, time.Since(began))
	}
	if due != 1 {
		t.Errorf("%d redraws are due, want 1", due)
	}
	p.Update(redraw{})
	if got := p.View().Content; got != "100000" {
		t.Errorf("after the flood it shows %s", got)
	}
	// ctrl+z gives the terminal away behind the next frame, which holds no key.
	p.Update(tea.KeyPressMsg{Code: 'z', Mod: tea.ModCtrl})
	if got := p.View().Content; got != "100001" {
		t.Errorf("behind ctrl+z it shows %s", got)
	}
	// The end of the program draws once more, and must not draw what was there before.
	p.Update(tea.KeyPressMsg{Code: 'q', Text: "q"})
	p.View()
	if got := p.View().Content; got != "100002" {
		t.Errorf("the last frame shows %s", got)
	}
}

// A terminal that doesn't mark a paste types it, and ctrl+c comes behind it.
func TestCtrlCIsHeardBehindALongPaste(t *testing.T) {
	x := start(t, 80, 24, nil, "local", "--data-dir", t.TempDir(), "--sample")
	x.shows("42 keys")
	x.press("/", strings.Repeat("zx ", 43<<10), "ctrl+c", "ctrl+c")
	x.x.Ends()
}
