package create

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestBeginsWithTheDefaults(t *testing.T) {
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want app.Defaults
		says []string
	}{
		{app.Defaults{}, []string{"[90 d]", "‹Custom›"}},
		{app.Defaults{Expiry: "30d", From: "profile eu-1"}, []string{"[30 d]", "‹Custom›", "Begins with the expiry of profile eu-1."}},
		{app.Defaults{Expiry: "never"}, []string{"[never]", "Begins with the expiry of the configuration."}},
		{app.Defaults{Expiry: "45d", Preset: "Monitoring", From: "profile eu-1"}, []string{"[type…]", "‹Monitoring›", "in 45 days", "Begins with the preset and the expiry of profile eu-1."}},
		{app.Defaults{Expiry: "soon", Preset: "Mars", From: "profile eu-1"},
			[]string{"[90 d]", "‹Custom›", "Of profile eu-1, there is no preset “Mars”, and the expiry “soon” can't be used."}},
	} {
		env := screentest.Env(t, &screentest.Instance{})
		env.Defaults = c.want
		s := New(env, presets, nil)
		s.SetSize(120, 37)
		view := screentest.Plain(screentest.View(s))
		for _, says := range c.says {
			says = strings.ReplaceAll(says, "[type…]", "[“")
			if !strings.Contains(view, says) {
				t.Errorf("%+v: %q is not in\n%s", c.want, says, view)
			}
		}
		if l := s.Leave(); l.Question != "" {
			t.Errorf("%+v: an untouched form asks %q", c.want, l.Question)
		}
		if screentest.Press(s, "tab", "text:x"); s.Leave().Question == "" {
			t.Errorf("%+v: a form with a name in it is left without a question", c.want)
		}
		if c.want.Preset == "Mars" {
			screentest.Sizes(t, s)
		}
		if c.want.From == "" {
			continue
		}
		// What is filled in for another reason goes before.
		again := New(env, presets, nil)
		again.From(keys.Template{Name: "Robot", Permissions: keys.AllWrite(), Lifetime: keys.Forever(), Why: "Replaces Robot."})
		again.SetSize(120, 37)
		if view := screentest.Plain(screentest.View(again)); strings.Contains(view, "Begins with") || !strings.Contains(view, "‹Custom›") || !strings.Contains(view, "[never]") {
			t.Errorf("%+v:\n%s", c.want, view)
		}
	}
}
