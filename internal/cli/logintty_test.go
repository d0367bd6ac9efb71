//go:build unix

package cli

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

func TestLoginHidesWhatIsTyped(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	x := start(t, 80, 24, b.env, "login")
	x.shows("it stays hidden")
	x.press(b.key, "enter")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	x.shows("Stored in")
	if bytes.Contains(x.written(), []byte(b.key[10:20])) {
		t.Error("the key was shown")
	}
	b.runs(command.ExitOK, "", nil, "audit")
}

// Who signs in again is asked about the key that the login before left.
func TestASecondSignInOffersToRevokeTheFirstKey(t *testing.T) {
	t.Parallel()
	s := startServe(t, t.TempDir(), "--admin-key-file", filepath.Join(t.TempDir(), "admin.key"), "--admin-user", "ada", "--admin-password-file", writeFile(t, passphrase))
	env := []string{"HOME=" + t.TempDir(), "SUPASCALE_URL=" + s.base}
	for n, answer := range []string{"", "", "y"} {
		x := start(t, 100, 30, env, "login", "--user", "ada")
		x.shows("Password of ada")
		x.press(passphrase, "enter")
		if n > 0 {
			x.shows("[y/N]")
			x.press(answer, "enter")
			x.shows(map[string]string{"": "To revoke it", "y": "Revoked the older key"}[answer])
		}
		if n == 2 {
			x.x.Times("[y/N]", 2)
			x.press("n", "enter")
		}
		if code := x.ends(); code != command.ExitOK {
			t.Errorf("exit code %d: %s", code, x.screen())
		}
		x.shows("Stored in")
	}
}
