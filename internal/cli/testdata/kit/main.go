// Kit is the least that a console on Bubble Tea with a client on resty can be.
package main

import (
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/go-resty/resty/v2"
)

type model struct{ client *resty.Client }

func (m model) Init() tea.Cmd {
	return func() tea.Msg {
		res, err := m.client.R().Get(os.Getenv("SUPASCALE_URL"))
		if err != nil {
			return err
		}
		return res
	}
}

func (m model) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }

func (m model) View() tea.View {
	view := tea.NewView("ready")
	view.AltScreen = true
	return view
}

func main() {
	if _, err := tea.NewProgram(model{resty.New()}).Run(); err != nil {
		os.Exit(1)
	}
}
