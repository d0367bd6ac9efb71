//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// hiddenPrompt is a question for something that must not be seen.
type hiddenPrompt struct {
	name    string
	command string   // what is typed into the shell
	env     []string // besides the instance's address
	before  []string // question, answer, …, until the prompt comes
	asks    string   // the end of the prompt
	secret  string
	then    string // what is said when the secret has come
}

// hiddenPrompts are all there are.
func hiddenPrompts(t *testing.T) []hiddenPrompt {
	t.Helper()
	password := "correct horse battery"
	dir := t.TempDir()
	s := startServe(t, dir, "--admin-key-file", filepath.Join(dir, "admin.key"), "--admin-user", "ada", "--admin-password-file", writeFile(t, password))
	key := value(t, filepath.Join(dir, "admin.key"))
	at, known := []string{"SUPASCALE_URL=" + s.base}, []string{"SUPASCALE_URL=" + s.base, "SUPASCALE_API_KEY=" + key}
	spoken := []string{"ACCESSIBLE=1"}
	return []hiddenPrompt{
		{"login", "login", at, nil, "it stays hidden): ", key, "Stored in"},
		{"login --user", "login --user ada", at, nil, "an empty line goes back): ", password, "Stored in"},
		{"keys identify", "keys identify", known, nil, "it stays hidden): ", key, "First key"},
		{"keys test", "keys test", known, nil, "it stays hidden): ", key, "First key"},
		{"serve --admin-user", "serve --listen 127.0.0.1:0 --admin-user eve", nil, nil, "Password for eve: ", password, "The same again:"},
		{"accessible identify", "", append(known, spoken...), []string{"What to do [keys]:", "identify"}, "it stays hidden): ", key, "First key"},
		{"accessible connection", "", spoken, []string{"Connect to [key]:", "key", "Address of the instance:", s.base}, "it stays hidden): ", key, "Name for it"},
		{
			"accessible sign-in", "", spoken, []string{"Connect to [key]:", "account", "Address of the instance:", s.base, "User name:", "ada"},
			"an empty line goes back): ", password, "Name for it",
		},
	}
}

// A prompt that was suspended asks again, and hides again what is typed.
func TestAHiddenPromptIsHiddenAgainAfterASuspension(t *testing.T) {
	t.Parallel()
	for _, p := range hiddenPrompts(t) {
		t.Run(p.name, func(t *testing.T) {
			x := terminaltest.Shell(t, 120, 40, terminaltest.Env(t, p.env...), binary)
			x.Press("supascale-tui "+p.command, "enter")
			for i := 0; i < len(p.before); i += 2 {
				x.Until(p.before[i], func(s string) bool { return strings.HasSuffix(strings.TrimRight(s, " \n"), p.before[i]) })
				x.Press(p.before[i+1], "enter")
			}
			half := p.secret[:len(p.secret)/2]
			for n := 1; n <= 3; n++ {
				if echoes := x.Times(p.asks, n); echoes {
					t.Fatalf("at suspension %d the terminal shows what is typed", n-1)
				}
				if n == 3 {
					break
				}
				x.Press(half, "ctrl+z")
				x.Times("Stopped", n)
				x.Press("echo here$((n+=1))", "enter")
				x.Shows(fmt.Sprintf("here%d", n)) // the shell shows what is typed
				x.Press("fg", "enter")
			}
			x.Press(p.secret, "enter")
			x.Shows(p.then)
			for _, secret := range []string{p.secret, half} {
				if bytes.Contains(x.Written(), []byte(secret)) {
					t.Errorf("the secret was shown:\n%s", x.Screen())
				}
			}
		})
	}
}

// Whoever stops a prompt from outside, and with whatever signal, it is hidden when it
// goes on.
func TestAHiddenPromptIsHiddenAgainAfterAStopFromOutside(t *testing.T) {
	t.Parallel()
	p := hiddenPrompts(t)[0]
	for _, signal := range []string{"TSTP", "STOP", "TTIN"} {
		t.Run(signal, func(t *testing.T) {
			x := terminaltest.Shell(t, 120, 40, terminaltest.Env(t, p.env...), binary)
			x.Press("supascale-tui login", "enter")
			x.Times(p.asks, 1)
			x.Kill(signal)
			x.Times("Stopped", 1)
			x.Press("fg", "enter")
			if echoes := x.Times(p.asks, 2); echoes {
				t.Fatal("the terminal shows what is typed")
			}
			x.Press(p.secret, "enter")
			x.Shows(p.then)
			if bytes.Contains(x.Written(), []byte(p.secret)) {
				t.Errorf("the secret was shown:\n%s", x.Screen())
			}
		})
	}
}
