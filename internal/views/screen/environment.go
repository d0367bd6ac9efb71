package screen

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/ui"
)

// Environment says what an instance is for, in a word: production, staging,
// development, or one of the admin's own; "" where nobody said.
type Environment string

// The environments that are known, by the words in use for them.
const (
	Production  = "production"
	Staging     = "staging"
	Development = "development"
	Local       = "local"
)

var environments = map[string]Environment{
	"production": Production, "prod": Production, "live": Production,
	"staging": Staging, "stage": Staging, "preproduction": Staging, "preprod": Staging, "uat": Staging,
	"development": Development, "dev": Development, "test": Development, "sandbox": Development,
	"local": Local,
}

// known is the environment that the word stands for, "" for an own word.
func (e Environment) known() Environment { return environments[strings.ToLower(string(e))] }

// IsProduction reports whether a mistake there hurts.
func (e Environment) IsProduction() bool { return e.known() == Production }

// Tone is the part the word plays on the screen.
func (e Environment) Tone() ui.Tone {
	switch e.known() {
	case Production:
		return ui.Danger
	case Staging:
		return ui.Warn
	case Development, Local:
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
