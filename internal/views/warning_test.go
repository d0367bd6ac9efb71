package views_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestAWarningOfTheStartIsSaid(t *testing.T) {
	root := views.New(screentest.Env(t, &screentest.Instance{}), views.Options{Warning: "TZ=Mars is no time zone."})
	c := &console{t: t, root: root}
	c.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	c.run(root.Init())
	c.shows("TZ=Mars is no time zone.")
}
