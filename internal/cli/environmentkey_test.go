//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// Which key is used can surprise who set the variable for another instance.
func TestTheConsoleSaysThatItUsesTheKeyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	s := startServe(t, t.TempDir())
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte("[profiles.prod]\nurl = \""+s.base+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"SUPASCALE_TUI_CONFIG=" + file, "SUPASCALE_API_KEY=" + s.key}
	for ready, args := range map[string][]string{"1 Keys": nil, "What to do [keys]:": {"--accessible"}} {
		x := start(t, 120, 40, env, args...)
		x.shows("The key in SUPASCALE_API_KEY is used for the profile prod.")
		x.shows(ready)
		x.press("ctrl+c")
		x.ends()
	}
}
