package reveal_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// beCommand is what the test binary does as the command that is piped to. What
// it stores goes into the file REVEAL_TEST_STORE.
func beCommand(mode string) int {
	if mode == "ignore" {
		return 0
	}
	key, err := io.ReadAll(os.Stdin)
	if err != nil {
		return 9
	}
	switch mode {
	case "store":
		if os.WriteFile(os.Getenv("REVEAL_TEST_STORE"), fmt.Appendf(nil, "%s %q", key, os.Args[1:]), 0o600) != nil {
			return 9
		}
	case "refuse":
		fmt.Fprintf(os.Stderr, "\n\x1b[31mno room for %s, %s in the vault\x1b[m\nmore\n", key, key[15:30])
		return 3
	case "hang":
		conn, err := net.Dial("unix", os.Getenv("REVEAL_TEST_STORE"))
		if err != nil {
			return 9
		}
		_, _ = conn.Write([]byte("!"))
		forever := make(chan os.Signal, 1)
		signal.Notify(forever, os.Interrupt)
		<-forever
	}
	return 0
}

// command is the command line for the test binary in a mode.
func command(t *testing.T, mode string) (line, store string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	store = filepath.Join(t.TempDir(), "store")
	t.Setenv("REVEAL_TEST_COMMAND", mode)
	t.Setenv("REVEAL_TEST_STORE", store)
	return "'" + self + "'", store
}

func pipeTo(s *reveal.Screen, line string) []tea.Msg {
	take(s, "p", "ctrl+u", "paste:"+line)
	msgs, _ := take(s, "enter")
	return msgs
}

func TestPipingTheKeyToACommand(t *testing.T) {
	line, store := command(t, "store")
	s := open(t, created())
	s.SetSize(200, 21)
	msgs := pipeTo(s, line+` secret/ci key=- "two words" 'a$b' ''`)
	says(t, s, "took the key (exit 0).", "✓")
	taken(t, s, msgs)
	if s.Capturing() {
		t.Error("the prompt is still open")
	}
	want := value + ` ["secret/ci" "key=-" "two words" "a$b" ""]`
	if got, err := os.ReadFile(store); err != nil || string(got) != want {
		t.Errorf("the command got %q, %v; want %q", got, err, want)
	}
}

func TestACommandThatFails(t *testing.T) {
	line, _ := command(t, "refuse")
	s := open(t, created())
	s.SetSize(200, 21)
	msgs := pipeTo(s, line)
	says(t, s, "✗", "failed (exit 3). It said: ␛[31mno room for [the key], [the key] in the vault")
	undelivered(t, s, msgs)
	if strings.Count(words(s), "Fake") != strings.Count(value, "Fake") {
		t.Errorf("shows what the command echoed:\n%s", words(s))
	}
	if !s.Capturing() {
		t.Error("the prompt is gone, and the line with it")
	}
}

func TestACommandThatDoesNotReadTheKey(t *testing.T) {
	line, _ := command(t, "ignore")
	s := open(t, created())
	s.SetSize(200, 21)
	msgs := pipeTo(s, line)
	says(t, s, "✗", "ended well (exit 0) but did not read the key. Tell it to read standard input.")
	undelivered(t, s, msgs)
}

func TestACommandThatIsNotThere(t *testing.T) {
	s := open(t, created())
	s.SetSize(200, 21)
	for line, want := range map[string]string{
		"no-such-command-here x":  "✗ There is no command “no-such-command-here” on this machine.",
		"/no/such/file":           "✗ There is no file “/no/such/file”.",
		t.TempDir():               "may not be run",
		"":                        "✗ Type a command, or take an example with ↓.",
		"''":                      "✗ Type a command",
		"gh secret set X | tee y": "✗ No shell runs this, so “|” does nothing here.",
		"gh secret set $NAME":     "✗ No shell runs this, so “$” does nothing here.",
		"gh 'secret":              "✗ A quote is not closed.",
		"echo " + value:           "✗ The key doesn't belong on the command line",
	} {
		take(s, "p", "ctrl+u")
		if line != "" {
			take(s, "paste:"+line)
		}
		msgs, _ := take(s, "enter")
		says(t, s, want)
		undelivered(t, s, msgs)
		take(s, "esc")
	}
}

func TestEscStopsACommand(t *testing.T) {
	for name, stop := range map[string]func(s *reveal.Screen){
		"esc":    func(s *reveal.Screen) { take(s, "x", "enter", "esc") },
		"forget": func(s *reveal.Screen) { s.Forget() },
	} {
		line, socket := command(t, "hang")
		listener, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, created())
		take(s, "p", "paste:"+line)
		run := s.Update(screentest.Key("enter"))
		result := make(chan tea.Msg, 1)
		go func() { result <- run() }()
		conn, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		if name == "esc" {
			says(t, s, "running… esc stops it")
		}
		stop(s)
		if n, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("%s: the command lives on: %d, %v", name, n, err)
		}
		msgs := screentest.Settle(s, s.Update(<-result))
		if len(msgs) != 0 {
			t.Errorf("%s: a stopped command sent %v", name, msgs)
		}
		if name == "esc" {
			says(t, s, "The command was stopped. Whether it took the key is not known.")
			undelivered(t, s, msgs)
		}
		_, _ = conn.Close(), listener.Close()
	}
}

func TestExamplesAreTakenByArrow(t *testing.T) {
	s := open(t, created())
	s.SetSize(120, 37)
	take(s, "p")
	says(t, s, "gh secret set", "vault kv put", "aws secretsmanager create-secret", "op document create", "kubectl create secret")
	take(s, "down", "down")
	says(t, s, "› vault kv put secret/ci-cd-pipeline key=- ")
	take(s, "up", "up")
	says(t, s, "› kubectl create secret generic ci-cd-pipeline --from-file=key=/dev/stdin ")
}
