package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

// load reads the configuration for the console on a profile; an unnamed one
// where there is none. A flag goes before a variable, a variable before the
// profile, the profile before the file's top level.
func (f *consoleFlags) load(cmd *cobra.Command, p config.Profile) error {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return usageError{err}
	}
	if f.saved, err = savedQueries(settings); err != nil {
		return usageError{err}
	}
	if err := checkPresets(settings); err != nil {
		return usageError{err}
	}
	if f.looks, err = readThemes(settings); err != nil {
		return usageError{err}
	}
	f.file, f.asked = settings, f.given(cmd)
	if f.own, err = settings.With(config.Profile{}, os.Getenv, f.asked); err != nil {
		return usageError{err}
	}
	if f.settings, err = settings.With(p, os.Getenv, f.asked); err != nil {
		return usageError{err}
	}
	by := "--theme"
	if _, ok := f.asked["theme"]; !ok {
		by = "the variable " + config.EnvTheme
	}
	if err := f.looks.read(cmp.Or(f.own.Theme, theme.Auto), by); err != nil {
		return usageError{err}
	}
	f.theme, f.mouse = f.settings.Theme, f.settings.Mouse
	return nil
}

// given are the settings that the flags make.
func (f *consoleFlags) given(cmd *cobra.Command) config.Given {
	given := f.target.given()
	if cmd.Flags().Changed("theme") {
		given["theme"] = f.theme
	}
	if cmd.Flags().Changed("mouse") {
		given["mouse"] = strconv.FormatBool(f.mouse)
	}
	return given
}

// presets are those of the documentation and the admin's own.
func presets(s config.Settings) ([]keys.Preset, error) {
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
	list, err := presets(s)
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

// savedQueries are the admin's own queries of the log, checked.
func savedQueries(s config.Settings) ([]query.Saved, error) {
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

// newClipboard gives the screens the clipboard as the admin wants it.
func newClipboard(s config.Settings) *clipboard.Clipboard {
	return clipboard.New(os.Getenv, clipboard.Settings{
		Method:     clipboard.Name(s.Clipboard),
		Command:    s.ClipboardCommand,
		ClearAfter: s.ClipboardClear,
	})
}
