package config

import (
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/text"
)

// Themes are the colours that come with the program.
func Themes() []string {
	return []string{"auto", "dark", "light", "high-contrast", "high-contrast-light", "none"}
}

var themeName = text.Pattern(`^[a-z0-9][a-z0-9-]{0,39}$`)

// CheckTheme reports whether a theme can have this name. Whether there is such
// a theme is seen when it is read.
func CheckTheme(name string) bool { return themeName().MatchString(name) }

// ThemesDir is where the admin's own themes are: supascale-tui/themes in the XDG
// configuration directory; "" for an account without a home.
func ThemesDir(getenv func(string) string) string {
	dir := configDir(getenv)
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "themes")
}
