//go:build unix

package credential

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func sh(script string, args ...string) Profile {
	p := prod()
	p.TokenCommand = append([]string{"sh", "-c", script}, args...)
	return p
}

func TestACommandGivesTheKey(t *testing.T) {
	key := newKey(t)
	for _, script := range []string{
		`printf %s "$0"`, `echo "$0"`, `printf '%s\r\n' "$0"`,
		`echo "$0"; echo noise >&2`,
		`cat; echo "$0"`, // stdin is empty and ends
	} {
		finds(t, box(t), sh(script, key), key, "token_command of profile prod")
	}
	// There is no shell of ours.
	p := prod()
	p.TokenCommand = []string{"printf", "%s", "a$HOME;b"}
	finds(t, box(t), p, "a$HOME;b", "token_command")
	// Nor a terminal to ask in.
	fails(t, findError(t, box(t), sh(`: < /dev/tty && echo "$0"`, key)), key, "failed")
}

func TestACommandThatFailsIsNamedWithTheRemedy(t *testing.T) {
	key := newKey(t)
	for script, want := range map[string]string{
		`exit 3`:                                    `no key from token_command of profile prod: "sh" failed: exit status 3. Run the command by hand`,
		`echo "vault is sealed." >&2; exit 1`:       `exit status 1. It said: vault is sealed. Run`,
		`echo "$0"; exit 1`:                         `exit status 1`,
		`echo "$0"; echo "got $0" >&2; exit 1`:      `It said: got [redacted]`,
		`echo "got $0" >&2; exit 1`:                 `It said: got [redacted]`,
		`echo "k=${0#supascale_}" >&2; exit 1`:      `It said: [redacted]`,
		`printf '\033[2J%s\033[0m' "$0" >&2; false`: `It said: ␛[[redacted]␛[0m. Run`,
		`echo abcd-1234; echo abcd-1234 >&2; false`: `It said: [redacted]`,
		`kill -9 $$`:                                `ended by a signal`,
		``:                                          `printed nothing. Run the command by hand`,
		`echo`:                                      `printed nothing`,
		`echo no entry >&2`:                         `printed nothing. It said: no entry. Run`,
		`echo "$0"x; echo "${0}x"`:                  `the key has a line break in it: copy it again, on one line. Let it print the key alone`,
		`echo "the key: ${0}x"`:                     `can't be used: the key has a space in it`,
		`printf '%s\033' "$0"`:                      `the key has a control character in it (U+001B)`,
		`yes "$0" | head -c 1000000000`:             `printed more than 4 KiB`,
		`yes "$0" | head -c 20000000 >&2; false`:    `It said: [redacted] [redacted]`,
	} {
		fails(t, findError(t, box(t), sh(script, key)), key, want)
	}
	for program, want := range map[string]string{
		"no-such-program": `"no-such-program" failed: it is not installed`,
		os.TempDir():      "it may not be run",
		"/nowhere/" + key: `"[redacted]" failed: it is not installed`, // the key in the program's place
	} {
		p := prod()
		p.TokenCommand = []string{program, key}
		fails(t, findError(t, box(t), p), key, want)
	}
}

// A command that fails is not passed over for a key that is elsewhere.
func TestAFailingStepHidesNoOther(t *testing.T) {
	key := newKey(t)
	s := box(t)
	if _, err := s.Store(t.Context(), prod(), secretOf(key), File); err != nil {
		t.Fatal(err)
	}
	finds(t, s, prod(), key, "the file ")
	fails(t, findError(t, s, sh("exit 1")), key, "token_command")
	p := prod()
	p.Keyring = true
	fails(t, findError(t, s, p), key, "the keyring", "no keyring running", "supascale-tui login --profile prod --file")
}

// hangs runs a script that says on a pipe that it runs, and returns what Find
// says about it once the deadline is over and nobody holds the pipe any more.
func hangs(t *testing.T, script string) error {
	t.Helper()
	fifo := filepath.Join(t.TempDir(), "held")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := os.OpenFile(fifo, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close() //nolint:errcheck // only read
	s := box(t)
	s.CommandTimeout = 3 * time.Second // the script must have come to its end by then
	_, found := s.Find(t.Context(), sh(`exec 3>"$0"; echo on >&3; `+script, fifo))
	if err := held.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if said, err := io.ReadAll(held); err != nil || string(said) != "on\n" {
		t.Errorf("a process is left, or none was there: %q, %v", said, err)
	}
	return found
}

func TestACommandThatHangsIsStoppedWithAllItStarted(t *testing.T) {
	for _, script := range []string{
		`sleep 600`,
		`sleep 600 & sleep 600`,
		`trap '' TERM INT HUP; sleep 600 & wait`,
		`echo half; sleep 600`,
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			err := hangs(t, script)
			fails(t, err, "", "did not end within 3s and was stopped", "unlock the password manager first")
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v", err)
			}
		})
	}
}

// What a command leaves behind may hold its stdout: an agent that was started
// to serve the next time.
func TestACommandsOffspringHoldsNothingUp(t *testing.T) {
	key := newKey(t)
	dir := t.TempDir()
	s := box(t)
	s.CommandTimeout = 30 * time.Second
	begun := time.Now()
	finds(t, s, sh(`sleep 60 & echo $! > "$1"; echo "$0"`, key, filepath.Join(dir, "pid")), key, "token_command")
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
	pid, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	p := sh(`kill "$0" && echo was-left-running`, strings.TrimSpace(string(pid)))
	finds(t, s, p, "was-left-running", "token_command")
}

func TestGivingUpEndsACommand(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := box(t).Find(ctx, sh("sleep 600"))
	fails(t, err, "", "was interrupted")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
