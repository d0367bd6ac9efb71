//go:build unix

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

func TestTheFirstStartLeadsToALocalInstance(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, nil)
	x.shows("Connect to an instance")
	x.press("right", "right")
	x.shows("it runs here")
	x.press("enter", "enter", "enter")
	x.shows("42 keys")
	x.shows("local · http://127.0.0.1:")
	x.press(":profile", "enter")
	x.shows("local (here)")
	s := startServe(t, t.TempDir())
	x.press("a")
	enterKey(x, s, "beta", "staging")
	x.press("enter")
	x.shows("1 key ")
	x.press(":profile local", "enter") // its data folder is free again
	x.shows("42 keys")
	x.press("q")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
}

// enterKey goes through the connection screen, up to its button.
func enterKey(x *terminal, s *served, name, environment string) {
	x.t.Helper()
	x.shows("Connect with")
	x.press("enter", s.base, "enter")
	x.shows("an instance answers there")
	x.x.Paste(s.key + "\n")
	x.shows("looks like a key")
	x.press("enter", "\x15", name, "enter")
	for range map[string]int{"production": 1, "staging": 2}[environment] {
		x.press("right")
	}
	x.shows("[" + environment + "]")
	x.press("enter", "enter")
	x.shows("▌               [ Connect ]")
}

func TestFromTheFirstStartToAnotherInstanceAndBack(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "looked-into"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a, b := startServe(t, t.TempDir()), startServe(t, t.TempDir(), "--sample")
	x := start(t, 80, 24, []string{"HOME=" + home})
	enterKey(x, a, "alpha", "production")
	x.press("enter")
	x.shows("1 key ")
	x.shows(" production  · alpha")
	key := createPipelineKey(x)
	closeReveal(x)
	x.shows("2 keys")

	x.press(":profile", "enter")
	x.shows("alpha (here)")
	x.press("a")
	enterKey(x, b, "beta", "staging")
	x.press("enter")
	x.shows("42 keys")
	x.shows("staging · beta")
	x.hides("alpha")

	x.press(":profile alpha", "enter")
	x.shows("You are on production (alpha)")
	x.shows("2 keys")
	x.press("x")
	x.shows("on production (alpha) · http")
	x.press("esc")
	x.hides("Revoke a key")

	b.kill(t, syscall.SIGKILL)
	x.press(":profile beta", "enter")
	x.shows("✗ beta can't be used now.")
	x.shows("connection refused")
	x.shows("You are still on production (alpha).")
	x.press("esc")
	x.hides("can't be used")
	x.press("0")
	x.shows("1 of 2 answered, 1 unreachable since")
	x.press("q")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
	for what, secret := range map[string]string{"alpha's key": a.key, "beta's key": b.key} {
		if bytes.Contains(x.written(), []byte(secret)) {
			t.Errorf("%s was written to the terminal", what)
		}
		kept := filepath.Join(home, ".local", "share", "supascale-tui", "credentials", strings.TrimSuffix(what, "'s key"))
		if in := leaksInto(t, home, secret); len(in) != 1 || in[0] != kept {
			t.Errorf("%s is in %v, want it in %s alone", what, in, kept)
		}
		if info, err := os.Stat(kept); err != nil || info.Mode() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	}
	useKey(t, a.base, key)

	// What was entered once need not be entered again.
	again := start(t, 80, 24, []string{"HOME=" + home})
	again.shows(" production  · alpha")
	again.shows("1 of 2 answered, 1 unreachable since")
	again.press("1")
	again.shows("2 keys")
	again.press("q")
	again.ends()
}

func TestAKeyThatIsToBeForgottenIs(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "looked-into"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, t.TempDir())
	x := start(t, 120, 40, []string{"HOME=" + home})
	enterKey(x, s, "alpha", "production")
	x.press("up", "right", "right")
	x.shows("[until you quit]")
	x.press("enter", "enter")
	x.shows("1 key ")
	x.press("q")
	x.ends()
	if in := leaksInto(t, home, s.key); in != nil {
		t.Errorf("the key is in %v", in)
	}
	again := start(t, 80, 24, []string{"HOME=" + home})
	again.shows("Connect to an instance")
	again.press("q")
	again.ends()
}

func TestARefusedKeyOnTheFirstScreen(t *testing.T) {
	t.Parallel()
	s := startServe(t, t.TempDir())
	x := start(t, 120, 40, nil)
	wrong := &served{base: s.base, key: s.key[:len(s.key)-4] + strings.Repeat("0", 4)}
	enterKey(x, wrong, "alpha", "production")
	x.press("enter")
	x.shows("✗ Can't list keys")
	x.press("\x15")
	x.x.Paste(s.key)
	x.shows("looks like a key")
	x.press("esc")
	x.shows("▌               [ Connect ]")
	x.press("enter")
	x.shows("1 key ")
	x.press("q")
	x.ends()
}
