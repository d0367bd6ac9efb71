package config

import (
	"fmt"
	"os"
	"path/filepath"
)

// StateDir is where the console notes the keys that were asked for and not yet
// taken: supascale-tui/untaken in the XDG state directory (XDG Base Directory
// Specification). A relative XDG_STATE_HOME is ignored, as the specification
// asks.
func StateDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "supascale-tui", "untaken"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home directory: %w; set XDG_STATE_HOME to a folder", err)
	}
	return filepath.Join(home, ".local", "state", "supascale-tui", "untaken"), nil
}
