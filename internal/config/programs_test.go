//go:build unix

package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
)

func TestAFileThatOthersCanWriteRunsNoProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	profile := "[profiles.a]\nurl = \"https://a.example\"\n"
	for text, runs := range map[string]bool{
		profile: false, profile + "token_command = [\"x\"]\n": true, "clipboard_command = [\"x\"]\n": true,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for mode, open := range map[os.FileMode]bool{0o600: false, 0o644: false, 0o664: true, 0o666: true} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			_, err := config.Load(env(map[string]string{config.EnvFile: path}))
			if want := runs && open; want != (err != nil) || want && !strings.Contains(err.Error(), "chmod go-w "+path) {
				t.Errorf("mode %v, %q: %v", mode, text, err)
			}
		}
	}
}
