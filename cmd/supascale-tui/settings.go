package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/config"
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
	if f.theme == "" && os.Getenv(config.EnvTheme) == "" {
		f.theme = settings.Theme
	}
	if !cmd.Flags().Changed("mouse") {
		f.mouse = settings.Mouse
	}
	return nil
}

// newClipboard gives the screens the clipboard as the admin wants it.
func newClipboard(s config.Settings) *clipboard.Clipboard {
	return clipboard.New(os.Getenv, clipboard.Settings{
		Method:     clipboard.Name(s.Clipboard),
		Command:    s.ClipboardCommand,
		ClearAfter: s.ClipboardClear,
	})
}
