package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/local"
)

// Load reads the configuration file. There need not be one, unless EnvFile
// names it. An error names file, line and column, and what is allowed there; it
// shows no value from the file. What flags, variables and a profile say is
// Settings.With.
func Load(getenv func(string) string) (Settings, error) {
	text, err := Read(getenv)
	if err != nil || len(text) == 0 {
		return Settings{}, err
	}
	path, _ := File(getenv)
	s, err := Parse(path, text)
	if err == nil {
		err = s.checkPrograms(path)
	}
	return s, err
}

// checkPrograms refuses a file that somebody else can write to and that names programs
// to run: whoever writes there would run programs as this user.
func (s *Settings) checkPrograms(path string) error {
	named := len(s.ClipboardCommand) > 0
	for i := range s.Profiles {
		named = named || len(s.Profiles[i].TokenCommand) > 0 || len(s.Profiles[i].ClipboardCommand) > 0
	}
	info, err := os.Stat(path)
	if !named || err != nil {
		return nil
	}
	if why := local.MayBeChanged(info); why != "" {
		return fmt.Errorf("%s names programs to run (token_command or clipboard_command), and %s: nothing was run. If the file says what you want, make it yours alone: %s", path, why, local.MakeOwn(path))
	}
	return nil
}

// Read gives the text of the configuration file: none when there is no file
// and EnvFile names none.
func Read(getenv func(string) string) ([]byte, error) {
	path, named := File(getenv)
	if path == "" {
		return nil, nil
	}
	text, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, nil
	}
	return text, err
}

// File is where the configuration file is, and whether the admin named it:
// otherwise it is supascale-tui/config.toml in the XDG configuration directory
// (XDG Base Directory Specification). It is "" for an account without a home.
func File(getenv func(string) string) (path string, named bool) {
	if path := getenv(EnvFile); path != "" {
		return path, true
	}
	dir := configDir(getenv)
	if dir == "" {
		return "", false
	}
	return filepath.Join(dir, "config.toml"), false
}

// configDir is supascale-tui in the XDG configuration directory; "" for an
// account without a home.
func configDir(getenv func(string) string) string {
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		home, err := local.Home(getenv)
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "supascale-tui")
}

// maxFile bounds what is read: the path may name anything.
const maxFile = 1 << 20

func readFile(path string) ([]byte, error) {
	text, err := local.ReadFile(path, maxFile)
	switch {
	case errors.Is(err, local.ErrTooLarge):
		return nil, fmt.Errorf("read the configuration: %s is larger than 1 MiB", path)
	case errors.Is(err, local.ErrNotFile):
		return nil, fmt.Errorf("read the configuration: %s is not a regular file", path)
	case err != nil:
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	return text, nil
}
