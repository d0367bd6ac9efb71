package screen_test

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestEnvironments(t *testing.T) {
	for word, want := range map[screen.Environment]ui.Tone{
		"production": ui.Danger, "Prod": ui.Danger, "live": ui.Danger, "staging": ui.Warn, "preprod": ui.Warn,
		"development": ui.Muted, "local": ui.Muted, "playground": ui.Strong, "": ui.Strong,
	} {
		if got := word.Tone(); got != want {
			t.Errorf("%s: tone %d, want %d", word, got, want)
		}
		if word.IsProduction() != (want == ui.Danger) {
			t.Errorf("%s: production is %v", word, word.IsProduction())
		}
		for _, theme := range []string{"dark", "light", "none"} {
			drawn := word.Paint(ui.NewTheme(screentest.Palette(theme)))
			if !strings.Contains(drawn, string(word)) {
				t.Errorf("%s: %q", word, drawn)
			}
			if marked := strings.Contains(drawn, "1;7"); word.IsProduction() != marked {
				t.Errorf("%s in the theme %s: reversed is %v: %q", word, theme, marked, drawn)
			}
		}
	}
}

func TestWhere(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{})
	for environment, want := range map[screen.Environment]string{
		"": "production", "production": "production", "prod": "prod (production)",
	} {
		env.Environment = environment
		if got := env.Where(); got != want {
			t.Errorf("%q: %q, want %q", environment, got, want)
		}
	}
}
