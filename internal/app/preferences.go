package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Preferences are the settings that hold while the console or the accessible mode runs.
type Preferences struct {
	Target   Target
	Given    config.Given    // by flags
	File     config.Settings // as it was read
	Own      config.Settings // what holds without a profile
	Settings config.Settings // what holds for the profile the program was started on
	Saved    []query.Saved   // the admin's own queries of the log
	Presets  []keys.Preset
}

// Prefer reads the configuration for a run on a profile; an unnamed one where there is
// none. A flag goes before a variable, a variable before the profile, the profile before
// the file's top level.
func (s *Session) Prefer(t Target, given config.Given, p config.Profile) (f Preferences, err error) {
	f = Preferences{Target: t, Given: given}
	if f.File, err = config.Load(s.Getenv); err != nil {
		return f, UsageError{err}
	}
	if f.Saved, err = SavedQueries(f.File); err != nil {
		return f, UsageError{err}
	}
	if err := checkPresets(f.File); err != nil {
		return f, UsageError{err}
	}
	if f.Presets, err = Presets(f.File); err != nil {
		return f, UsageError{err}
	}
	if f.Own, err = f.File.With(config.Profile{}, s.Getenv, given); err != nil {
		return f, UsageError{err}
	}
	if f.Settings, err = f.File.With(p, s.Getenv, given); err != nil {
		return f, UsageError{err}
	}
	return f, nil
}

// Presets are those of the documentation and the admin's own.
func Presets(s config.Settings) ([]keys.Preset, error) {
	list, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		return nil, err
	}
	for _, p := range s.Presets {
		permissions, err := keys.ParsePermissions(p.Permissions)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Places["presets."+p.Name], err)
		}
		list = append(list, keys.Preset{Name: p.Name, Description: p.Description, Permissions: permissions})
	}
	return list, nil
}

// checkPresets refuses a default preset that there is not.
func checkPresets(s config.Settings) error {
	list, err := Presets(s)
	if err != nil {
		return err
	}
	var names []string
	for _, p := range list {
		names = append(names, strconv.Quote(p.Name))
	}
	check := func(place, name string) error {
		if name == "" || slices.Contains(names, strconv.Quote(name)) {
			return nil
		}
		return fmt.Errorf("%s: there is no such preset. There are: %s", s.Places[place], strings.Join(names, ", "))
	}
	if err := check("preset", s.Preset); err != nil {
		return err
	}
	for _, p := range s.Profiles {
		if err := check("profiles."+p.Name+".preset", p.Preset); err != nil {
			return err
		}
	}
	return nil
}

// SavedQueries are the admin's own queries of the log, checked.
func SavedQueries(s config.Settings) ([]query.Saved, error) {
	var list []query.Saved
	for _, q := range s.Queries {
		if !query.CheckName(q.Name) {
			return nil, fmt.Errorf("%s: the name of a query has small letters, digits and “-”", q.Where)
		}
		if slices.ContainsFunc(query.BuiltIn(), func(b query.Saved) bool { return b.Name == q.Name }) {
			return nil, fmt.Errorf("%s: there is a query %s already: choose another name", q.Where, q.Name)
		}
		if _, err := query.Parse(q.Line); err != nil {
			return nil, fmt.Errorf("%s: %w", q.Where, err)
		}
		list = append(list, query.Saved{Name: q.Name, Line: q.Line})
	}
	return list, nil
}

// Clipboard gives the clipboard as the admin wants it.
func (s *Session) Clipboard(settings config.Settings) *clipboard.Clipboard {
	return clipboard.New(s.Getenv, clipboard.Settings{
		Method:     clipboard.Name(settings.Clipboard),
		Command:    settings.ClipboardCommand,
		ClearAfter: settings.ClipboardClear,
	})
}

// NewKeyDefaults are the presets, and what the profile that t leads to has every new key
// begin with.
func (s *Session) NewKeyDefaults(t *Target) (presets []keys.Preset, d Defaults, err error) {
	settings, err := s.Load()
	if err != nil {
		return nil, d, err
	}
	if err := checkPresets(settings); err != nil {
		return nil, d, UsageError{err}
	}
	if presets, err = Presets(settings); err != nil {
		return nil, d, UsageError{err}
	}
	p, err := s.Choose(settings, t)
	if err != nil {
		return nil, d, err
	}
	if settings, err = settings.With(p, s.Getenv, t.Given()); err != nil {
		return nil, d, UsageError{err}
	}
	return presets, Defaults{Expiry: settings.Expiry, Preset: settings.Preset, NoteRequired: settings.NoteRequired}, nil
}

// NewKeyDefaultsOf are the presets, and what a new key on the instances of several profiles
// begins with: what they agree in, and all that one of them requires.
func (s *Session) NewKeyDefaultsOf(profiles []string) (presets []keys.Preset, d Defaults, err error) {
	for i, name := range profiles {
		var own Defaults
		if presets, own, err = s.NewKeyDefaults(&Target{Profile: name}); err != nil {
			return nil, d, err
		}
		if i == 0 {
			d = own
			continue
		}
		if own.Expiry != d.Expiry {
			d.Expiry = ""
		}
		if own.Preset != d.Preset {
			d.Preset = ""
		}
		for _, field := range own.NoteRequired {
			if !slices.Contains(d.NoteRequired, field) {
				d.NoteRequired = append(slices.Clone(d.NoteRequired), field)
			}
		}
	}
	return presets, d, nil
}
