//go:build unix

package cli

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// script runs the built program as a script would, without a terminal.
type script struct {
	t   *testing.T
	env []string
}

func (s *script) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), binary, args...)
	cmd.Env = s.env
	return cmd
}

// run wants an exit code, and keeps stdout and stderr apart.
func (s *script) run(want int, args ...string) (out, words string) {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := s.command(args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != want {
		s.t.Fatalf("%q: exit code %d, want %d: %s", args, code, want, stderr.String())
	}
	return stdout.String(), stderr.String()
}

// newScript serves an empty instance and gives a script on it, with an
// environment of its own.
func newScript(t *testing.T) (s *script, base string) {
	t.Helper()
	dir := t.TempDir()
	served := startServe(t, filepath.Join(dir, "data"))
	return &script{t, terminaltest.Env(t,
		"SUPASCALE_URL="+served.base, "SUPASCALE_API_KEY="+served.key, "XDG_STATE_HOME="+filepath.Join(dir, "state"), "NO_COLOR=1", "TZ=UTC",
	)}, served.base
}

// A key's whole life by commands alone.
func TestAKeysLifeByCommands(t *testing.T) {
	t.Parallel()
	s, base := newScript(t)
	var all []listed
	out, _ := s.run(command.ExitOK, "keys", "list", "-o", "json")
	valid(t, "keys.json", out, &all)
	if len(all) != 1 || all[0].Name != "First key" {
		t.Fatalf("a new instance has %+v", all)
	}

	out, words := s.run(command.ExitOK, "keys", "create", "--name", "CI/CD Pipeline", "--preset", "ci-cd-pipeline", "--expires", "10d", "-o", "json")
	var created listed
	valid(t, "created-key.json", out, &created)
	if strings.Contains(words, created.Key) || created.Key == "" {
		t.Fatalf("stderr: %s", words)
	}
	useKey(t, base, created.Key)

	var denied []struct{ Reason, KeyID, Resource string }
	out, _ = s.run(command.ExitOK, "audit", "reason:permission_denied", "key:ci", "-o", "json")
	valid(t, "activities.json", out, &denied)
	if len(denied) != 2 || denied[0].KeyID != created.ID {
		t.Errorf("the log has %+v", denied)
	}
	var causes []struct{ Reason string }
	out, _ = s.run(command.ExitOK, "audit", "--causes", "-o", "json", "key:ci")
	valid(t, "causes.json", out, &causes)
	if len(causes) != 2 {
		t.Errorf("causes: %s", out)
	}

	var report struct {
		Findings []struct {
			Rule string
			Key  listed
		}
	}
	out, words = s.run(command.ExitFound, "check", "--expiring", "14d", "-o", "json")
	valid(t, "check.json", out, &report)
	if len(report.Findings) != 1 || report.Findings[0].Key.ID != created.ID || !strings.Contains(words, "1 found · 2 keys looked at") {
		t.Errorf("found %+v, %s", report.Findings, words)
	}

	var receipts []struct{ ID, Result string }
	s.run(command.ExitUsage, "keys", "revoke", created.Name)
	out, _ = s.run(command.ExitOK, "keys", "revoke", created.Name, "--yes", "-o", "json")
	valid(t, "receipts.json", out, &receipts)
	if len(receipts) != 1 || receipts[0].ID != created.ID || receipts[0].Result != "revoked" {
		t.Errorf("got %+v", receipts)
	}
	if got := ask(t, "GET", base+"/api/v1/projects", created.Key); got != 401 {
		t.Errorf("after the revocation: %d, want 401", got)
	}
	s.run(command.ExitNotFound, "keys", "revoke", created.Name, "--yes")
	s.run(command.ExitOK, "keys", "revoke", created.Name, "--yes", "--ignore-missing")
	s.run(command.ExitOK, "check", "--expiring", "14d")
	if leaks := leaksInto(t, filepath.Dir(filepath.Dir(stateOf(s.env))), created.Key); leaks != nil {
		t.Errorf("the key's plaintext is in %v", leaks)
	}
}

func stateOf(env []string) string {
	for _, line := range env {
		if path, found := strings.CutPrefix(line, "XDG_STATE_HOME="); found {
			return filepath.Join(path, "supascale-tui")
		}
	}
	return ""
}

// A reader that goes away ends a program by SIGPIPE. Here it must not, before the
// key is revoked again.
func TestAKeyNobodyReadsIsRevokedAgain(t *testing.T) {
	t.Parallel()
	s, base := newScript(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(to)
	proxy := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost {
			_ = r.Close() // between the look at stdout and the value
		}
		forward.ServeHTTP(answer, req)
	}))
	defer proxy.Close()
	var words bytes.Buffer
	cmd := s.command("keys", "create", "--name", "ghost", "--preset", "monitoring", "--expires", "90d", "-o", "value")
	cmd.Env = append(cmd.Env, "SUPASCALE_URL="+proxy.URL)
	cmd.Stdout, cmd.Stderr = w, &words
	_ = cmd.Run() // the exit code is looked at
	_ = w.Close()
	if cmd.ProcessState.ExitCode() != command.ExitFailed || !strings.Contains(words.String(), "The new key was revoked again") {
		t.Errorf("%v: %s", cmd.ProcessState, words.String())
	}
	if out, _ := s.run(command.ExitOK, "keys", "list", "-o", "name"); out != "First key\n" {
		t.Errorf("there is\n%s", out)
	}
}

// A reader that stops early, as head does, hears nothing on stderr.
func TestHeadEndsQuietly(t *testing.T) {
	t.Parallel()
	s, _ := newScript(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	var words bytes.Buffer
	cmd := s.command("keys", "list", "-o", "jsonl")
	cmd.Stdout, cmd.Stderr = w, &words
	_ = cmd.Run() // by a signal, which is what a shell expects
	_ = w.Close()
	if words.Len() > 0 || cmd.ProcessState.Success() {
		t.Errorf("%v: %s", cmd.ProcessState, words.String())
	}
}

// An administrator at a terminal types the name of the key.
func TestRevokingAtATerminal(t *testing.T) {
	t.Parallel()
	s, base := newScript(t)
	out, _ := s.run(command.ExitOK, "keys", "create", "--name", "Laptop (old)", "--preset", "monitoring", "--expires", "90d", "-o", "json")
	var created listed
	valid(t, "created-key.json", out, &created)
	for _, c := range []struct {
		typed string
		code  int
		want  int // status of the key after it
	}{{"Laptop", command.ExitFailed, 200}, {"Laptop (old)", command.ExitOK, 401}} {
		x := start(t, 100, 20, s.env, "keys", "revoke", "laptop (old)")
		x.shows("Whatever uses this key stops working at once")
		x.shows("Type Laptop (old) to confirm:")
		x.press(c.typed, "enter")
		if c.code != command.ExitOK {
			x.shows("What was typed is not the same")
			x.press("b", "enter")
			x.shows("Nothing was revoked.")
		}
		if code := x.ends(); code != c.code {
			t.Errorf("%q: exit code %d\n%s", c.typed, code, x.screen())
		}
		if got := ask(t, "GET", base+"/api/v1/projects", created.Key); got != c.want {
			t.Errorf("after typing %q the key gets %d", c.typed, got)
		}
	}
	// The key in use takes a sentence of its own.
	x := start(t, 100, 20, s.env, "keys", "revoke", "First key")
	x.shows("It is the key that is used here")
	x.press("First key", "enter", "b", "enter")
	if code := x.ends(); code != command.ExitFailed {
		t.Errorf("exit code %d", code)
	}
	x = start(t, 100, 20, s.env, "keys", "revoke", "First key")
	x.shows("Type revoke my own key to revoke it all the same:")
	x.press("revoke my own key", "enter")
	x.shows("revoked")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d\n%s", code, x.screen())
	}
	s.run(command.ExitNotAuthorised, "keys", "list")
}

// Nothing that is printed carries a colour, on a terminal neither.
func TestCommandsPrintNoColour(t *testing.T) {
	t.Parallel()
	s, _ := newScript(t)
	s.env = append(s.env, "CLICOLOR_FORCE=1")
	for _, args := range [][]string{{"keys", "list"}, {"keys", "show", "First key"}, {"check"}, {"audit", "outcome:any"}, {"audit", "--causes", "outcome:any"}} {
		x := start(t, 100, 20, s.env, args...)
		x.ends()
		if raw := x.written(); len(raw) == 0 || bytes.Contains(raw, []byte("\x1b[3")) || bytes.Contains(raw, []byte("\x1b[1m")) {
			t.Errorf("%q wrote %q", args, raw)
		}
	}
}

func TestHostileNamesAreInertInEveryFormat(t *testing.T) {
	server := hostileInstance(t)
	t.Setenv("SUPASCALE_URL", server.URL)
	t.Setenv("SUPASCALE_API_KEY", "test-key")
	t.Setenv("SUPASCALE_TUI_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	shown := func(args ...string) string {
		var out, words bytes.Buffer
		run(t.Context(), args, strings.NewReader(""), &out, &words)
		both := out.String() + words.String()
		if !strings.Contains(both, marker) {
			t.Errorf("%q: no hostile text was printed: the test shows nothing: %s", args, both)
		}
		for _, bad := range []string{"\x1b", "\u009b", "\x9b3", "\x08", "\x0e", "\r\x08", "\u202e", "\u200b", "\ufeff", "\U000e0041"} {
			if strings.Contains(both, bad) {
				t.Errorf("%q: printed %q as it came", args, bad)
			}
		}
		return out.String()
	}
	for _, format := range []string{"table", "json", "jsonl", "csv", "name"} {
		out := shown("keys", "list", "-o", format)
		switch format {
		case "json":
			valid(t, "keys.json", out, &[]listed{})
		case "name":
			if n := strings.Count(out, "\n"); n != len(attacks()) {
				t.Errorf("%d lines for %d names", n, len(attacks()))
			}
		}
		shown("check", "-o", format)
	}
	var first []listed
	valid(t, "keys.json", shown("keys", "list", "-o", "json"), &first)
	for _, k := range first {
		for _, format := range []string{"table", "json", "csv", "name"} {
			shown("keys", "show", cmp.Or(k.ID, k.Name), "-o", format)
		}
	}
	shown("keys", "revoke", cmp.Or(first[0].ID, first[0].Name), "--yes", "-o", "json")
	shown("keys", "show", marker+"\x1b[2J")
	shown("keys", "create", "--name", "x", "--preset", "\u202e"+marker, "--expires", "90d", "-o", "value")
	shown("keys", "create", "--name", "x", "--permission", "\x1b[2J"+marker+"=read", "--expires", "90d", "-o", "value")
	shown("keys", "list", "--sort", "\x1b[2J"+marker)
	var offered bytes.Buffer
	run(t.Context(), []string{"__complete", "keys", "show", ""}, strings.NewReader(""), &offered, io.Discard)
	if strings.Contains(offered.String(), marker) {
		t.Errorf("completion offers a hostile name: %q", offered.String())
	}
}

// Ctrl+c between the request and its answer: the key is looked for, and what is
// to be done is said.
func TestAnInterruptedCreationIsLookedFor(t *testing.T) {
	t.Parallel()
	s, base := newScript(t)
	proxy, created := holding(t, base)
	var words bytes.Buffer
	cmd := s.command("keys", "create", "--name", "cut off", "--preset", "monitoring", "--expires", "90d", "-o", "value")
	cmd.Env = append(cmd.Env, "SUPASCALE_URL="+proxy.URL)
	cmd.Stdout, cmd.Stderr = new(bytes.Buffer), &words // a value is not printed to /dev/null
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-created
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code is looked at
	if cmd.ProcessState.ExitCode() != command.ExitFailed || !strings.Contains(words.String(), "its value was lost with the answer") {
		t.Errorf("%v: %s", cmd.ProcessState, words.String())
	}
}

// A mistyped command is answered with the one that was meant, and no key is repeated.
func TestAMistypedCommandIsSuggested(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"revew": `Did you mean "supascale-tui review"?`, "keys lst": `Did you mean "supascale-tui keys list" or "supascale-tui keys test"?`,
		"keys revok": `Did you mean "supascale-tui keys revoke"?`, "keys frobnicate": `See "supascale-tui keys --help"`,
	} {
		var out, errOut bytes.Buffer
		code := run(t.Context(), strings.Fields(words), strings.NewReader(""), &out, &errOut)
		if code != command.ExitUsage || out.Len() > 0 || !strings.Contains(errOut.String(), want) {
			t.Errorf("%q: %d, %q, %q", words, code, out.String(), errOut.String())
		}
	}
}
