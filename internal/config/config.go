// Package config finds out what the console connects to and where data lives.
package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Names of the environment variables the program reads.
const (
	EnvURL   = "SUPASCALE_URL"
	EnvKey   = "SUPASCALE_API_KEY"
	EnvTheme = "SUPASCALE_TUI_THEME"
)

// ErrNoInstance is returned when nothing says which instance to connect to.
var ErrNoInstance = errors.New("no instance to connect to")

// Connection says which instance to use. Key is the credential's plain value:
// wrap it at once.
type Connection struct {
	URL string
	Key string
}

// FromEnv reads the connection from the environment. It returns ErrNoInstance
// when neither variable is set, and names the missing one when one is.
func FromEnv(getenv func(string) string) (Connection, error) {
	c := Connection{URL: getenv(EnvURL), Key: getenv(EnvKey)}
	switch {
	case c.URL == "" && c.Key == "":
		return c, ErrNoInstance
	case c.URL == "":
		return c, fmt.Errorf("%s is set but %s is not: set it to the instance's address, such as https://supascale.example.com", EnvKey, EnvURL)
	case c.Key == "":
		return c, fmt.Errorf("%s is set but %s is not: set it to a key of that instance, without putting it into the shell's history", EnvURL, EnvKey)
	}
	return c, nil
}

// DataDir is where a local instance keeps its data: supascale-tui/instance in
// the XDG data directory (XDG Base Directory Specification). A relative
// XDG_DATA_HOME is ignored, as the specification asks.
func DataDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "supascale-tui", "instance"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home directory: %w; name a folder with --data-dir", err)
	}
	return filepath.Join(home, ".local", "share", "supascale-tui", "instance"), nil
}
