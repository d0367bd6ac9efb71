package screen

import (
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
)

// Environment says what an instance is for, in a word: production, staging,
// development, or one of the admin's own; "" where nobody said.
type Environment string

// The environments that are known.
const (
	Production  = app.Production
	Staging     = app.Staging
	Development = app.Development
)

// known is the environment that the word stands for, "" for an own word.
func (e Environment) known() string { return app.KnownEnvironment(string(e)) }

// IsProduction reports whether a mistake there hurts.
func (e Environment) IsProduction() bool { return app.IsProduction(string(e)) }

// Tone is the part the word plays on the screen.
func (e Environment) Tone() ui.Tone {
	switch e.known() {
	case app.Production:
		return ui.Danger
	case app.Staging:
		return ui.Warn
	case app.Development, app.Local:
		return ui.Muted
	}
	return ui.Strong
}

// Paint draws the word: production as a badge, so that it stands out where
// there is no colour too.
func (e Environment) Paint(t *ui.Theme) string {
	if e.IsProduction() {
		return t.Badge(ui.Danger, string(e))
	}
	return t.Paint(e.Tone(), string(e))
}
