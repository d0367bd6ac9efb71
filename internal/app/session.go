// Package app is what the console, the commands and the accessible mode do alike: how
// settings become a profile, a key and a client of an instance, and what of it this
// machine keeps. It knows no screen, no flag and no prompt.
package app

import (
	"errors"
	"os"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
)

// Session is one run of the program.
type Session struct {
	Getenv func(name string) string
	// Version is the program's own: it goes into every request.
	Version string
	// CheckThemes refuses a configuration that names a theme which can't be shown; nil
	// refuses none.
	CheckThemes func(config.Settings) error
	// Announce has a client tell of answers that take their time and of clocks that
	// differ; nil tells nobody.
	Announce func(*api.Options)
}

// UsageError is a mistake in how the program was called or configured.
type UsageError struct{ Err error }

func (e UsageError) Error() string { return e.Err.Error() }
func (e UsageError) Unwrap() error { return e.Err }

// Load reads the configuration.
func (s *Session) Load() (config.Settings, error) {
	settings, err := config.Load(s.Getenv)
	if err != nil {
		return settings, UsageError{err}
	}
	return settings, nil
}

// LoadChecked reads the configuration, and checks what package config can't: saved
// queries, themes, and the names of presets.
func (s *Session) LoadChecked() (config.Settings, error) {
	settings, err := s.Load()
	if err != nil {
		return settings, err
	}
	if err := s.check(settings); err != nil {
		return config.Settings{}, UsageError{err}
	}
	return settings, nil
}

// CheckText is LoadChecked for a text that is to become the file.
func (s *Session) CheckText(path string, text []byte) error {
	settings, err := config.Parse(path, text)
	if err != nil {
		return err
	}
	return s.check(settings)
}

func (s *Session) check(settings config.Settings) error {
	if _, err := SavedQueries(settings); err != nil {
		return err
	}
	if s.CheckThemes != nil {
		if err := s.CheckThemes(settings); err != nil {
			return err
		}
	}
	return checkPresets(settings)
}

// Edit changes the configuration file: edit makes the new text of the old.
func (s *Session) Edit(edit func(path string, text []byte) ([]byte, error)) (path string, err error) {
	path, _ = config.File(s.Getenv)
	before, err := config.Read(s.Getenv)
	if errors.Is(err, os.ErrNotExist) {
		before, err = nil, nil // named, and to be made
	}
	if err != nil {
		return path, err
	}
	after, err := edit(path, before)
	if err != nil {
		return path, UsageError{err}
	}
	if err := s.CheckText(path, after); err != nil {
		return path, UsageError{err}
	}
	return path, config.Replace(path, before, after)
}

// AddProfile adds a profile to the configuration file. A profile that was used because
// it was the only one goes on being used.
func (s *Session) AddProfile(name string, fields []config.Field) (path string, err error) {
	return s.Edit(func(path string, text []byte) ([]byte, error) {
		before, err := config.Parse(path, text)
		if err != nil {
			return nil, err
		}
		text, err = config.AddProfile(path, text, name, fields)
		if err == nil && before.Profile == "" && before.Current() != "" {
			text, err = config.UseProfile(path, text, before.Current())
		}
		return text, err
	})
}
