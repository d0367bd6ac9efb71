package screen

import tea "charm.land/bubbletea/v2"

// Route says how a screen or a dialog is reached. Each has one beside its constructor,
// and the root has the list of them (views/routes.go).
type Route struct {
	ID    string // owns its requests
	Opens []Opener
	// Command is the word of the command line that sends what Ask makes of the words
	// behind it; "" for none. Args are what may follow it, for completion.
	Command string
	Args    []string
	Ask     func(arg string) tea.Msg
	Several bool // it works on several instances at once
	Once    bool // one that is open is closed, with what is above it
	// Above says that it is put above the screen in front without asking whether that has
	// something to lose.
	Above bool
	Needs func(Env) string // why it can't be opened, "" where it can; nil needs nothing
}

// Opener gives the screen or the dialog that a message asks for, neither where the
// message asks for another.
type Opener func(Env, tea.Msg) (Screen, Dialog)

// On opens a screen at a message.
func On[M tea.Msg, S Screen](open func(Env, M) S) Opener {
	return func(env Env, msg tea.Msg) (Screen, Dialog) {
		if m, ok := msg.(M); ok {
			return open(env, m), nil
		}
		return nil, nil
	}
}

// OnDialog opens a dialog at a message.
func OnDialog[M tea.Msg, D Dialog](open func(Env, M) D) Opener {
	return func(env Env, msg tea.Msg) (Screen, Dialog) {
		if m, ok := msg.(M); ok {
			return nil, open(env, m)
		}
		return nil, nil
	}
}

// Always is for a command that takes no words.
func Always(msg tea.Msg) func(string) tea.Msg { return func(string) tea.Msg { return msg } }
