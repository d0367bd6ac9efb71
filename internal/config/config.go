// Package config finds out what the console connects to and where data lives.
package config

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/local"
)

// Names of the environment variables the program reads, besides keys.EnvKey.
const (
	EnvFile      = "SUPASCALE_TUI_CONFIG"
	EnvProfile   = "SUPASCALE_PROFILE"
	EnvURL       = "SUPASCALE_URL"
	EnvTheme     = "SUPASCALE_TUI_THEME"
	EnvClipboard = "SUPASCALE_CLIPBOARD"
)

// ErrNoInstance is returned when nothing says which instance to connect to.
var ErrNoInstance = errors.New("no instance to connect to")

// ErrSeveral is returned when nothing says which of several profiles to use.
var ErrSeveral = errors.New("there are several profiles")

// DataDir is where a local instance keeps its data: supascale-tui/instance in
// the XDG data directory (XDG Base Directory Specification). A relative
// XDG_DATA_HOME is ignored, as the specification asks.
func DataDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "supascale-tui", "instance"), nil
	}
	home, err := local.Home(getenv)
	if err != nil {
		return "", fmt.Errorf("this account has no home folder (%w): name a folder with --data-dir", err)
	}
	return filepath.Join(home, ".local", "share", "supascale-tui", "instance"), nil
}
