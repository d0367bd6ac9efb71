package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/query"
	"github.com/supascale/supascale-tui/internal/ui/clipboard"
)

// load reads the configuration. A flag goes before a variable, a variable
// before the file.
func (f *consoleFlags) load(cmd *cobra.Command) error {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return usageError{err}
	}
	f.settings = settings
	if f.saved, err = savedQueries(settings); err != nil {
		return usageError{err}
	}
	if f.theme == "" && os.Getenv(config.EnvTheme) == "" {
		f.theme = settings.Theme
	}
	if !cmd.Flags().Changed("mouse") {
		f.mouse = settings.Mouse
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
