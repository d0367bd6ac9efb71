package create

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// begun is what the form began with, to tell what was entered since.
type begun struct {
	preset      int
	name        string
	permissions keys.Permissions
	says        string // where it came from, "" for nobody's wish
}

// useDefaults begins with what the admin wants every new key to begin with, and
// notes whose wish it was. One that can't be met is said, and left aside.
func (s *Screen) useDefaults() {
	want := s.env.Defaults
	var met, unmet []string
	if want.Preset != "" {
		unmet = append(unmet, "there is no preset “"+want.Preset+"”")
		for i, p := range s.presets {
			if p.Name == want.Preset {
				s.usePreset(i)
				met, unmet = append(met, "the preset"), nil
			}
		}
	}
	if want.Expiry != "" {
		if at, err := keys.ParseExpiry(want.Expiry, s.now, s.env.Zone); err != nil {
			unmet = append(unmet, "the expiry “"+want.Expiry+"” can't be used")
		} else {
			s.expiry.Begin(at)
			met = append(met, "the expiry")
		}
	}
	s.begun = begun{preset: s.preset, name: s.name.Value(), permissions: s.grid.Permissions()}
	of := want.From
	if of == "" {
		of = "the configuration"
	}
	if len(met) > 0 {
		s.begun.says = "Begins with " + strings.Join(met, " and ") + " of " + of + "."
	}
	if len(unmet) > 0 {
		s.begun.says += " Of " + of + ", " + strings.Join(unmet, ", and ") + "."
	}
	s.begun.says = strings.TrimSpace(s.begun.says)
}
