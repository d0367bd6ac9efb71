package main

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// frameTime is how often the console is drawn at most while keys come. Bubble Tea
// writes 60 frames a second, and drawing costs more than all else that a key does.
const frameTime = 16 * time.Millisecond

// paced draws a model less often than keys come. A paste that the terminal does not
// mark arrives as a key press for each character, and whoever wants to end it presses
// a key behind all of them.
type paced struct {
	tea.Model
	last  tea.View
	drawn time.Time
	late  bool // the next view is the last one again
	due   bool // a redraw is on its way
}

// redraw draws what was left out.
type redraw struct{}

// Update passes a message on.
func (p *paced) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, mine := msg.(redraw); mine {
		p.due = false
		return p, nil
	}
	_, cmd := p.Model.Update(msg)
	key, pressed := msg.(tea.KeyPressMsg)
	// What is no text can end the program or suspend it, behind a frame without the key.
	if !pressed || key.Text == "" || time.Since(p.drawn) >= frameTime {
		return p, cmd
	}
	p.late = true
	if !p.due {
		p.due = true
		cmd = tea.Batch(cmd, tea.Tick(frameTime, func(time.Time) tea.Msg { return redraw{} }))
	}
	return p, cmd
}

// View draws. Only the view right behind a key press may be an old one: the last frame
// of all is always new.
func (p *paced) View() tea.View {
	if p.late {
		p.late = false
		return p.last
	}
	p.last, p.drawn = p.Model.View(), time.Now()
	return p.last
}
